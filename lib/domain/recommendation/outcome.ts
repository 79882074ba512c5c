import type { Day } from "../day";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, readFilterWord } from "../spend/question";
import { addUsd, subtractUsd, timesCount, type Usd, ZERO_USD } from "../usd";
import type { ModelOffer, ObservedCell } from "./observed-traffic";
import type { Baseline, Move, RecommendationKind } from "./recommendation";
import { listCost, portionOf, type TokenSums, type TrafficCell } from "./traffic";

/** A recommendation that was accepted, and what its requests were like before. */
export interface Accepted {
  id: string;
  kind: RecommendationKind;
  filters: Filters;
  move: Move | null;
  /** From that day on. */
  since: Day;
  baseline: Baseline;
}

/** `waiting`: too few requests have been served as recommended to tell. */
export const VERDICTS = ["waiting", "saved", "not_saved"] as const;
/**
 * How what was saved is reckoned. `repriced`: the same tokens at list prices, charged as before, less what was charged.
 * `retries`: what tries anew would have added, less what they did. `per_request`: by cost per request.
 */
export const SAVED_BY = ["repriced", "per_request", "retries"] as const;

export interface Outcome {
  verdict: (typeof VERDICTS)[number];
  /** First day on which requests were served as recommended; null: none yet, or no model or provider was to change. */
  switchedOn: Day | null;
  /** Of the requests it is about since then: how many, and how many as recommended. */
  requests: number;
  switched: number;
  /** What those as recommended were charged; per request it stands against the baseline's. */
  switchedUsd: Usd;
  savedUsd: Usd;
  by: (typeof SAVED_BY)[number];
  days: readonly { day: Day; requests: number; savedUsd: Usd }[];
}

/** Fewer requests tell nothing. */
const LEAST_SWITCHED = 50;
/** Answers that grew by more than this (per cent) with the switch would have been shorter on the old model. */
const LONGER_PERCENT = 125;

const READ: Partial<Record<FilterDimension, (cell: TrafficCell) => string | null>> = {
  key: ({ keyId }) => keyId,
  app: ({ app }) => app,
  feature: ({ feature }) => feature,
};

/** Tells whether a cell's requests are among those of the filters; what moves is not asked. */
export function aboutFilters(filters: Filters): (cell: TrafficCell) => boolean {
  const asked = FILTER_DIMENSIONS.filter((dimension) => dimension !== "model" && dimension !== "provider").flatMap(
    (dimension) => {
      const ids = (filters[dimension] ?? []).map((word) => readFilterWord(dimension, word).id);
      return ids.length === 0 ? [] : [{ read: READ[dimension], ids: new Set(ids) }];
    },
  );
  // Of what is not looked at by itself neither feature nor app is known.
  const takesRest = (filters.feature ?? filters.app ?? []).length === 0;
  return (cell) => (takesRest || !cell.isRest) && asked.every(({ read, ids }) => read !== undefined && ids.has(read(cell)));
}

/** Whether the cell's requests were served by this model and provider; null stands for any. */
export function isAt(cell: TrafficCell, place: Move["to"]): boolean {
  return (place.model === null || place.model === cell.model) && (place.provider === null || place.provider === cell.provider);
}

/** What the cell would have used on the old model: it wrote as much of what it did not read. */
function tokensBefore({ tokens }: TrafficCell, { tokens: before }: Baseline): TokenSums {
  const unread = before.promptTokens - before.cachedTokens;
  const written = (tokens.promptTokens - tokens.cachedTokens) * before.cacheWriteTokens;
  return { ...tokens, cacheWriteTokens: unread === 0 ? 0 : Math.floor(written / unread) };
}

/** Changes that leave the model and the length of prompts and answers as they were, so that list prices tell heavy requests from light ones. */
const SAME_TOKENS: readonly RecommendationKind[] = ["cheaper_provider", "dear_routing", "unstable_prefix"];

/** As many of the prompt's tokens read from the cache, and written to it, as before. */
function cachedAsBefore({ tokens }: TrafficCell, { tokens: before }: Baseline): TokenSums {
  const share = (count: number) => Math.floor((tokens.promptTokens * count) / Math.max(1, before.promptTokens));
  return { ...tokens, cachedTokens: share(before.cachedTokens), cacheWriteTokens: share(before.cacheWriteTokens) };
}

