import { z } from "zod";
import { type Sql, sql } from "../db/sql";
import type { Day } from "../domain/day";
import type { Figures } from "../domain/figures";
import { FINALITIES, type Finality } from "../domain/finality";
import { parseUsd, type Usd } from "../domain/usd";

/** The sums of all figures. A sum knows what any part of it knows. */
export const FIGURE_SUMS: Sql = sql`
  coalesce(sum(s.cost_usd), 0)::text AS cost_usd,
  coalesce(sum(s.byok_usd), 0)::text AS byok_usd,
  coalesce(sum(s.requests), 0)::bigint AS requests,
  sum(s.prompt_tokens)::bigint AS prompt_tokens,
  sum(s.cached_tokens)::bigint AS cached_tokens,
  sum(s.cache_write_tokens)::bigint AS cache_write_tokens,
  sum(s.completion_tokens)::bigint AS completion_tokens,
  sum(s.reasoning_tokens)::bigint AS reasoning_tokens`;

/** numeric(20,12) and its sums arrive with all twelve decimals: their digits are the amount. */
const STORED = /^-?\d+\.\d{12}$/;

export const usdColumn = z
  .string()
  .transform((text): Usd => (STORED.test(text) ? (BigInt(text.replace(".", "")) as Usd) : parseUsd(text)));

/** The database has no other days than existing ones. */
export const dayColumn = z.string().transform((text) => text as Day);

const count = z.number().int();

/** The columns of figureSums, as they arrive. */
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

/** A rank of FINALITIES; null where there was nothing to rank. */
export const finalityColumn = z
  .number()
  .int()
  .nullable()
  .transform((rank): Finality | null => (rank === null ? null : (FINALITIES[rank] ?? null)));
