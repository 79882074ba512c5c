import { z } from "zod";
import { joinSql, type Queryable, type Sql, select, sql } from "../db/sql";
import { type Day, parseDay } from "../domain/day";
import { FINALITIES, type Finality, finalityOf, leastFinal } from "../domain/finality";
import type { AuthorizedScope } from "../domain/scope";
import type { BooksOfPeriod, Filters } from "../domain/spend-question";
import type { DayRange } from "./spend-sql";

const bookRow = z.object({
  connection_id: z.string(),
  day: z.string().transform(parseDay),
  books: z.string(),
  pulled_at: z.date(),
  restated_at: z.date().nullable(),
});

interface Book {
  connectionId: string;
  day: Day;
  onLog: boolean;
  finality: Finality;
}

/** What the books have for some days: which are known, how final each is, and that as SQL for sums over them. */
export interface Books {
  /** How final a day is, least over its connections; null: not in the books. */
  finality(day: Day): Finality | null;
  of(range: DayRange): BooksOfPeriod;
  /** Whether sums over the range can be compared with: the books reach back to its first day. */
  reachBackTo(day: Day): boolean;
  /** Joins each row of `s` with its finality, as table `f`. */
  join: Sql;
  /** The rank in FINALITIES of a row so joined. */
  rank: Sql;
}

/** Only the exceptions travel to the database: nearly all days of a period share one finality. */
function rankSql(books: readonly Book[]): Pick<Books, "join" | "rank"> {
  const counts = FINALITIES.map((finality) => books.filter((book) => book.finality === finality).length);
  const usual = counts.indexOf(Math.max(...counts));
  const others = books.filter((book) => FINALITIES.indexOf(book.finality) !== usual);
  if (others.length === 0) return { join: sql``, rank: sql`${usual}::int` };
  const ids = others.map((book) => book.connectionId);
  const days = others.map((book) => book.day);
  const ranks = others.map((book) => FINALITIES.indexOf(book.finality));
  return {
    join: sql`LEFT JOIN unnest(${ids}::uuid[], ${days}::date[], ${ranks}::int[]) AS f (connection_id, day, rank)
      ON f.connection_id = s.connection_id AND f.day = s.day`,
    rank: sql`coalesce(f.rank, ${usual}::int)`,
  };
}

/** Reads which of the days the organization's connections (those filtered by, if any) have in the books. */
export async function booksOf(
  scope: AuthorizedScope,
  ranges: readonly DayRange[],
  filters: Filters,
  today: Day,
  on: Queryable,
): Promise<Books> {
  const ofConnections = filters.connection?.length ? sql`AND b.connection_id = ANY(${filters.connection}::uuid[])` : sql``;
  const inRanges = joinSql(
    ranges.map((range) => sql`b.day BETWEEN ${range.from}::date AND ${range.to}::date`),
    " OR ",
  );
  const whose = sql`b.organization_id = ${scope.organizationId}::uuid ${ofConnections}`;
  const rows = await select(
    sql`SELECT b.connection_id, b.day, b.books, b.pulled_at, b.restated_at FROM day_books b
      WHERE ${whose} AND (${inRanges} OR b.day = (SELECT min(b.day) FROM day_books b WHERE ${whose})) ORDER BY b.day`,
    bookRow,
    on,
  );
  const books: Book[] = rows.map((row) => ({
    connectionId: row.connection_id,
    day: row.day,
    onLog: row.books === "log",
    finality: finalityOf(row.day, today, { books: row.books, pulledAt: row.pulled_at, restatedAt: row.restated_at }),
  }));
  const byDay = Map.groupBy(books, (book) => book.day);
  const finality = (day: Day) => leastFinal((byDay.get(day) ?? []).map((book) => book.finality));
  const first = books[0]?.day;
  return {
    finality,
    of(range) {
      const days = [...byDay.keys()].filter((day) => day >= range.from && day <= range.to);
      return {
        days: days.map((day) => ({ day, finality: finality(day) ?? "provisional" })),
        logDays: days.filter((day) => byDay.get(day)?.some((book) => book.onLog)),
      };
    },
    reachBackTo: (day) => first !== undefined && first <= day,
    ...rankSql(books),
  };
}
