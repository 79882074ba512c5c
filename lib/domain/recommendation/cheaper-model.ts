import { TIERS } from "../catalogue/tier";
import { formatCount, formatShare, formatUsd, percentText } from "../format";
import { compareUsd } from "../usd";
import {
  groupsOf,
  idsOf,
  type ModelOffer,
  type ObservedTraffic,
  promptLength,
  sumOf,
  type TrafficGroup,
} from "./observed-traffic";
import { type Confidence, type Draft, likelySaving } from "./recommendation";
import { BEYOND_LIST_STAYS, servedBy, type TokenSums, type TrafficCell } from "./traffic";

/** Fewer requests tell nothing of what a feature needs. */
const LEAST_REQUESTS = 50;
/** Another model is not worth trying for less than this share of what the requests cost. */
const LEAST_SHARE = 5n;
/** With every doubt against it, another model answers with so much more, in per cent, and its cache never hits. */
const LONGER_ANSWERS_PERCENT = 25;

/** The requests' tokens on another model with every doubt against it. */
function doubtfully(tokens: TokenSums): TokenSums {
  const more = (count: number) => Math.ceil((count * (100 + LONGER_ANSWERS_PERCENT)) / 100);
  return {
    ...tokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: more(tokens.completionTokens),
    reasoningTokens: more(tokens.reasoningTokens),
  };
}

/** What the requests are known to need of a model. */
export interface Needs {
  context: number;
  parameters: readonly string[];
}

/** Reads the needs off the traffic: room for the longest prompts and an answer, and what requests made use of. */
export function needsOf({ cells, requests }: TrafficGroup): Needs {
  const answer = sumOf(cells, (cell) => cell.tokens.completionTokens) / Math.max(1, requests);
  const parameters = [
    sumOf(cells, ({ signs }) => signs.toolRequests) > 0 ? ["tools"] : [],
    sumOf(cells, ({ signs }) => signs.reasoningRequests) > 0 ? ["reasoning"] : [],
  ].flat();
  return { context: promptLength(cells, 0.99) + Math.ceil(answer), parameters };
}

/** What to change so that a model is tried and the present one answers where it cannot. */
export function askFirst(offer: ModelOffer, present: ModelOffer): Draft["change"] {
  return {
    words: `Ask for ${offer.slug} first and fall back to ${present.slug}.`,
    snippet: JSON.stringify({ model: offer.slug, models: [offer.slug, present.slug] }, null, 2),
  };
}

/** From a model to another, whoever serves them. */
export function moveOf(present: ModelOffer, offer: ModelOffer): NonNullable<Draft["move"]> {
  return { from: { model: present.permaslug, provider: null }, to: { model: offer.permaslug, provider: null } };
}

/**
 * Whether a model may take the place of another for these requests: so many points below it at most by the benchmark, and
 * able.
 */
export function mayReplace(offer: ModelOffer, present: ModelOffer, needs: Needs, benchmarkDistance: number): boolean {
  // Free models have limits of their own and promise nothing.
  if (offer.permaslug === present.permaslug || offer.tier === null || offer.tier === "free") return false;
  if (offer.retiresOn !== null || offer.benchmark === null || present.benchmark === null) return false;
  if (present.benchmark - offer.benchmark > benchmarkDistance) return false;
  if (!offer.outputModalities.includes("text")) return false;
  // What the present model answers besides text is what it may be asked for.
  if (!present.outputModalities.every((modality) => offer.outputModalities.includes(modality))) return false;
  if ((offer.contextLength ?? 0) < needs.context) return false;
  return needs.parameters.every((parameter) => offer.parameters.includes(parameter));
}

/** The same of a cheaper tier. */
function fits(offer: ModelOffer, present: ModelOffer, needs: Needs, { benchmarkDistance }: ObservedTraffic): boolean {
  if (offer.tier === null || present.tier === null || TIERS.indexOf(offer.tier) >= TIERS.indexOf(present.tier)) return false;
  return mayReplace(offer, present, needs, benchmarkDistance);
}

