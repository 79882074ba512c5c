import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { dayOf } from "../../domain/day";
import { type Finality, finalityOf } from "../../domain/finality";
import { type CreditReading, type CreditSpan, creditSpans } from "../../domain/reconciliation/credit-spans";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { dayColumn } from "../spend/figures-sql";
import type { DayRange } from "../spend/spend-sql";

export interface ConnectionSpan extends CreditSpan {
  connection: { id: string; name: string };
}

const readingRow = z.object({
  connection_id: z.string(),
  name: z.string(),
  at: z.date(),
  day: dayColumn,
  used_usd: usdColumn,
  day_billed_usd: usdColumn.nullable(),
});

const bookRow = z.object({
  connection_id: z.string(),
  day: dayColumn,
  books: z.string(),
  pulled_at: z.date(),
  restated_at: z.date().nullable(),
  billed_usd: usdColumn,
});

/**
 * How the growth of each account's lifetime use compares with the books, newest first: every span between the first
 * readings of two days that begins in the range.
 */
export async function creditChecks(
  scope: AuthorizedScope,
  { from, to }: DayRange,
  connectionIds: readonly string[] | null,
  now: Date,
  on: Queryable,
): Promise<ConnectionSpan[]> {
  const whose = sql`organization_id = ${scope.organizationId}::uuid AND (${connectionIds === null} OR connection_id = ANY (${[...(connectionIds ?? [])]}::uuid[]))`;
  // The first two readings of a day are all that its spans rest on; the span of the last day ends on a day after it.
  const rows = await select(
    sql`SELECT connection_id, c.name, at, day, used_usd, day_billed_usd FROM (
          SELECT *, row_number() OVER (PARTITION BY connection_id, day ORDER BY at) AS place FROM credit_readings
          WHERE ${whose} AND day >= ${from}::date AND day <= coalesce(
            (SELECT min(later.day) FROM credit_readings later WHERE later.connection_id = credit_readings.connection_id AND later.day > ${to}::date),
            ${to}::date)) AS reading
        JOIN connections c ON c.id = connection_id WHERE place <= 2 ORDER BY connection_id, at`,
    readingRow,
    on,
  );
  const last = [to, ...rows.map((row) => row.day)].sort().at(-1) ?? to;
  const books = await select(
    sql`SELECT connection_id, day, books, pulled_at, restated_at, billed_usd FROM day_books
        WHERE ${whose} AND day BETWEEN ${from}::date AND ${last}::date AND books IN ('analytics', 'activity')`,
    bookRow,
    on,
  );
  const today = dayOf(now);
  const known = new Map(
    books.map((book): [string, { billedUsd: Usd; finality: Finality }] => {
      const finality = finalityOf(book.day, today, { books: book.books, pulledAt: book.pulled_at, restatedAt: book.restated_at });
      return [`${book.connection_id} ${book.day}`, { billedUsd: book.billed_usd, finality }];
    }),
  );
  return [...Map.groupBy(rows, (row) => row.connection_id)]
    .flatMap(([id, readings]) => {
      const [first] = readings;
      if (!first) return [];
      const spans = creditSpans(readings.map(asReading), (day) => known.get(`${id} ${day}`) ?? null);
      return spans.map((span) => ({ ...span, connection: { id, name: first.name } }));
    })
    .sort((a, b) => b.from.getTime() - a.from.getTime());
}

function asReading({ at, day, used_usd, day_billed_usd }: z.output<typeof readingRow>): CreditReading {
  return { at, day, usedUsd: used_usd, dayBilledUsd: day_billed_usd };
}
