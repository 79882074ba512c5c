import type { Day } from "./day";
import type { ModelOffer } from "./observed-traffic";
import type { Baseline, Move } from "./recommendation";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, readFilterWord } from "./spend-question";
import { listCost, portionOf, type TokenSums, type TrafficCell } from "./traffic";
import { addUsd, subtractUsd, timesCount, type Usd, ZERO_USD } from "./usd";

/** A recommendation that was accepted, and what its requests were like before. */
export interface Accepted {
  id: string;
  filters: Filters;
  move: Move | null;
  /** From that day on. */
  since: Day;
  baseline: Baseline;
}

export interface Outcome {
  /** `waiting`: too few requests have been served as recommended to tell. */
  verdict: "waiting" | "saved" | "not_saved";
  /** First day on which requests were served as recommended; null: none yet, or no model or provider was to change. */
  switchedOn: Day | null;
  /** Of the requests it is about since then: how many, and how many as recommended. */
  requests: number;
  switched: number;
  /** What those as recommended were charged; per request it stands against the baseline's. */
  switchedUsd: Usd;
  savedUsd: Usd;
  /** `repriced`: the same tokens at the old model's list prices, less what was charged. `per_request`: by cost per request. */
  by: "repriced" | "per_request";
  days: readonly { day: Day; requests: number; savedUsd: Usd }[];
}

/** Fewer requests tell nothing. */
const LEAST_SWITCHED = 50;
/** Answers that grew longer than so by the switch, in per cent, would not have been as long on the old model. */
const LONGER_PERCENT = 125;

const READ: Partial<Record<FilterDimension, (cell: TrafficCell) => string | null>> = {
  key: ({ keyId }) => keyId,
  app: ({ app }) => app,
  feature: ({ feature }) => feature,
  model: ({ model }) => model,
  provider: ({ provider }) => provider,
};

/** Whether a cell's requests are among those of the filters; what moves is not asked. */
export function isAbout(cell: TrafficCell, filters: Filters): boolean {
  return FILTER_DIMENSIONS.every((dimension) => {
    const words = filters[dimension] ?? [];
    if (words.length === 0 || dimension === "model" || dimension === "provider") return true;
    const value = READ[dimension]?.(cell);
    return value !== undefined && words.some((word) => readFilterWord(dimension, word).id === value);
  });
}

export function isAt(cell: TrafficCell, place: Move["to"]): boolean {
  return (place.model === null || place.model === cell.model) && (place.provider === null || place.provider === cell.provider);
}

/** What the cell would have used on the old model: it wrote as much of what it did not read, and did not answer at greater length. */
function tokensBefore(cell: TrafficCell, { tokens: before, requests }: Baseline): TokenSums {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = cell.tokens;
  const unread = before.promptTokens - before.cachedTokens;
  const written = unread === 0 ? 0 : Math.floor(((promptTokens - cachedTokens) * before.cacheWriteTokens) / unread);
  const usual = requests === 0 ? completionTokens : (before.completionTokens / requests) * cell.requests;
  const answered = completionTokens * 100 > usual * LONGER_PERCENT ? Math.round(usual) : completionTokens;
  return {
    promptTokens,
    cachedTokens,
    cacheWriteTokens: written,
    completionTokens: answered,
    reasoningTokens: Math.min(reasoningTokens, answered),
  };
}

interface Sums {
  requests: number;
  switched: number;
  switchedUsd: Usd;
  days: { day: Day; requests: number; savedUsd: Usd }[];
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
      const about = cells.filter((cell) => !taken.has(cell) && isAbout(cell, accepted.filters));
      const switched = about.filter((cell) =>
        accepted.move ? isAt(cell, accepted.move.to) : isAt(cell, modelOf(accepted.filters)),
      );
      const staying = accepted.move ? about.filter((cell) => isAt(cell, accepted.move?.from ?? ANYWHERE)) : [];
      for (const cell of switched) taken.add(cell);
      this.#count(accepted, day, switched, staying);
    }
  }

  #count(accepted: Accepted, day: Day, switched: readonly TrafficCell[], staying: readonly TrafficCell[]): void {
    const sums = this.#sums.get(accepted.id) ?? { requests: 0, switched: 0, switchedUsd: ZERO_USD, days: [] };
    this.#sums.set(accepted.id, sums);
    let [requests, savedUsd] = [0, ZERO_USD];
    for (const cell of switched) {
      requests += cell.requests;
      sums.switchedUsd = addUsd(sums.switchedUsd, cell.costUsd);
      savedUsd = addUsd(savedUsd, subtractUsd(this.#otherwise(accepted, cell), cell.costUsd));
    }
    sums.switched += requests;
    sums.requests += requests + staying.reduce((sum, cell) => sum + cell.requests, 0);
    if (requests === 0) return;
    const today = { day, requests, savedUsd: this.#withoutUsual(accepted, savedUsd, requests, staying) };
    const last = sums.days.at(-1);
    // Several connections may have requests of one day.
    if (last?.day !== day) sums.days.push(today);
    else
      sums.days[sums.days.length - 1] = {
        day,
        requests: last.requests + requests,
        savedUsd: addUsd(last.savedUsd, today.savedUsd),
      };
  }

  /** What the cell's requests would have cost unchanged: at the old model's prices, or what such a request cost before. */
  #otherwise({ move, baseline }: Accepted, cell: TrafficCell): Usd {
    const pricing = isModelMove(move) ? this.#models.get(move?.from.model ?? "")?.pricing : undefined;
    const list = pricing ? listCost(cell, pricing, tokensBefore(cell, baseline)) : null;
    // Discounts, dearer regions and what no source tells, such as written tokens, are taken to weigh as much as before.
    if (list !== null && baseline.listUsd !== null) return portionOf(list, baseline.costUsd, baseline.listUsd);
    return list ?? portionOf(timesCount(baseline.costUsd, cell.requests), 1n, BigInt(baseline.requests));
  }

  /** The part that is due to the switch: as many as were served so before are not. */
  #withoutUsual({ baseline }: Accepted, savedUsd: Usd, requests: number, staying: readonly TrafficCell[]): Usd {
    const all = requests + staying.reduce((sum, cell) => sum + cell.requests, 0);
    const usual = Math.min(requests, Math.round(all * baseline.shareAtTarget));
    return portionOf(savedUsd, BigInt(requests - usual), BigInt(requests));
  }

  results(): Map<string, Outcome> {
    return new Map(this.#accepted.map((accepted) => [accepted.id, this.#resultOf(accepted)]));
  }

  #resultOf({ id, move, baseline }: Accepted): Outcome {
    const { requests, switched, switchedUsd, days } = this.#sums.get(id) ?? NOTHING;
    const savedUsd = days.reduce((sum, day) => addUsd(sum, day.savedUsd), ZERO_USD);
    // Cost per request fell: a/n < b/m, without dividing.
    const fell = switchedUsd * BigInt(baseline.requests) < baseline.costUsd * BigInt(switched);
    const enough = switched >= LEAST_SWITCHED && switched > requests * baseline.shareAtTarget;
    return {
      verdict: !enough ? "waiting" : savedUsd > 0n && fell ? "saved" : "not_saved",
      switchedOn: move === null ? null : (days[0]?.day ?? null),
      requests,
      switched,
      switchedUsd,
      savedUsd,
      by: isModelMove(move) ? "repriced" : "per_request",
      days,
    };
  }
}

const NOTHING: Sums = { requests: 0, switched: 0, switchedUsd: ZERO_USD, days: [] };
const ANYWHERE: Move["to"] = { model: null, provider: null };

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
