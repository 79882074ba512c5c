import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { SpendChart } from "@/app/_components/spend/chart/chart";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { Money } from "@/app/_components/spend/figures";
import { requireEntry } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { formatInstant } from "@/lib/domain/format-day";
import { decisionsOn } from "@/lib/domain/recommendation/life";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";
import { recommendationChart } from "@/lib/queries/recommendation/chart";
import { recommendation } from "@/lib/queries/recommendation/recommendations";
import { filterLabels } from "@/lib/queries/spend/filter-labels";
import { ChangeCard } from "../_components/change-card";
import { DecisionForms } from "../_components/decision-forms";
import { EvidenceCards, TrialCard } from "../_components/evidence-cards";
import { OutcomeCard } from "../_components/outcome-card";
import { CONFIDENCE_WORDS, KIND_WORDS, rangeText, STATE_WORDS } from "../_components/recommendation-words";

export const metadata: Metadata = { title: "Recommendation" };

interface RecommendationProps {
  params: Promise<{ organization: string; id: string }>;
}

/** The overview narrowed to the requests it is about. */
function spendPath(organization: string, { filters, evidence }: StoredRecommendation): string {
  const query = new URLSearchParams({ from: evidence.from, to: evidence.to });
  for (const [dimension, words] of Object.entries(filters)) for (const word of words) query.append(dimension, word);
  return `/${organization}/overview?${query}`;
}

function Dollars({ one }: { one: StoredRecommendation }) {
  const overlaps = one.alone.likely !== one.together.likely;
  const saves = one.atStakeUsd === null || one.together.high > 0n || one.alone.high > 0n;
  return (
    <Card>
      <Facts
        facts={[
          ["Likely a month", saves && <Money key="likely" amount={one.together.likely} />],
          ["From the low to the high end", saves && rangeText(one.together)],
          ["Were it the only change", overlaps && rangeText(one.alone)],
          ["At stake a month", one.atStakeUsd !== null && <Money key="stake" amount={one.atStakeUsd} />],
          ["Charged for these requests", one.evidence.requests > 0 && <Money key="charged" amount={one.evidence.costUsd} />],
          ["Confidence", CONFIDENCE_WORDS[one.confidence]],
        ]}
      />
    </Card>
  );
}

export default async function RecommendationPage({ params }: RecommendationProps) {
  const { organization, id } = await params;
  const { scope } = await requireEntry(organization);
  const one = await recommendation(scope, id);
  if (!one) notFound();
  const now = new Date();
  const series = await recommendationChart(scope, one.filters, one.evidence.from, now);
  const { word, tone } = STATE_WORDS[one.state];
  const labels = await filterLabels(scope, one.filters);
  const mayDecide = scope.permissions.includes("recommendations.decide");
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link href={`/${organization}/recommendations`} className="text-sm text-muted hover:underline">
          All recommendations
        </Link>
        <PageHeader
          title={one.title}
          description={
            <span className="inline-flex flex-wrap items-center gap-2">
              <Badge tone={tone}>{word}</Badge>
              {KIND_WORDS[one.kind]}, found {formatInstant(one.foundAt)}
              {one.decision ? ` · ${word.toLowerCase()} by ${one.decision.by} on ${formatInstant(one.decision.at)}` : ""}
              {one.decision?.reason ? `: ${one.decision.reason}` : ""}
            </span>
          }
          actions={
            mayDecide && (
              <DecisionForms organization={organization} recommendationId={one.id} decisions={decisionsOn(one.state)} />
            )
          }
        />
        <div className="flex flex-wrap items-end justify-between gap-3">
          <Facts facts={labels.map(({ dimension, label }) => [DIMENSION_WORDS[dimension].title, label] as const)} />
          <Link href={spendPath(organization, one)} className="text-sm text-brand hover:underline">
            See this spend
          </Link>
        </div>
      </div>
      <Dollars one={one} />
      <OutcomeCard recommendation={one} />
      <Card
        title="Cost by day and model"
        note="From the books, US dollars: what these requests cost, whichever model served them."
      >
        <SpendChart series={series} today={dayOf(now)} title="Cost by day and model" comparisonLabel={null} />
      </Card>
      <ChangeCard recommendation={one} />
      <TrialCard recommendation={one} />
      <EvidenceCards recommendation={one} organization={organization} />
    </div>
  );
}
