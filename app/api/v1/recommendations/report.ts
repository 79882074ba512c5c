import { type CsvCell, csvRecord } from "@/lib/domain/csv";
import type { DollarRange } from "@/lib/domain/recommendation/recommendation";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";
import { type Usd, usdToString } from "@/lib/domain/usd";
import type { Recommendations } from "@/lib/queries/recommendation/recommendations";
import type { RecommendationsAnswer } from "./contract";

const told = (amount: Usd | null) => (amount === null ? null : usdToString(amount));

function rangeOf({ low, likely, high }: DollarRange) {
  return { lowUsd: usdToString(low), likelyUsd: usdToString(likely), highUsd: usdToString(high) };
}

function outcomeOf({ outcome }: StoredRecommendation): RecommendationsAnswer["recommendations"][number]["outcome"] {
  if (!outcome) return null;
  const { verdict, switchedOn, requests, switched, switchedUsd, savedUsd, by } = outcome;
  return { verdict, switchedOn, requests, switched, switchedUsd: usdToString(switchedUsd), savedUsd: usdToString(savedUsd), by };
}

function itemOf(one: StoredRecommendation): RecommendationsAnswer["recommendations"][number] {
  const { from, to, requests, costUsd, figures, generationIds } = one.evidence;
  return {
    id: one.id,
    kind: one.kind,
    state: one.state,
    title: one.title,
    filters: Object.fromEntries(Object.entries(one.filters).map(([dimension, words]) => [dimension, [...words]])),
    confidence: one.confidence,
    together: rangeOf(one.together),
    alone: rangeOf(one.alone),
    atStakeUsd: told(one.atStakeUsd),
    change: one.change,
    move: one.move,
    assumption: one.assumption,
    risk: one.risk,
    evidence: { from, to, requests, costUsd: usdToString(costUsd), figures: [...figures], generationIds: [...generationIds] },
    trialIds: [...one.trialIds],
    foundAt: one.foundAt.toISOString(),
    decision: one.decision && { at: one.decision.at.toISOString(), by: one.decision.by, reason: one.decision.reason },
    outcome: outcomeOf(one),
  };
}

/** The answer in JSON: money as exact decimal text. */
export function recommendationsJson({ list, total, verifiedUsd, look }: Recommendations): RecommendationsAnswer {
  const { period, finishedAt } = look;
  return {
    period: period && { ...period, costUsd: usdToString(period.costUsd) },
    lookedAt: finishedAt?.toISOString() ?? null,
    total: rangeOf(total),
    verifiedUsd: usdToString(verifiedUsd),
    recommendations: list.map(itemOf),
  };
}

const COLUMNS: readonly [string, (one: StoredRecommendation) => CsvCell][] = [
  ["id", ({ id }) => ({ text: id })],
  ["kind", ({ kind }) => ({ text: kind })],
  ["state", ({ state }) => ({ text: state })],
  ["title", ({ title }) => ({ text: title })],
  ["confidence", ({ confidence }) => ({ text: confidence })],
  ["low_usd_a_month", ({ together }) => ({ number: usdToString(together.low) })],
  ["likely_usd_a_month", ({ together }) => ({ number: usdToString(together.likely) })],
  ["high_usd_a_month", ({ together }) => ({ number: usdToString(together.high) })],
  ["alone_likely_usd_a_month", ({ alone }) => ({ number: usdToString(alone.likely) })],
  ["at_stake_usd_a_month", ({ atStakeUsd }) => (atStakeUsd === null ? null : { number: usdToString(atStakeUsd) })],
  ["requests", ({ evidence }) => ({ number: String(evidence.requests) })],
  ["charged_usd", ({ evidence }) => ({ number: usdToString(evidence.costUsd) })],
  ["from", ({ evidence }) => ({ text: evidence.from })],
  ["to", ({ evidence }) => ({ text: evidence.to })],
  ["change", ({ change }) => ({ text: change.words })],
  ["assumption", ({ assumption }) => ({ text: assumption })],
  ["risk", ({ risk }) => ({ text: risk })],
  ["decided_by", ({ decision }) => decision && { text: decision.by }],
  ["reason", ({ decision }) => (decision?.reason ? { text: decision.reason } : null)],
  ["verified_saving_usd", ({ outcome }) => outcome && { number: usdToString(outcome.savedUsd) }],
];

/** One record a recommendation, in the order of the page. Their `likely_usd_a_month` add up: none counts a dollar of another. */
export function recommendationsCsv({ list }: Pick<Recommendations, "list">): string {
  const records = list.map((one) => csvRecord(COLUMNS.map(([, cell]) => cell(one))));
  return csvRecord(COLUMNS.map(([name]) => ({ text: name }))) + records.join("");
}
