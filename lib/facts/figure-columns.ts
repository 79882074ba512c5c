import { z } from "zod";
import type { Figures } from "../domain/figures";
import { parseUsd, type Usd } from "../domain/usd";

/** numeric(20,12) and its sums arrive with all twelve decimals: their digits are the amount. */
const STORED = /^-?\d+\.\d{12}$/;

export const usdColumn = z
  .string()
  .transform((text): Usd => (STORED.test(text) ? (BigInt(text.replace(".", "")) as Usd) : parseUsd(text)));

const count = z.number().int();

/** The columns of all figures, or of their sums, as they arrive. */
export const figureColumns = {
  cost_usd: usdColumn,
  byok_usd: usdColumn,
  requests: count,
  prompt_tokens: count.nullable(),
  cached_tokens: count.nullable(),
  cache_write_tokens: count.nullable(),
  completion_tokens: count.nullable(),
  reasoning_tokens: count.nullable(),
};
const figureRow = z.object(figureColumns);

export function readFigures(row: z.output<typeof figureRow>): Figures {
  return {
    costUsd: row.cost_usd,
    byokUsd: row.byok_usd,
    requests: row.requests,
    promptTokens: row.prompt_tokens,
    cachedTokens: row.cached_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    completionTokens: row.completion_tokens,
    reasoningTokens: row.reasoning_tokens,
  };
}
