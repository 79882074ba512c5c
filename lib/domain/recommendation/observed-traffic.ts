import type { Pricing } from "../catalogue/price";
import type { Tier } from "../catalogue/tier";
import type { Day } from "../day";
import { NO_VALUE } from "../dimension";
import { type Filters, filterWord } from "../spend/question";
import { textKey } from "../text-key";
import { addUsd, compareUsd, type Usd, ZERO_USD } from "../usd";
import type { TrafficCell } from "./traffic";

/** What a cell's requests show beyond their price, from one after the other within a session. */
export interface Signs {
  /** Requests that ended in a tool call, that reasoned, and of which a source told the cached tokens. */
  toolRequests: number;
  reasoningRequests: number;
  cacheToldRequests: number;
  /**
   * Of requests in sessions: prompt tokens, and those of them that the request before had sent as well, up to five
   * minutes or an hour earlier, and were not read from the cache.
   */
  sessionPromptTokens: number;
  repeatedTokens: number;
  repeatedWithinHourTokens: number;
  /** Requests that sent the very same prompt again within two minutes, four times or more in a row, but for the first. */
  retriedRequests: number;
  retriedUsd: Usd;
}

/** A single request, named. */
export interface NamedRequest {
  id: string;
  costUsd: Usd;
}

export interface ObservedCell extends TrafficCell {
  readonly signs: Signs;
  /** Some of its dearest requests, and of the dearest that were tried again. */
  readonly dearest: readonly NamedRequest[];
  readonly retried: readonly NamedRequest[];
  /** Ids of some, without regard to what they are like. */
  readonly sample: readonly string[];
}

/** One provider's offer of a model. */
export interface ProviderOffer {
  /** OpenRouter's own name for it, such as `amazon-bedrock/eu`. */
  tag: string;
  provider: string;
  quantization: string | null;
  contextLength: number | null;
  pricing: Pricing;
  parameters: readonly string[];
  /** Per cent of the last day. */
  uptimeLastDay: number | null;
}

/** A model as the catalogue has it today, or had it last. */
export interface ModelOffer {
  permaslug: string;
  slug: string;
  name: string;
  pricing: Pricing;
  contextLength: number | null;
  inputModalities: readonly string[];
  outputModalities: readonly string[];
  parameters: readonly string[];
  /** Index of a public benchmark, higher is better; null: not rated. */
  benchmark: number | null;
  tier: Tier | null;
  /** When it goes away, or went; null: that is not planned. */
  retiresOn: Day | null;
  /** Empty where nobody asked. */
  endpoints: readonly ProviderOffer[];
}

/** What finders look at: single requests of some days, summed, and the catalogue of the moment. */
export interface ObservedTraffic {
  /** Both ends included. */
  from: Day;
  to: Day;
  /** Days among them of which single requests are known, or that nothing was charged on. */
  days: number;
  cells: readonly ObservedCell[];
  models: ReadonlyMap<string, ModelOffer>;
  /** How many points a candidate's benchmark may lie below that of the model in use. */
  benchmarkDistance: number;
  keyName(keyId: string): string;
}

type Place = { dimension: "feature" | "app" | "key"; id: string };

/** Requests of one feature (or app, or key, where the one before is not known) on one model. */
export interface TrafficGroup {
  place: Place;
  /** The place in words. */
  label: string;
  model: string;
  filters: Filters;
  cells: readonly ObservedCell[];
  requests: number;
  costUsd: Usd;
}

function placeOf({ feature, app, keyId, isRest }: TrafficCell): Place | null {
  if (isRest) return null;
  if (feature !== null) return { dimension: "feature", id: feature };
  if (app !== null) return { dimension: "app", id: app };
  return keyId === null ? null : { dimension: "key", id: keyId };
}

/** Every request stands in one group at most. */
export function groupsOf(
  { cells, keyName }: Pick<ObservedTraffic, "cells" | "keyName">,
  placed: (cell: TrafficCell) => Place | null = placeOf,
): TrafficGroup[] {
  const groups = new Map<string, { place: Place; model: string; cells: ObservedCell[] }>();
  for (const cell of cells) {
    const place = placed(cell);
    if (place === null) continue;
    const id = textKey(place.dimension, place.id, cell.model);
    const group = groups.get(id) ?? { place, model: cell.model, cells: [] };
    groups.set(id, group);
    group.cells.push(cell);
  }
  return [...groups.values()].map(({ place, model, cells: own }) => ({
    place,
    label: place.dimension === "key" ? keyName(place.id) : place.id,
    model,
    filters: filtersOf(own, place, model),
    cells: own,
    requests: sumOf(own, ({ requests }) => requests),
    costUsd: sumUsdOf(own, ({ costUsd }) => costUsd),
  }));
}

/** Filters that show these requests and no others. */
function filtersOf(cells: readonly TrafficCell[], { dimension, id }: Place, model: string): Filters {
  const without = (other: "feature" | "app") => (cells.every((cell) => cell[other] === null) ? { [other]: [NO_VALUE] } : {});
  return {
    ...(dimension === "app" || dimension === "key" ? without("feature") : {}),
    ...(dimension === "key" ? without("app") : {}),
    [dimension]: [filterWord(dimension, { kind: "value", id })],
    model: [filterWord("model", { kind: "value", id: model })],
  };
}

/** The cells that a finding on them may change. */
export function idsOf(cells: readonly TrafficCell[]): ReadonlySet<string> {
  return new Set(cells.map(({ id }) => id));
}

/** The model's name, or its permaslug where the catalogue does not know it. */
export function modelName(models: ObservedTraffic["models"], permaslug: string): string {
  return models.get(permaslug)?.name ?? permaslug;
}

/** The length that so large a share of the requests' prompts do not exceed, as far as the cells tell them apart. */
export function promptLength(cells: readonly ObservedCell[], share: number): number {
  const whole = cells.reduce((sum, { requests }) => sum + requests, 0);
  let seen = 0;
  for (const { requests, longestPrompt } of cells.toSorted((a, b) => a.longestPrompt - b.longestPrompt)) {
    seen += requests;
    if (seen >= whole * share) return longestPrompt;
  }
  return 0;
}

export function sumOf(cells: readonly ObservedCell[], figure: (cell: ObservedCell) => number): number {
  return cells.reduce((sum, cell) => sum + figure(cell), 0);
}

export function sumUsdOf(cells: readonly ObservedCell[], figure: (cell: ObservedCell) => Usd): Usd {
  return cells.reduce((sum, cell) => addUsd(sum, figure(cell)), ZERO_USD);
}

const LISTED_REQUESTS = 10;

/** Ids of the dearest requests, dearest first. */
export function dearest(requests: readonly NamedRequest[]): string[] {
  return requests
    .toSorted((a, b) => compareUsd(b.costUsd, a.costUsd))
    .slice(0, LISTED_REQUESTS)
    .map(({ id }) => id);
}
