import type { Usd } from "../usd";

export const RECOMMENDATION_STATES = ["open", "trial", "accepted", "rejected", "closed"] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** How a recommendation stands before it is looked for again. */
export interface Standing {
  state: RecommendationState;
  /** What it was worth a month when somebody decided on it; null: nobody did. */
  decidedUsd: Usd | null;
  /** Only its absence from a later look shows that it was done. */
  isDoneWhenGone: boolean;
}

/** A rejected recommendation is brought up again when it is worth so many times what was rejected, and a dollar more. */
const TIMES_MORE = 2n;
const ONE_DOLLAR = 10n ** 12n;

/**
 * How a recommendation stands after it was looked for. `worthUsd`: what it would save (or has at stake) a month; null: it
 * no longer holds. Of what was never known and does not hold, nothing is asked.
 */
export function stateAfterLook(standing: Standing | null, worthUsd: Usd | null): RecommendationState {
  const state = standing?.state ?? "open";
  if (state === "accepted") return worthUsd === null && standing?.isDoneWhenGone ? "closed" : "accepted";
  if (state === "rejected") {
    const before = standing?.decidedUsd ?? null;
    const hasGrown = worthUsd !== null && before !== null && worthUsd >= before * TIMES_MORE && worthUsd >= before + ONE_DOLLAR;
    return hasGrown ? "open" : "rejected";
  }
  if (worthUsd === null) return "closed";
  return state === "closed" ? "open" : state;
}

/** What people may make of it: `open` takes a decision back. */
const DECISIONS: Record<RecommendationState, readonly RecommendationState[]> = {
  open: ["trial", "accepted", "rejected"],
  trial: ["open", "accepted", "rejected"],
  accepted: ["open", "rejected"],
  rejected: ["open", "trial", "accepted"],
  closed: [],
};

/** The states that somebody may put a recommendation of this state into. */
export function decisionsOn(state: RecommendationState): readonly RecommendationState[] {
  return DECISIONS[state];
}
