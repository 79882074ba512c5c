import { addUsd, subtractUsd, type Usd, ZERO_USD } from "./usd";

/** The figures every row of the books carries. A token count is null where no source tells it; that is not zero. */
export interface Figures {
  /** Charged by OpenRouter. */
  costUsd: Usd;
  /** What providers charge the customer's own keys (BYOK); never part of costUsd. */
  byokUsd: Usd;
  requests: number;
  /** Including cached and cache-written tokens. */
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  /** Including reasoning tokens. */
  completionTokens: number | null;
  reasoningTokens: number | null;
}

export const TOKEN_FIGURES = ["promptTokens", "cachedTokens", "cacheWriteTokens", "completionTokens", "reasoningTokens"] as const;
export type TokenFigure = (typeof TOKEN_FIGURES)[number];

export const NO_FIGURES: Figures = {
  costUsd: ZERO_USD,
  byokUsd: ZERO_USD,
  requests: 0,
  promptTokens: null,
  cachedTokens: null,
  cacheWriteTokens: null,
  completionTokens: null,
  reasoningTokens: null,
};

/** A sum knows what any part of it knows: null only if both are. */
function addKnown(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

/** A rest is known only where both are. */
function subtractKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** Token counts that only one side knows stay known; what neither knows stays null. */
export function addFigures(a: Figures, b: Figures): Figures {
  return {
    costUsd: addUsd(a.costUsd, b.costUsd),
    byokUsd: addUsd(a.byokUsd, b.byokUsd),
    requests: a.requests + b.requests,
    promptTokens: addKnown(a.promptTokens, b.promptTokens),
    cachedTokens: addKnown(a.cachedTokens, b.cachedTokens),
    cacheWriteTokens: addKnown(a.cacheWriteTokens, b.cacheWriteTokens),
    completionTokens: addKnown(a.completionTokens, b.completionTokens),
    reasoningTokens: addKnown(a.reasoningTokens, b.reasoningTokens),
  };
}

export function subtractFigures(a: Figures, b: Figures): Figures {
  return {
    costUsd: subtractUsd(a.costUsd, b.costUsd),
    byokUsd: subtractUsd(a.byokUsd, b.byokUsd),
    requests: a.requests - b.requests,
    promptTokens: subtractKnown(a.promptTokens, b.promptTokens),
    cachedTokens: subtractKnown(a.cachedTokens, b.cachedTokens),
    cacheWriteTokens: subtractKnown(a.cacheWriteTokens, b.cacheWriteTokens),
    completionTokens: subtractKnown(a.completionTokens, b.completionTokens),
    reasoningTokens: subtractKnown(a.reasoningTokens, b.reasoningTokens),
  };
}

export function sumFigures(all: Iterable<Figures>): Figures {
  let sum = NO_FIGURES;
  for (const figures of all) sum = addFigures(sum, figures);
  return sum;
}
