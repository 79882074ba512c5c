import { z } from "zod";
import { type Queryable, sql } from "../../db/sql";
import type { UnattributedReason } from "../../domain/attribution/attribution";
import { dayOf } from "../../domain/day";
import type { DifferenceReason } from "../../domain/rollup/line";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension } from "../../domain/spend/question";
import type { View } from "../../domain/spend/view";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type Books, booksOf } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { snapshot } from "../snapshot";
import { spendFrom } from "./spend-sql";

export interface SpendReason {
  reason: UnattributedReason | DifferenceReason;
  costUsd: Usd;
  requests: number;
}

const row = z
  .object({
    reason: z.custom<SpendReason["reason"]>((value) => typeof value === "string"),
    cost_usd: usdColumn,
    requests: z.number().int(),
  })
  .transform(({ reason, cost_usd, requests }): SpendReason => ({ reason, costUsd: cost_usd, requests }));

/**
 * Why spend of the period has no developer, or what a difference is, largest first; empty for values that need no
 * reason. Together they are the total of that value's page. `word` is a filter word.
 */
export async function spendReasons(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  word: string,
  view: View,
  now: Date,
): Promise<readonly SpendReason[]> {
  if (!(word === "difference" || (dimension === "developer" && word === "none"))) return [];
  return snapshot(async (on) => {
    const books = await booksOf(scope, [view.period], view.filters, dayOf(now), on);
    return readReasons(scope, dimension, word, view, books, on);
  });
}

/** The same of any value, inside a snapshot with a page's other questions. */
export async function readReasons(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  word: string,
  { period, filters }: View,
  books: Books,
  on: Queryable,
): Promise<readonly SpendReason[]> {
  // No totals are kept by reason: three dimensions are more than any kept grouping has, so that lines are read.
  const from = spendFrom(scope, [period], ["developer", "key", "model"], { ...filters, [dimension]: [word] });
  return askBooks(
    books,
    sql`SELECT s.reason, sum(s.cost_usd)::text AS cost_usd, sum(s.requests)::bigint AS requests
      ${from} AND s.reason IS NOT NULL GROUP BY s.reason ORDER BY abs(sum(s.cost_usd)) DESC, s.reason`,
    row,
    on,
  );
}
