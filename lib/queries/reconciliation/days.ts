import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import { BILLED_SOURCES } from "../../domain/billed-cell";
import { type Day, dayOf, startOfDay } from "../../domain/day";
import { finalityOf, settlesAt } from "../../domain/finality";
import {
  type DayToReconcile,
  type DeliverySpan,
  deliveriesOn,
  type Reconciled,
  reconcileDay,
} from "../../domain/reconciliation/reconciliation";
import type { AuthorizedScope } from "../../domain/scope";
import { usdColumn } from "../../facts/figure-columns";
import { LINE_SUMS } from "../../facts/line-sums";
import { dayColumn } from "../spend/figures-sql";
import type { DayRange } from "../spend/spend-sql";

/** One connection's day, held against OpenRouter's figures. */
export interface ReconciledDay extends DayToReconcile, Reconciled {
  connection: { id: string; name: string };
  /** When the books' source was last read. */
  pulledAt: Date;
}

export interface DaysQuestion {
  range: DayRange;
  /** Null: of all connections. */
  connectionIds: readonly string[] | null;
  /** Nothing is taken from an earlier check. */
  anew: boolean;
}

const dayRow = z.object({
  connection_id: z.string(),
  name: z.string(),
  day: dayColumn,
  books: z.enum([...BILLED_SOURCES, "log"]),
  pulled_at: z.date(),
  restated_at: z.date().nullable(),
  billed_usd: usdColumn,
  byok_usd: usdColumn,
  explained_usd: usdColumn,
  remainder_usd: usdColumn,
  difference_usd: usdColumn,
  unmatched_generations: z.number(),
  unmatched_usd: usdColumn,
  rebuilding: z.boolean(),
  lines_usd: usdColumn,
  cut_usd: usdColumn,
  rounding_usd: usdColumn,
  totals_usd: usdColumn,
  cells_usd: usdColumn.nullable(),
  cell_requests: z.number(),
  read_usd: usdColumn.nullable(),
  activity_usd: usdColumn.nullable(),
  activity_at: z.date().nullable(),
  restated_by_usd: usdColumn.nullable(),
});

/** Cuts `table` to the organization's days of the range and, where some are named, to those connections. */
function within(scope: AuthorizedScope, { from, to }: DayRange, connectionIds: readonly string[] | null): Sql {
  return sql`organization_id = ${scope.organizationId}::uuid AND day BETWEEN ${from}::date AND ${to}::date
    AND (${connectionIds === null} OR connection_id = ANY (${[...(connectionIds ?? [])]}::uuid[]))`;
}

/**
 * Lines are added up anew for days whose book is another one than at their last check, which the worker makes when books
 * change and once a day; and for all where `anew` says so. They are what grows with requests.
 */
function readDays(scope: AuthorizedScope, { range, connectionIds, anew }: DaysQuestion, on: Queryable) {
  const here = within(scope, range, connectionIds);
  return select(
    sql`WITH books AS MATERIALIZED (SELECT *, xmin::text AS version FROM day_books WHERE ${here}),
        checked AS MATERIALIZED (
          SELECT k.connection_id, k.day, k.lines_usd AS cost, k.cut_usd AS cut, k.rounding_usd AS rounding
          FROM day_checks k JOIN books b ON b.connection_id = k.connection_id AND b.day = k.day AND b.version = k.book_version
          WHERE NOT ${anew}::boolean),
        lines AS MATERIALIZED (
          SELECT * FROM checked UNION ALL
          SELECT l.connection_id, l.day, ${LINE_SUMS}
          FROM books b JOIN spend_lines l ON l.connection_id = b.connection_id AND l.day = b.day
          WHERE NOT EXISTS (SELECT FROM checked c WHERE c.connection_id = b.connection_id AND c.day = b.day)
          GROUP BY l.connection_id, l.day),
        totals AS MATERIALIZED (
          SELECT connection_id, day, sum(cost_usd) AS cost FROM spend_totals WHERE grouping = 0 AND ${here} GROUP BY connection_id, day),
        cells AS MATERIALIZED (
          SELECT connection_id, day, source, sum(cost_usd) AS cost, sum(requests)::bigint AS requests
          FROM billed_cells WHERE ${here} GROUP BY connection_id, day, source),
        restated AS MATERIALIZED (
          SELECT connection_id, day, source, sum(new_usd - old_usd) AS by_usd FROM restatements WHERE ${here} GROUP BY 1, 2, 3)
        SELECT b.connection_id, c.name, b.day, b.books, b.pulled_at, b.restated_at, b.billed_usd, b.billed_byok_usd AS byok_usd,
          b.explained_usd, b.remainder_usd, b.difference_usd, b.unmatched_generations, b.unmatched_usd,
          EXISTS (SELECT FROM dirty_days d WHERE d.connection_id = b.connection_id AND d.day = b.day) AS rebuilding,
          coalesce(l.cost, 0) AS lines_usd, coalesce(l.cut, 0) AS cut_usd, coalesce(l.rounding, 0) AS rounding_usd,
          coalesce(t.cost, 0) AS totals_usd,
          CASE WHEN b.books <> 'log' THEN coalesce(k.cost, 0) END AS cells_usd, coalesce(k.requests, 0) AS cell_requests,
          r.cost_usd AS read_usd, a.cost_usd AS activity_usd, a.pulled_at AS activity_at, s.by_usd AS restated_by_usd
        FROM books b JOIN connections c ON c.id = b.connection_id
        LEFT JOIN lines l USING (connection_id, day) LEFT JOIN totals t USING (connection_id, day)
        LEFT JOIN cells k ON k.connection_id = b.connection_id AND k.day = b.day AND k.source = b.books
        LEFT JOIN billed_days r ON r.connection_id = b.connection_id AND r.day = b.day AND r.source = b.books
        LEFT JOIN billed_days a ON a.connection_id = b.connection_id AND a.day = b.day AND a.source = 'activity' AND b.books = 'analytics'
        LEFT JOIN restated s ON s.connection_id = b.connection_id AND s.day = b.day AND s.source = b.books
        ORDER BY b.day DESC, c.name, b.connection_id`,
    dayRow,
    on,
  );
}

