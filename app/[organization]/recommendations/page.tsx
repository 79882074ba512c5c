import { Download } from "lucide-react";
import type { Metadata } from "next";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { RefreshWhile } from "@/app/_components/refresh-while";
import { Money } from "@/app/_components/spend/figures";
import { EmptyState, Notice } from "@/app/_components/states";
import { requireEntry } from "@/lib/access/scope";
import { formatCount, formatUsd } from "@/lib/domain/format";
import { formatInstant, formatRange } from "@/lib/domain/format-day";
import { type LookStatus, type Recommendations, recommendations } from "@/lib/queries/recommendation/recommendations";
import { DistanceForm, LookAgainForm } from "./_components/decision-forms";
import { RangeBars } from "./_components/range-bars";
import { RecommendationTable } from "./_components/recommendation-table";
import { rangeText } from "./_components/recommendation-words";

export const metadata: Metadata = { title: "Recommendations" };

const SHOWN_BARS = 12;

function described({ period, finishedAt }: LookStatus): string {
  if (period) {
    if (period.days === 0) return `${formatRange(period.from, period.to)}, UTC: no single request of these days is known`;
    const days = `${formatCount(period.days)} ${period.days === 1 ? "day" : "days"} known`;
    return `${formatRange(period.from, period.to)}, UTC: ${days}, ${formatUsd(period.costUsd)} charged for ${formatCount(period.requests)} requests`;
  }
  return finishedAt ? `Looked at ${formatInstant(finishedAt)}` : "Nobody has looked yet";
}

/** The sum, in words: what is found is a range, and no promise. */
function Sum({ found, waiting }: { found: Recommendations; waiting: number }) {
  const { total, verifiedUsd, list } = found;
  return (
    <Card>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <p className="text-2xl font-semibold tracking-tight text-ink tabular-nums">{rangeText(total)} a month</p>
          {waiting === 0 ? (
            <p className="max-w-prose text-sm text-muted">Nothing that is open would save dollars by itself.</p>
          ) : (
            <p className="max-w-prose text-sm text-muted">
              What {waiting === 1 ? "the one open recommendation" : `the ${formatCount(waiting)} open recommendations`} would have
              saved together in 30 days like these, most likely {formatUsd(total.likely)}. Each is applied to what those before it
              leave, so no dollar is counted twice. It is an estimate from past requests, not a promise.
            </p>
          )}
        </div>
        <Facts
          facts={[
            ["Verified so far", <Money key="verified" amount={verifiedUsd} />],
            ["Accepted", formatCount(list.filter(({ state }) => state === "accepted").length)],
          ]}
        />
      </div>
    </Card>
  );
}

export default async function RecommendationsPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const { scope } = await requireEntry(organization);
  const found = await recommendations(scope);
  const { list, look } = found;
  const path = `/${organization}/recommendations`;
  const mayDecide = scope.permissions.includes("recommendations.decide");
  const waiting = list.filter(({ state }) => state === "open" || state === "trial");
  const saving = waiting.filter(({ together }) => together.likely > 0n);
  const stake = waiting
    .filter(({ together }) => together.likely <= 0n)
    .sort((a, b) => Number((b.atStakeUsd ?? 0n) - (a.atStakeUsd ?? 0n)));
  const accepted = list.filter(({ state }) => state === "accepted");
  const rejected = list.filter(({ state }) => state === "rejected");
  const seesAll = scope.visibility.kind === "all";
  const nothing = seesAll ? "Nothing to save was found" : "Nothing to save was found in what is yours alone";
  const emptyTitle = look.finishedAt ? nothing : "Nothing has been looked at yet";
  return (
    <div className="flex flex-col gap-5">
      <RefreshWhile moving={look.isLooking} />
      <PageHeader
        title="What would save dollars"
        description={described(look)}
        actions={
          <>
            {mayDecide && <DistanceForm organization={organization} points={look.benchmarkDistance} />}
            {mayDecide && <LookAgainForm organization={organization} first={!look.finishedAt} />}
            <LinkButton href={`${path}/export`} size="small" download>
              <Download aria-hidden size={14} />
              CSV
            </LinkButton>
          </>
        }
      />
      {look.error && <Notice tone="bad">{look.error}</Notice>}
      {look.isLooking && (
        <Notice>Looking at the requests of the last 30 finished days. What was found before stays until then.</Notice>
      )}
      {list.length === 0 ? (
        <EmptyState title={emptyTitle}>
          {look.finishedAt
            ? `${seesAll ? "" : "What others have a part in is shown to owners, admins and finance. "}No cheaper model that fits, no prefix that keeps the cache from working, no loop, no key without a limit. It is looked for every day.`
            : "Once requests of finished days are in the books, they are looked at every day for models, prompts and keys that cost more than they need to."}
        </EmptyState>
      ) : (
        <>
          <Sum found={found} waiting={saving.length} />
          {saving.length > 0 && (
            <Card title="What each would save" note={saving.length > SHOWN_BARS ? `The ${SHOWN_BARS} largest` : undefined}>
              <RangeBars
                title="Dollars a month by recommendation"
                bars={saving
                  .slice(0, SHOWN_BARS)
                  .map((one) => ({ key: one.id, label: one.title, href: `${path}/${one.id}`, range: one.together }))}
              />
            </Card>
          )}
          <Card title="To decide" note="Dollars a month, the largest first; they add up to the sum above." flush>
            <RecommendationTable
              list={saving}
              about="saving"
              path={path}
              caption="Open recommendations"
              empty="Nothing is open."
            />
          </Card>
          {stake.length > 0 && (
            <Card
              title="At stake"
              note="These save nothing more by themselves; the dollars are what goes through, or could."
              flush
            >
              <RecommendationTable list={stake} about="stake" path={path} caption="What is at stake" empty="Nothing." />
            </Card>
          )}
          {accepted.length > 0 && (
            <Card title="Accepted" note="Held against the traffic since the day they were accepted." flush>
              <RecommendationTable list={accepted} about="outcome" path={path} caption="Accepted recommendations" empty="None." />
            </Card>
          )}
          {rejected.length > 0 && (
            <Card title="Rejected" note="They stay so until they would save twice as much." flush>
              <RecommendationTable list={rejected} about="saving" path={path} caption="Rejected recommendations" empty="None." />
            </Card>
          )}
        </>
      )}
    </div>
  );
}
