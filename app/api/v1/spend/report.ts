import type { Figures } from "@/lib/domain/figures";
import type { SpendAnswer as Spend, SpendQuestion } from "@/lib/domain/spend/question";
import { usdToString } from "@/lib/domain/usd";
import type { SpendAnswer } from "../contract";

function figuresOf(figures: Figures): SpendAnswer["total"] {
  const { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } = figures;
  const counts = { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens };
  return { costUsd: usdToString(figures.costUsd), byokUsd: usdToString(figures.byokUsd), ...counts };
}

/** The answer in JSON: money as exact decimal strings, unknown tokens as null. */
export function spendJson({ from, to, by }: SpendQuestion, { total, rows }: Spend): SpendAnswer {
  return {
    from,
    to,
    by: [...by],
    total: figuresOf(total),
    rows: rows.map(({ values, finality, ...figures }) => ({
      ...Object.fromEntries(
        by.map((dimension) => [dimension, { id: values[dimension]?.id ?? null, label: values[dimension]?.label ?? "" }]),
      ),
      ...figuresOf(figures),
      finality,
    })),
  };
}
