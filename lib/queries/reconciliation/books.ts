import { createHash } from "node:crypto";
import { z } from "zod";
import { joinSql, type Queryable, type Sql, select, sql } from "../../db/sql";
import { BILLED_SOURCES, type BilledSource, UNTOLD_BY_BILL } from "../../domain/billed-cell";
import { addDays, type Day, startOfDay } from "../../domain/day";
import type { Dimension } from "../../domain/dimension";
import { FINALITIES, type Finality, finalityOf, leastFinal } from "../../domain/finality";
import type { AuthorizedScope } from "../../domain/scope";
import type { BooksOfPeriod, Filters } from "../../domain/spend/question";
import { dayColumn } from "../spend/figures-sql";
import type { DayRange } from "../spend/spend-sql";

const bookRow = z.object({
  connection_id: z.string(),
  day: dayColumn,
  books: z.enum([...BILLED_SOURCES, "log"]),
  pulled_at: z.date(),
  restated_at: z.date().nullable(),
  bill_only: z.boolean(),
  explained: z.boolean(),
  open_until: z.date().nullable(),
  xmin: z.string(),
});

interface Book {
  connectionId: string;
  day: Day;
  source: BilledSource | "log";
  /** Billed, and no single request is known. */
  billOnly: boolean;
  /** Single requests explain some of it. */
  explained: boolean;
  finality: Finality;
  /** It is over, and was read after that; of a log nobody knows when it is complete. */
  isWhole: boolean;
}

/** What the books have for some days: which are known, how final each is, and that as SQL for sums over them. */
export interface Books {
  /** How final a day is, least over its connections; null: not in the books. */
  finality(day: Day): Finality | null;
  /** How final a sum over the range is that has no line: least over its days; null: none is in the books. */
  finalityOf(range: DayRange): Finality | null;
  of(range: DayRange): BooksOfPeriod;
  /** Days whose bill cannot say what is charged to values of one of these, while no single request of it is known. */
  untoldDays(dimensions: readonly Dimension[]): ReadonlySet<Day>;
  /** The first day of the range of which single requests explain something; null: of none. */
  firstExplained(range: DayRange): Day | null;
  /** Whether sums over the range can be compared with: the books reach back to its first day. */
  reachBackTo(day: Day): boolean;
  /**
   * Until when today is known: when it was last read, or its log last changed, of the connection it is longest ago for.
   * Null: it is not in the books.
   */
  openDayKnownUntil: Date | null;
  /** The last day of the range that is wholly known: over, and read after that. Null: none is. */
  wholeUntil(range: DayRange): Day | null;
  /** The rank in FINALITIES of a row of `s`. */
  rank: Sql;
  /** Another one whenever any of these days was rebuilt, whatever came of it. */
  version: string;
}

/** Names only the exceptions: nearly all days of a period share one finality. */
function rankSql(books: readonly Book[]): Sql {
  const rankOf = (book: Book) => FINALITIES.indexOf(book.finality);
  const counts = FINALITIES.map((_, rank) => books.filter((book) => rankOf(book) === rank).length);
  const usual = counts.indexOf(Math.max(...counts));
  const alone = new Set(books.map((book) => book.connectionId)).size === 1;
  const others = Map.groupBy(
    books.filter((book) => rankOf(book) !== usual),
    (book) => `${rankOf(book)} ${book.connectionId}`,
  );
  if (others.size === 0) return sql`${usual}::int`;
  const cases = [...others.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const whose = alone ? sql`` : sql`s.connection_id = ${first.connectionId}::uuid AND`;
    return [sql`WHEN ${whose} s.day = ANY(${same.map((book) => book.day)}::date[]) THEN ${rankOf(first)}::int`];
  });
  return sql`CASE ${joinSql(cases, " ")} ELSE ${usual}::int END`;
}

function inside({ from, to }: DayRange, day: Day): boolean {
  return day >= from && day <= to;
}