/** What requests would have cost unchanged, the answers' part of it, and what they were charged. */
interface DaySums {
  day: Day;
  requests: number;
  /** How many of them were served this way because of the switch; some were before it. */
  due: number;
  otherwiseUsd: Usd;
  answersUsd: Usd;
  chargedUsd: Usd;
}

interface Sums {
  requests: number;
  switched: number;
  switchedUsd: Usd;
  completionTokens: number;
  days: DaySums[];
}

const NOTHING: Sums = { requests: 0, switched: 0, switchedUsd: ZERO_USD, completionTokens: 0, days: [] };

function addedDay(a: DaySums, b: DaySums): DaySums {
  return {
    day: a.day,
    requests: a.requests + b.requests,
    due: a.due + b.due,
    otherwiseUsd: addUsd(a.otherwiseUsd, b.otherwiseUsd),
    answersUsd: addUsd(a.answersUsd, b.answersUsd),
    chargedUsd: addUsd(a.chargedUsd, b.chargedUsd),
  };
}

/**
 * Holds accepted recommendations against the traffic, day by day, oldest first. A request counts for one recommendation
 * alone: that which was accepted first.
 */
export class Outcomes {
  readonly #accepted: readonly Accepted[];
  readonly #models: ReadonlyMap<string, ModelOffer>;
  readonly #sums = new Map<string, Sums>();

  constructor(accepted: readonly Accepted[], models: ReadonlyMap<string, ModelOffer>) {
    this.#accepted = accepted.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1));
    this.#models = models;
  }

  add(day: Day, cells: readonly TrafficCell[]): void {
    const taken = new Set<TrafficCell>();
    for (const accepted of this.#accepted) {
      if (day < accepted.since) continue;
      const isAbout = aboutFilters(accepted.filters);
      const about = cells.filter((cell) => !taken.has(cell) && isAbout(cell));
      const switched = about.filter((cell) =>
        accepted.move ? isAt(cell, accepted.move.to) : isAt(cell, modelOf(accepted.filters)),
      );
      const { move } = accepted;
      const staying = move ? about.filter((cell) => isAt(cell, move.from) && !isAt(cell, move.to)) : [];
      for (const cell of switched) taken.add(cell);
      this.#count(accepted, day, switched, staying);
    }
  }

