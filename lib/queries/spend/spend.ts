import { z } from "zod";
import { joinSql, type Queryable, rawSql, type Sql, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { DIMENSIONS, type Dimension } from "../../domain/dimension";
import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import type { SpendAnswer, SpendQuestion, SpendRow } from "../../domain/spend/question";
import { type ValueKey, valueKey } from "../../domain/spend/value";
import { figureColumns, readFigures, usdColumn } from "../../facts/figure-columns";
import { type Books, booksOf } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { snapshot } from "../snapshot";
import { FIGURE_SUMS, finalityColumn } from "./figures-sql";
import { type Labels, labelsOf } from "./labels";
import { COLUMN_NAMES, COLUMNS, isDifference, spendFrom } from "./spend-sql";

/** One line of an answer before its ids have labels. */
export interface KeyedRow extends Omit<SpendRow, "values"> {
  keys: Partial<Record<Dimension, ValueKey>>;
}

const dimensionColumns = Object.fromEntries(DIMENSIONS.map((dimension) => [COLUMN_NAMES[dimension], z.string().nullish()]));
export const spendRow = z
  .object({ ...figureColumns, is_difference: z.boolean(), rank: finalityColumn })
  .and(z.object(dimensionColumns));

/** An answer is held in memory whole: some tens of megabytes of rows at most. */
const MOST_ROWS = 100_000;

/** The question's spend summed by its dimensions, the largest cost first (by day, in calendar order). */
export function spendRowsSql(scope: AuthorizedScope, { from, to, by, filters }: SpendQuestion, books: Books): Sql {
  const named = by.map((dimension) => sql`${COLUMNS[dimension]} AS ${rawSql(COLUMN_NAMES[dimension])}`);
  const groups = [...by, "is_difference"].map((_, index) => rawSql(String(index + 1)));
  return sql`SELECT ${joinSql([...named, sql`${isDifference(by)} AS is_difference`])},
        ${FIGURE_SUMS}, min(${books.rank}) AS rank
      ${spendFrom(scope, [{ from, to }], by, filters)}
      GROUP BY ${joinSql(groups)} ORDER BY ${by.includes("day") ? sql`s.day,` : sql``} sum(s.cost_usd) DESC, ${joinSql(groups)}`;
}

/** A row of `spendRowsSql` as what it stands for. */
export function keyedRow(row: z.output<typeof spendRow>, by: readonly Dimension[]): KeyedRow {
  return {
    ...readFigures(row),
    finality: row.rank,
    keys: Object.fromEntries(
      by.map((dimension): [Dimension, ValueKey] => {
        return [dimension, valueKey(row[COLUMN_NAMES[dimension]] ?? null, row.is_difference)];
      }),
    ),
  };
}

/** Sums the question's spend by its dimensions, the largest cost first. */
export async function spendRows(
  scope: AuthorizedScope,
  question: SpendQuestion,
  books: Books,
  on: Queryable,
): Promise<KeyedRow[]> {
  const rows = await askBooks(books, sql`${spendRowsSql(scope, question, books)} LIMIT ${MOST_ROWS + 1}::int`, spendRow, on);
  if (rows.length > MOST_ROWS) {
    throw new WaybillError("too_large", `The answer would have more than ${MOST_ROWS} rows.`, {
      todo: "Ask for a shorter period, fewer dimensions, or one value at a time; a file has no such limit (Exports).",
    });
  }
  return rows.map((row) => keyedRow(row, question.by));
}

const totalRow = z.object({
  ...figureColumns,
  explained_usd: usdColumn,
  unattributed_usd: usdColumn,
  difference_usd: usdColumn,
  rank: finalityColumn,
});

/** The question's total, and what of it has a value of `explainedBy`, what has none, and what is the difference. */
export async function spendTotal(
  scope: AuthorizedScope,
  { from, to, filters, explainedBy = "developer" }: Omit<SpendQuestion, "by">,
  books: Books,
  on: Queryable,
): Promise<Pick<SpendAnswer, "total" | "balance">> {
  const column = COLUMNS[explainedBy];
  const sumWhere = (condition: Sql) => sql`coalesce(sum(s.cost_usd) FILTER (WHERE ${condition}), 0)::text`;
  const [row] = await askBooks(
    books,
    sql`SELECT ${FIGURE_SUMS}, min(${books.rank}) AS rank,
        ${sumWhere(sql`${column} IS NOT NULL`)} AS explained_usd,
        ${sumWhere(sql`${column} IS NULL AND s.evidence <> 'difference'`)} AS unattributed_usd,
        ${sumWhere(sql`${column} IS NULL AND s.evidence = 'difference'`)} AS difference_usd
      ${spendFrom(scope, [{ from, to }], [explainedBy], filters)}`,
    totalRow,
    on,
  );
  if (!row) throw new Error("a sum without GROUP BY has one row");
  return {
    total: { ...readFigures(row), finality: row.rank ?? books.finalityOf({ from, to }) },
    balance: {
      billedUsd: row.cost_usd,
      explainedUsd: row.explained_usd,
      unattributedUsd: row.unattributed_usd,
      differenceUsd: row.difference_usd,
    },
  };
}

/** Gives rows their labels. */
export function withLabels({ keys, ...figures }: KeyedRow, labels: Labels): SpendRow {
  const values = Object.entries(keys).map(([dimension, key]) => [dimension, labels(dimension as Dimension, key)]);
  return { ...figures, values: Object.fromEntries(values) };
}

/**
 * The one question about money: pages, API, CSV and reports all ask here, so that one fact is one number. Rows come
 * largest cost first (by day, in calendar order). Throws WaybillError `invalid_input` for a filter that cannot be asked,
 * `too_large` for more rows than fit into memory.
 */
export async function spend(scope: AuthorizedScope, question: SpendQuestion, today: Day): Promise<SpendAnswer> {
  return snapshot(async (client) => {
    const books = await booksOf(scope, [question], question.filters, today, client);
    const { total, balance } = await spendTotal(scope, question, books, client);
    const keyed = await spendRows(scope, question, books, client);
    const labels = await labelsOf(scope, keyed.flatMap(keysOf), client);
    return { total, balance, rows: keyed.map((row) => withLabels(row, labels)), books: books.of(question) };
  });
}

/** The values that a row is of, for looking up what they are called. */
export function keysOf({ keys }: KeyedRow) {
  return Object.entries(keys).map(([dimension, { id }]) => ({ dimension: dimension as Dimension, id }));
}