/** Reads which of the days the organization's connections (those filtered by, if any) have in the books. */
export async function booksOf(
  scope: AuthorizedScope,
  ranges: readonly DayRange[],
  filters: Filters,
  today: Day,
  on: Queryable,
): Promise<Books> {
  const inRanges = joinSql(
    ranges.map((range) => sql`b.day BETWEEN ${range.from}::date AND ${range.to}::date`),
    " OR ",
  );
  const whose = sql`b.organization_id = ${scope.organizationId}::uuid`;
  // Every rebuild writes its day's row anew, and PostgreSQL says in xmin by which transaction.
  const all = await select(
    sql`SELECT b.connection_id, b.day, b.books, b.pulled_at, b.restated_at,
        b.explained_usd = 0 AND b.remainder_usd <> 0 AS bill_only, b.explained_usd <> 0 AS explained, b.xmin::text,
        CASE WHEN b.day = ${today}::date THEN greatest(b.pulled_at, (SELECT max(f.pulled_at) FROM billed_days f
          WHERE f.connection_id = b.connection_id AND f.day = b.day AND f.source = b.books)) END AS open_until
      FROM day_books b
      WHERE ${whose} AND (${inRanges} OR b.day = (SELECT min(b.day) FROM day_books b WHERE ${whose}))
      ORDER BY b.day, b.connection_id`,
    bookRow,
    on,
  );
  const asked = filters.connection?.length ? new Set(filters.connection) : null;
  const books = all.flatMap((row): Book[] => {
    if (asked && !asked.has(row.connection_id)) return [];
    const finality = finalityOf(row.day, today, { books: row.books, pulledAt: row.pulled_at, restatedAt: row.restated_at });
    const { connection_id: connectionId, day, books: source, bill_only: billOnly, explained } = row;
    const isWhole = day < today && (source === "log" || row.pulled_at >= startOfDay(addDays(day, 1)));
    return [{ connectionId, day, source, billOnly, explained, finality, isWhole }];
  });
  const byDay = Map.groupBy(books, (book) => book.day);
  const finality = (day: Day) => leastFinal((byDay.get(day) ?? []).map((book) => book.finality));
  const first = books[0]?.day;
  const openUntil = all.flatMap(({ connection_id, open_until }) =>
    open_until && (!asked || asked.has(connection_id)) ? [open_until.getTime()] : [],
  );
  return {
    finality,
    finalityOf: (range) => leastFinal(books.filter(({ day }) => inside(range, day)).map((book) => book.finality)),
    of(range) {
      const days = [...byDay.keys()].filter((day) => inside(range, day));
      return {
        days: days.map((day) => ({ day, finality: finality(day) ?? "provisional" })),
        logDays: days.filter((day) => byDay.get(day)?.some(({ source }) => source === "log")),
        keyOnlyDays: days.filter((day) => byDay.get(day)?.some(({ billOnly }) => billOnly)),
      };
    },
    untoldDays(dimensions) {
      const leavesOpen = ({ source, billOnly }: Book) =>
        billOnly && source !== "log" && dimensions.some((dimension) => UNTOLD_BY_BILL[source].includes(dimension));
      return new Set(books.filter(leavesOpen).map(({ day }) => day));
    },
    firstExplained: ({ from, to }) => books.find(({ day, explained }) => explained && day >= from && day <= to)?.day ?? null,
    reachBackTo: (day) => first !== undefined && first <= day,
    openDayKnownUntil: openUntil.length > 0 ? new Date(Math.min(...openUntil)) : null,
    wholeUntil(range) {
      const isWhole = ([day, found]: [Day, Book[]]) => inside(range, day) && found.every((book) => book.isWhole);
      return [...byDay].findLast(isWhole)?.[0] ?? null;
    },
    rank: rankSql(books),
    version: versionOf(all),
  };
}

function versionOf(rows: readonly z.output<typeof bookRow>[]): string {
  const hash = createHash("sha256");
  for (const { connection_id, day, xmin } of rows) hash.update(`${connection_id} ${day} ${xmin}\n`);
  return hash.digest("base64");
}
