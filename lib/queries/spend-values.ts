import { z } from "zod";
import { emptySql, type Queryable, select, sql } from "../db/sql";
import type { Figures } from "../domain/figures";
import type { Finality } from "../domain/finality";
import type { AuthorizedScope } from "../domain/scope";
import type { FilterDimension, Filters } from "../domain/spend-question";
import type { ValueFigures } from "../domain/spend-table";
import { type ValueKey, valueKey } from "../domain/spend-value";
import type { Usd } from "../domain/usd";
import type { Books } from "./books";
import { figureColumns, figureSums, finalityColumn, readFigures, usdColumn } from "./figures-sql";
import type { Labels } from "./labels";
import { COLUMNS, type DayRange, isDifference, spendFrom, within } from "./spend-sql";

/** One value of a dimension with its sums over a period, and its cost in the period that is compared with. */
export interface KeyedFigures extends ValueKey {
  figures: Figures;
  finality: Finality | null;
  costUsd: Usd;
  comparisonUsd: Usd;
}

const valueRow = z.object({
  id: z.string().nullable(),
  is_difference: z.boolean(),
  ...figureColumns,
  rank: finalityColumn,
  comparison_usd: usdColumn,
});

/** Every value of the dimension that has lines in the period or in the comparison, in one reading of both. */
export async function spendValues(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  { period, comparison, filters }: { period: DayRange; comparison: DayRange | null; filters: Filters },
  books: Books,
  on: Queryable,
): Promise<KeyedFigures[]> {
  const ranges = comparison ? [period, comparison] : [period];
  const part = comparison ? sql`FILTER (WHERE ${within(period)})` : emptySql;
  const before = comparison ? sql`coalesce(sum(s.cost_usd) FILTER (WHERE ${within(comparison)}), 0)::text` : sql`'0'`;
  const rows = await select(
    sql`SELECT ${COLUMNS[dimension]} AS id, ${isDifference([dimension])} AS is_difference,
        ${figureSums(comparison ? period : undefined)}, min(${books.rank}) ${part} AS rank, ${before} AS comparison_usd
      ${spendFrom(scope, ranges, [dimension], filters, books.join)} GROUP BY 1, 2`,
    valueRow,
    on,
  );
  return rows.map((row) => ({
    ...valueKey(row.id, row.is_difference),
    figures: readFigures(row),
    finality: row.rank,
    costUsd: row.cost_usd,
    comparisonUsd: row.comparison_usd,
  }));
}

export function labelled(values: readonly KeyedFigures[], dimension: FilterDimension, labels: Labels): ValueFigures[] {
  return values.map(({ kind, id, figures, finality, comparisonUsd }) => ({
    value: labels(dimension, { kind, id }),
    figures,
    finality,
    comparisonUsd,
  }));
}
