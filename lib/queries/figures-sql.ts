import { z } from "zod";
import { emptySql, type Sql, sql } from "../db/sql";
import type { Figures } from "../domain/figures";
import { FINALITIES, type Finality } from "../domain/finality";
import { parseUsd } from "../domain/usd";
import { type DayRange, within } from "./spend-sql";

/** The sums of all figures; `over` cuts them to part of the rows. A sum knows what any part of it knows. */
export function figureSums(over?: DayRange): Sql {
  const part = over ? sql`FILTER (WHERE ${within(over)})` : emptySql;
  return sql`
    coalesce(sum(s.cost_usd) ${part}, 0)::text AS cost_usd,
    coalesce(sum(s.byok_usd) ${part}, 0)::text AS byok_usd,
    coalesce(sum(s.requests) ${part}, 0)::bigint AS requests,
    (sum(s.prompt_tokens) ${part})::bigint AS prompt_tokens,
    (sum(s.cached_tokens) ${part})::bigint AS cached_tokens,
    (sum(s.cache_write_tokens) ${part})::bigint AS cache_write_tokens,
    (sum(s.completion_tokens) ${part})::bigint AS completion_tokens,
    (sum(s.reasoning_tokens) ${part})::bigint AS reasoning_tokens`;
}

export const usdColumn = z.string().transform(parseUsd);
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
