import { z } from "zod";
import { rawSql, type Sql } from "../../db/sql";
import { parseUsd, type Usd } from "../../domain/usd";
import { dayColumn } from "../spend/figures-sql";

const usd = z
  .string()
  .transform((text): Usd => parseUsd(text))
  .nullable();
const text = z.string().nullable();
const count = z.number().nullable();
const flag = z.boolean().nullable();

/** One request with every known field, under the database's names. Null: no source told. */
export const generationRow = z.object({
  generation_id: z.string(),
  connection_id: z.string(),
  day: dayColumn,
  created_at: z.date(),
  key_id: text,
  /** As the source gave it. */
  key_name: text,
  key_is_certain: z.boolean(),
  model: z.string(),
  variant: text,
  provider: text,
  external_user: text,
  member: text,
  session_id: text,
  app: text,
  feature: text,
  tags: z.record(z.string(), z.unknown()).nullable(),
  cost_usd: usd,
  byok_usd: usd,
  prompt_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  completion_tokens: count,
  reasoning_tokens: count,
  streamed: flag,
  cancelled: flag,
  finish_reason: text,
  generation_time_ms: count,
  first_token_ms: count,
  /** Bits of lib/domain/generation/generation.ts. */
  sources: z.number(),
  cost_is_cut: z.boolean(),
  /** Two bits a field of lib/domain/generation/merge.ts. */
  told_by: z.coerce.bigint(),
});
export type GenerationRow = z.infer<typeof generationRow>;

/** Its columns of table `g`. */
export const GENERATION_COLUMNS: Sql = rawSql(
  Object.keys(generationRow.shape)
    .map((column) => (column === "told_by" ? "g.told_by::text" : `g.${column}`))
    .join(", "),
);
