import { z } from "zod";
import { type Queryable, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { type Figures, sumFigures } from "../../domain/figures";
import { type Finality, leastFinal } from "../../domain/finality";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { SeriesCell } from "../../domain/spend/series";
import { valueKey } from "../../domain/spend/value";
import type { Usd } from "../../domain/usd";
import { figureColumns, readFigures, usdColumn } from "../../facts/figure-columns";
import type { Books } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { dayColumn, FIGURE_SUMS, finalityColumn } from "./figures-sql";
import { COLUMNS, type DayRange, isDifference, spendFrom, valueList } from "./spend-sql";

const dayRow = z.object({ day: dayColumn, ...figureColumns, rank: finalityColumn });

export interface DayFigures {
  day: Day;
  figures: Figures;
  costUsd: Usd;
  finality: Finality | null;
}

/** All figures of each day of the ranges that has lines. */
export async function spendDays(
  scope: AuthorizedScope,
  ranges: readonly DayRange[],
  filters: Filters,
  books: Books,
  on: Queryable,
): Promise<DayFigures[]> {
  const rows = await askBooks(
    books,
    sql`SELECT s.day, ${FIGURE_SUMS}, min(${books.rank}) AS rank
      ${spendFrom(scope, ranges, [], filters)} GROUP BY s.day ORDER BY s.day`,
    dayRow,
    on,
  );
  return rows.map((row) => ({ day: row.day, figures: readFigures(row), costUsd: row.cost_usd, finality: row.rank }));
}

/** The days of a range, summed; finality null where it has none. */
export function sumDays(days: readonly DayFigures[], { from, to }: DayRange): Figures & { finality: Finality | null } {
  const inside = days.filter(({ day }) => day >= from && day <= to);
  const finality = leastFinal(inside.flatMap((day) => day.finality ?? []));
  return { ...sumFigures(inside.map((day) => day.figures)), finality };
}

const cellRow = z.object({ day: dayColumn, id: z.string().nullable(), is_difference: z.boolean(), cost_usd: usdColumn });

/** Cost by day of the values that get a band of their own, and of what has no value. All others are what is left. */
export async function spendCells(
  scope: AuthorizedScope,
  period: DayRange,
  dimension: FilterDimension,
  bandIds: readonly string[],
  filters: Filters,
  books: Books,
  on: Queryable,
): Promise<SeriesCell[]> {
  const column = COLUMNS[dimension];
  const rows = await askBooks(
    books,
    sql`SELECT s.day, ${column} AS id, ${isDifference([dimension])} AS is_difference, sum(s.cost_usd)::text AS cost_usd
      ${spendFrom(scope, [period], [dimension], filters)}
        AND (${column} = ANY(${valueList(dimension, bandIds)}) OR ${column} IS NULL) GROUP BY 1, 2, 3`,
    cellRow,
    on,
  );
  return rows.map(({ day, id, is_difference, cost_usd }) => ({ day, ...valueKey(id, is_difference), costUsd: cost_usd }));
}
