import { type Figures, TOKEN_FIGURES } from "../figures";
import { splitUsd, type Usd } from "../usd";

function splitCount(count: number, weights: readonly bigint[]): number[] {
  return splitUsd(BigInt(count) as Usd, weights).map(Number);
}

/**
 * Splits every figure in proportion to whole-number weights, so that the parts of each add up to it exactly; what is not
 * known is known of no part. The largest remainders get the last units, earlier parts first. Throws UsdError as splitUsd().
 */
export function splitFigures(figures: Figures, weights: readonly bigint[]): Figures[] {
  const costs = splitUsd(figures.costUsd, weights);
  const byok = splitUsd(figures.byokUsd, weights);
  const requests = splitCount(figures.requests, weights);
  const parts = costs.map((costUsd, index): Figures => {
    const blank = {
      promptTokens: null,
      cachedTokens: null,
      cacheWriteTokens: null,
      completionTokens: null,
      reasoningTokens: null,
    };
    return { costUsd, byokUsd: byok[index] as Usd, requests: requests[index] ?? 0, ...blank };
  });
  for (const figure of TOKEN_FIGURES) {
    const whole = figures[figure];
    if (whole === null) continue;
    for (const [index, count] of splitCount(whole, weights).entries()) (parts[index] as Figures)[figure] = count;
  }
  return parts;
}