  #count(accepted: Accepted, day: Day, switched: readonly TrafficCell[], staying: readonly TrafficCell[]): void {
    const before = this.#sums.get(accepted.id) ?? NOTHING;
    const requests = countOf(switched);
    const all = requests + countOf(staying);
    const charged = switched.reduce((sum, cell) => addUsd(sum, cell.costUsd), ZERO_USD);
    let today: DaySums = {
      day,
      requests,
      due: requests - Math.min(requests, Math.round(all * accepted.baseline.shareAtTarget)),
      otherwiseUsd: ZERO_USD,
      answersUsd: ZERO_USD,
      chargedUsd: charged,
    };
    for (const cell of switched) {
      const { otherwiseUsd, answersUsd } = this.#otherwise(accepted, cell);
      const sums = { otherwiseUsd: addUsd(today.otherwiseUsd, otherwiseUsd), answersUsd: addUsd(today.answersUsd, answersUsd) };
      today = { ...today, ...sums };
    }
    const days = [...before.days];
    const last = days.at(-1);
    // Several connections may have requests of one day.
    if (last?.day === day) days[days.length - 1] = addedDay(last, today);
    else if (requests > 0) days.push(today);
    this.#sums.set(accepted.id, {
      requests: before.requests + all,
      switched: before.switched + requests,
      switchedUsd: addUsd(before.switchedUsd, charged),
      completionTokens: before.completionTokens + switched.reduce((sum, { tokens }) => sum + tokens.completionTokens, 0),
      days,
    });
  }

  /** What the cell's requests would have cost unchanged: at the old model's prices, or what such a request cost before. */
  #otherwise(accepted: Accepted, cell: TrafficCell): { otherwiseUsd: Usd; answersUsd: Usd } {
    const { move, baseline } = accepted;
    if (baseline.retriedUsd !== null && isObserved(cell)) {
      const [before, once] = [
        subtractUsd(baseline.costUsd, baseline.retriedUsd),
        subtractUsd(cell.costUsd, cell.signs.retriedUsd),
      ];
      return { otherwiseUsd: portionOf(once, baseline.costUsd, before), answersUsd: ZERO_USD };
    }
    const pricing = isModelMove(move) ? this.#models.get(move?.from.model ?? "")?.pricing : undefined;
    const tokens = tokensBefore(cell, baseline);
    const atListUsd = pricing ? listCost(cell, pricing, tokens) : null;
    const promptsUsd = pricing ? listCost(cell, pricing, { ...tokens, completionTokens: 0, reasoningTokens: 0 }) : null;
    if (atListUsd === null || promptsUsd === null) {
      const same = this.#atSameTokens(accepted, cell);
      if (same !== null) return { otherwiseUsd: same, answersUsd: ZERO_USD };
      const usual = timesCount(baseline.costUsd, cell.requests);
      return { otherwiseUsd: portionOf(usual, 1n, BigInt(baseline.requests)), answersUsd: ZERO_USD };
    }
    // Discounts, dearer regions and what no source tells, such as written tokens, are taken to weigh as much as before.
    const { costUsd, listUsd } = baseline;
    const charged = (amount: Usd) => (listUsd === null || listUsd === 0n ? amount : portionOf(amount, costUsd, listUsd));
    return { otherwiseUsd: charged(atListUsd), answersUsd: charged(subtractUsd(atListUsd, promptsUsd)) };
  }

  /** By the model's own list prices, charged above or below them as before; null where requests differ in more than their length. */
  #atSameTokens({ kind, filters, move, baseline }: Accepted, cell: TrafficCell): Usd | null {
    if (!isRepriced(kind, baseline) || isModelMove(move)) return null;
    const pricing = this.#models.get(modelOf(filters).model ?? "")?.pricing;
    const tokens = kind === "unstable_prefix" ? cachedAsBefore(cell, baseline) : cell.tokens;
    const atListUsd = pricing ? listCost(cell, pricing, tokens) : null;
    return atListUsd === null ? null : portionOf(atListUsd, baseline.costUsd, baseline.modelListUsd ?? ZERO_USD);
  }

  results(): Map<string, Outcome> {
    return new Map(this.#accepted.map((accepted) => [accepted.id, this.#resultOf(accepted)]));
  }

  #resultOf({ id, kind, move, baseline }: Accepted): Outcome {
    const { requests, switched, switchedUsd, completionTokens, days } = this.#sums.get(id) ?? NOTHING;
    const usual = Math.round((baseline.tokens.completionTokens / Math.max(1, baseline.requests)) * switched);
    // Answers that grew much longer with the switch would have been shorter on the old model.
    const isLonger = completionTokens * 100 > usual * LONGER_PERCENT;
    const savings = days.map((day) => {
      const spared = isLonger
        ? subtractUsd(day.answersUsd, portionOf(day.answersUsd, BigInt(usual), BigInt(completionTokens)))
        : ZERO_USD;
      const saved = subtractUsd(subtractUsd(day.otherwiseUsd, spared), day.chargedUsd);
      return { day: day.day, requests: day.requests, savedUsd: portionOf(saved, BigInt(day.due), BigInt(day.requests)) };
    });
    const savedUsd = savings.reduce((sum, day) => addUsd(sum, day.savedUsd), ZERO_USD);
    const enough = switched >= LEAST_SWITCHED && switched > requests * baseline.shareAtTarget;
    return {
      verdict: !enough ? "waiting" : savedUsd > 0n ? "saved" : "not_saved",
      switchedOn: move === null ? null : (days[0]?.day ?? null),
      requests,
      switched,
      switchedUsd,
      savedUsd,
      by: baseline.retriedUsd !== null ? "retries" : isModelMove(move) || isRepriced(kind, baseline) ? "repriced" : "per_request",
      days: savings,
    };
  }
}

function countOf(cells: readonly TrafficCell[]): number {
  return cells.reduce((sum, { requests }) => sum + requests, 0);
}

function isObserved(cell: TrafficCell): cell is ObservedCell {
  return "signs" in cell;
}

function isRepriced(kind: RecommendationKind, { modelListUsd }: Baseline): boolean {
  return SAME_TOKENS.includes(kind) && modelListUsd !== null && modelListUsd > 0n;
}

function isModelMove(move: Move | null): boolean {
  return move !== null && move.from.model !== null && move.to.model !== null && move.from.model !== move.to.model;
}

/** Where nothing moves, the requests stay with the model that the filters name. */
export function modelOf(filters: Filters): Move["to"] {
  const idOf = (dimension: "model" | "provider") => {
    const word = filters[dimension]?.[0];
    return word === undefined ? null : readFilterWord(dimension, word).id;
  };
  return { model: idOf("model"), provider: idOf("provider") };
}
