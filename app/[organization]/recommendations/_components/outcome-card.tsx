import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { Money } from "@/app/_components/spend/figures";
import { formatCount, formatShare } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";
import { portionOf } from "@/lib/domain/recommendation/traffic";
import { VERDICT_WORDS } from "./recommendation-words";

const HOW = {
  repriced:
    "Saved is what the same tokens would have cost unchanged, at list prices and with the discounts of before, less what was charged: longer prompts or more requests change nothing in it. Requests that were served so already before do not count.",
  retries: "Saved is what tries anew would have added to the requests of these days, as often as before, less what they did add.",
  per_request:
    "No model changes by this, so saved is by how much a request got cheaper than in the days before it was accepted, times the requests. What else changed since then is in it as well.",
};

/**
 * What the traffic shows since a recommendation was accepted: cost per request before and after, and whether that saved
 * anything.
 */
export function OutcomeCard({ recommendation }: { recommendation: StoredRecommendation }) {
  const { outcome, baseline, decision } = recommendation;
  if (!baseline || !decision) return null;
  if (!outcome) {
    return (
      <Card title="What came of it">
        <p className="text-sm text-muted">
          {recommendation.kind === "key_hygiene"
            ? "It saves nothing that the traffic would show. Once it is done, it is not found any more and goes from the list."
            : "The traffic is held against it once a day, from the first finished day on."}
        </p>
      </Card>
    );
  }
  const { word, tone, means } = VERDICT_WORDS[outcome.verdict];
  const last = outcome.days.at(-1);
  const each = (amount: typeof outcome.savedUsd, requests: number) =>
    requests === 0 ? null : portionOf(amount, 1n, BigInt(requests));
  return (
    <Card
      title="What came of it"
      note={last && outcome.days[0] ? `${formatRange(outcome.days[0].day, last.day)}, UTC` : undefined}
    >
      <div className="flex flex-col gap-4">
        <Facts
          facts={[
            [
              "Traffic shows",
              <Badge key="verdict" tone={tone} title={means}>
                {word}
              </Badge>,
            ],
            [outcome.savedUsd < 0n ? "Cost more" : "Verified saving", <Money key="saved" amount={outcome.savedUsd} />],
            recommendation.move
              ? [
                  "Served as recommended",
                  `${formatCount(outcome.switched)} of ${formatCount(outcome.requests)} requests (${formatShare(outcome.requests === 0 ? null : outcome.switched / outcome.requests)})`,
                ]
              : ["Requests since", formatCount(outcome.switched)],
            ["Cost per request before", <Money key="before" amount={each(baseline.costUsd, baseline.requests)} />],
            [
              "Cost per request now",
              <Money key="after" amount={each(outcome.switchedUsd, outcome.switched)} reason="No request was served so yet." />,
            ],
            outcome.switchedOn ? ["First seen", formatRange(outcome.switchedOn, outcome.switchedOn)] : ["First seen", null],
          ]}
        />
        <p className="max-w-prose text-xs text-muted">{HOW[outcome.by]}</p>
      </div>
    </Card>
  );
}
