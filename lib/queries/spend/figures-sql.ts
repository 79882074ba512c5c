import { z } from "zod";
import { type Sql, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { FINALITIES, type Finality } from "../../domain/finality";

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

/** The database has no other days than existing ones. */
export const dayColumn = z.string().transform((text) => text as Day);

/** A rank of FINALITIES; null where there was nothing to rank. */
export const finalityColumn = z
  .number()
  .int()
  .nullable()
  .transform((rank): Finality | null => (rank === null ? null : (FINALITIES[rank] ?? null)));
