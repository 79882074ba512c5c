import { Badge } from "@/app/_components/badge";
import { Money } from "@/app/_components/spend/figures";
import { type Column, type Row, Table } from "@/app/_components/table";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";
import { CONFIDENCE_WORDS, KIND_WORDS, rangeText, STATE_WORDS, VERDICT_WORDS } from "./recommendation-words";

/** Which dollars a list is about. */
type About = "saving" | "stake" | "outcome";

const AMOUNTS: Record<About, Column[]> = {
  saving: [
    { key: "likely", label: "Likely a month", align: "right" },
    { key: "range", label: "Range", align: "right" },
  ],
  stake: [{ key: "stake", label: "At stake a month", align: "right" }],
  outcome: [
    { key: "likely", label: "Expected a month", align: "right" },
    { key: "saved", label: "Saved so far", align: "right" },
    { key: "verdict", label: "Traffic shows" },
  ],
};

function cellsOf(one: StoredRecommendation) {
  const { word, tone } = STATE_WORDS[one.state];
  const verdict = one.outcome ? VERDICT_WORDS[one.outcome.verdict] : null;
  return {
    title: (
      <span className="flex flex-col">
        <span className="text-ink">{one.title}</span>
        <span className="text-xs font-normal text-muted">
          {KIND_WORDS[one.kind]} · {CONFIDENCE_WORDS[one.confidence].toLowerCase()}
          {one.state === "rejected" && one.decision?.reason ? ` · ${one.decision.reason}` : ""}
        </span>
      </span>
    ),
    likely: <Money amount={one.together.likely} />,
    range: <span className="text-muted">{rangeText(one.together)}</span>,
    stake: <Money amount={one.atStakeUsd} />,
    saved: <Money amount={one.outcome?.savedUsd ?? null} reason="The traffic since then has not been looked at yet." />,
    verdict: verdict ? (
      <Badge tone={verdict.tone} title={verdict.means}>
        {verdict.word}
      </Badge>
    ) : (
      <span className="text-muted">Not looked at yet</span>
    ),
    state: <Badge tone={tone}>{word}</Badge>,
  };
}

/** Recommendations, those with most dollars first; each leads to what it rests on. */
export function RecommendationTable({
  list,
  about,
  path,
  caption,
  empty,
}: {
  list: readonly StoredRecommendation[];
  about: About;
  path: string;
  caption: string;
  empty: string;
}) {
  const columns: Column[] = [{ key: "title", label: "Recommendation" }, ...AMOUNTS[about], { key: "state", label: "State" }];
  const rows = list.map((one): Row => ({ key: one.id, href: `${path}/${one.id}`, cells: cellsOf(one) }));
  return <Table caption={caption} columns={columns} rows={rows} empty={empty} />;
}
