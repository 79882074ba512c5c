import { z } from "zod";
import type { BilledCellReport } from "../../domain/billed-cell";
import { addFigures } from "../../domain/figures";
import { parseUsd, subtractUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { type KeyPart, keyNamed } from "../generation/key-partition";
import { charge, count, countIfTold, day, type Refused, readRows } from "../readers";
import { quoted } from "../refusal";
import { AnalyticsRow, bucketOf, dimensionOf } from "./analytics";

/** What a billed cell and a generation are measured by. */
export const FIGURE_METRICS = [
  "credits_usage",
  "total_usage",
  "request_count",
  "tokens_prompt",
  "tokens_completion",
  "reasoning_tokens",
  "cached_tokens",
] as const;

/** Two sums of the same doubles may differ in their last digits; more than this is no rounding. */
const ROUNDING = parseUsd("0.000001");

/** What providers charge the customer's own keys: everything but the credits. Null where the two sums contradict. */
function byokOf(total: Usd, credits: Usd): Usd | null {
  const rest = subtractUsd(total, credits);
  return rest >= ZERO_USD ? rest : subtractUsd(ZERO_USD, rest) <= ROUNDING ? ZERO_USD : null;
}

/** The figures of an Analytics row. Cache-written tokens are in no Analytics metric. */
export const AnalyticsFigures = z
  .object({
    credits_usage: charge,
    total_usage: charge,
    request_count: count,
    tokens_prompt: countIfTold,
    tokens_completion: countIfTold,
    reasoning_tokens: countIfTold,
    cached_tokens: countIfTold,
  })
  .transform((row, context) => {
    const byokUsd = byokOf(row.total_usage, row.credits_usage);
    if (byokUsd === null) {
      context.addIssue({ code: "custom", path: ["total_usage"], message: "is less than credits_usage, which it includes" });
      return z.NEVER;
    }
    return {
      costUsd: row.credits_usage,
      byokUsd,
      requests: row.request_count,
      promptTokens: row.tokens_prompt,
      cachedTokens: row.cached_tokens,
      cacheWriteTokens: null,
      completionTokens: row.tokens_completion,
      reasoningTokens: row.reasoning_tokens,
    };
  });

/** Cells of one answer. Rows of one name (a deleted key beside a living one) add up, as a cell stands once. */
export function billedCellsOf(rows: readonly AnalyticsRow[], part: KeyPart): { cells: BilledCellReport[]; refused: Refused[] } {
  const Row = AnalyticsRow.transform((row, context): BilledCellReport => {
    const figures = AnalyticsFigures.safeParse(row);
    const bucket = day.safeParse(bucketOf(row));
    if (figures.success && bucket.success) {
      const key = keyNamed(part, dimensionOf(row, "api_key_id"));
      return { ...figures.data, day: bucket.data, key, model: dimensionOf(row, "model") ?? "unknown", provider: null };
    }
    const issue = figures.error?.issues[0] ?? { path: ["date"], message: "is not a day" };
    context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
    return z.NEVER;
  });
  const read = readRows(rows, Row, (row) => {
    const bucket = day.safeParse(bucketOf(row));
    const found = bucket.success ? bucket.data : null;
    const parts = [
      found ?? "no day",
      `key ${dimensionOf(row, "api_key_id") ?? "none"}`,
      `model ${dimensionOf(row, "model") ?? "none"}`,
    ];
    return { cell: quoted(parts.join(", ")), day: found };
  });
  const cells = new Map<string, BilledCellReport>();
  for (const cell of read.rows) {
    const id = JSON.stringify([cell.day, cell.key.hash, cell.key.name, cell.model]);
    const known = cells.get(id);
    cells.set(id, known ? { ...known, ...addFigures(known, cell) } : cell);
  }
  return { cells: [...cells.values()], refused: read.refused };
}