const spanRow = z.object({
  connection_id: z.string(),
  listening: z.boolean(),
  sampling_rate: z.number(),
  filtered: z.boolean(),
  from_at: z.date(),
  to_at: z.date().nullable(),
});

async function deliverySpans(scope: AuthorizedScope, on: Queryable): Promise<Map<string, DeliverySpan[]>> {
  const rows = await select(
    sql`SELECT connection_id, listening, sampling_rate, filtered, from_at, to_at FROM broadcast_destinations
        WHERE organization_id = ${scope.organizationId}::uuid`,
    spanRow,
    on,
  );
  const spans = rows.map(({ connection_id, listening, sampling_rate, filtered, from_at, to_at }) => {
    return { connection_id, span: { listening, samplingRate: sampling_rate, filtered, from: from_at, to: to_at } };
  });
  const byConnection = Map.groupBy(spans, (row) => row.connection_id);
  return new Map([...byConnection].map(([id, found]) => [id, found.map(({ span }) => span)]));
}

/**
 * What `/activity` says of the day; null where that was read before the day was settled and the bill after, so that
 * they may differ.
 */
function activityOf(row: z.output<typeof dayRow>): DayToReconcile["activityUsd"] {
  if (row.activity_usd === null || row.activity_at === null) return null;
  const settled = settlesAt(row.day);
  return row.pulled_at >= settled && row.activity_at < settled ? null : row.activity_usd;
}

/** Every day of the range that is in the books, newest first, by connection. */
export async function reconciledDays(
  scope: AuthorizedScope,
  question: DaysQuestion,
  now: Date,
  on: Queryable,
): Promise<ReconciledDay[]> {
  const today: Day = dayOf(now);
  const spans = await deliverySpans(scope, on);
  return (await readDays(scope, question, on)).map((row): ReconciledDay => {
    const book = { books: row.books, pulledAt: row.pulled_at, restatedAt: row.restated_at };
    const facts: DayToReconcile = {
      day: row.day,
      finality: finalityOf(row.day, today, book),
      books: row.books,
      billedUsd: row.billed_usd,
      byokUsd: row.byok_usd,
      billedRequests: row.cell_requests,
      explainedUsd: row.explained_usd,
      remainderUsd: row.remainder_usd,
      differenceUsd: row.difference_usd,
      cutUsd: row.cut_usd,
      roundingUsd: row.rounding_usd,
      unmatchedGenerations: row.unmatched_generations,
      unmatchedUsd: row.unmatched_usd,
      rebuilding: row.rebuilding,
      linesUsd: row.lines_usd,
      totalsUsd: row.totals_usd,
      cellsUsd: row.cells_usd,
      readUsd: row.read_usd,
      activityUsd: activityOf(row),
      deliveries: deliveriesOn(spans.get(row.connection_id) ?? [], startOfDay(row.day)),
      restatedByUsd: row.restated_by_usd,
    };
    return { ...facts, ...reconcileDay(facts), connection: { id: row.connection_id, name: row.name }, pulledAt: row.pulled_at };
  });
}