function confidenceOf(group: TrafficGroup, offer: ModelOffer, present: ModelOffer, traffic: ObservedTraffic): Confidence {
  const known = traffic.cells.some(({ model }) => model === offer.permaslug);
  const sees = present.inputModalities.every((modality) => offer.inputModalities.includes(modality));
  const near = (present.benchmark ?? 0) - (offer.benchmark ?? 0) <= traffic.benchmarkDistance / 2;
  const points = [group.requests >= 500, known, sees, near].filter(Boolean).length;
  return points >= 3 ? "high" : points === 2 ? "medium" : "low";
}

function draftFor(group: TrafficGroup, offer: ModelOffer, present: ModelOffer, traffic: ObservedTraffic, needs: Needs): Draft {
  const by = { model: offer.permaslug, variant: null, provider: null, pricing: offer.pricing };
  const unseen = present.inputModalities.filter((modality) => !offer.inputModalities.includes(modality));
  const cached = sumOf(group.cells, ({ tokens }) => tokens.cachedTokens);
  const prompts = sumOf(group.cells, ({ tokens }) => tokens.promptTokens);
  return {
    kind: "cheaper_model",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: ${offer.name} instead of ${present.name}`,
    confidence: confidenceOf(group, offer, present, traffic),
    figures: [
      { label: "Requests", value: formatCount(group.requests) },
      { label: "Charged", value: formatUsd(group.costUsd) },
      { label: "99 of 100 prompts and their answers fit in", value: `${formatCount(needs.context)} tokens` },
      { label: "Context of the candidate", value: `${formatCount(offer.contextLength)} tokens` },
      { label: "Prompt read from the cache", value: formatShare(prompts === 0 ? null : cached / prompts) },
      { label: "Benchmark index now and then", value: `${present.benchmark} and ${offer.benchmark}` },
      { label: "Requests used", value: needs.parameters.length === 0 ? "no tools, no reasoning" : needs.parameters.join(", ") },
    ],
    generationIds: null,
    assumption:
      `The same tokens at the candidate's list prices, with the prompt cached as often as now. ${BEYOND_LIST_STAYS} ` +
      `The low end assumes that nothing is cached and that answers are ${percentText(LONGER_ANSWERS_PERCENT)} longer.`,
    risk: [
      `Answers may be worse: the index is ${((present.benchmark ?? 0) - (offer.benchmark ?? 0)).toFixed(1)} points lower, and no index knows your prompts. Try it on 50 requests first.`,
      unseen.length === 0 ? "" : `It takes text but no ${unseen.join(" or ")} as input, and whether yours send any is not known.`,
    ]
      .filter(Boolean)
      .join(" "),
    change: askFirst(offer, present),
    move: moveOf(present, offer),
    atStakeUsd: null,
    cellIds: idsOf(group.cells),
    apply: (cell: TrafficCell, view) =>
      cell.model === present.permaslug ? servedBy(cell, by, view, view === "low" ? doubtfully(cell.tokens) : cell.tokens) : cell,
  };
}

/**
 * The model of a cheaper tier on which these very requests would have cost least, among those that fit; null where none
 * does, where too few requests tell what is needed, or where the mix makes every cheaper-looking model dearer.
 */
export function cheapestFit(group: TrafficGroup, traffic: ObservedTraffic): Draft | null {
  const present = traffic.models.get(group.model);
  if (!present || group.requests < LEAST_REQUESTS) return null;
  const needs = needsOf(group);
  const drafts = [...traffic.models.values()]
    .filter((offer) => fits(offer, present, needs, traffic))
    .map((offer) => draftFor(group, offer, present, traffic, needs))
    .map((draft) => ({ draft, saving: likelySaving(draft, group.cells) }));
  const best = drafts.sort((a, b) => compareUsd(b.saving, a.saving))[0];
  return best && best.saving > 0n && best.saving * LEAST_SHARE >= group.costUsd ? best.draft : null;
}

/** For each feature, app or key × model the cheapest model that fits. */
export function recommendCheaperModels(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic).flatMap((group) => cheapestFit(group, traffic) ?? []);
}
