import { z } from "zod";
import { type Queryable, sql } from "../../db/sql";
import { type Figures, NO_FIGURES } from "../../domain/figures";
import type { Finality } from "../../domain/finality";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { ValueFigures } from "../../domain/spend/table";
import { type ValueKey, valueKey } from "../../domain/spend/value";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { figureColumns, readFigures, usdColumn } from "../../facts/figure-columns";
import type { Books } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { FIGURE_SUMS, finalityColumn } from "./figures-sql";
import type { Labels } from "./labels";
import { COLUMNS, type DayRange, isDifference, spendFrom } from "./spend-sql";

/** One value of a dimension with its sums over a period, and its cost in the period that is compared with. */
export interface KeyedFigures extends ValueKey {
  figures: Figures;
  finality: Finality | null;
  costUsd: Usd;
  comparisonUsd: Usd;
}

const valueRow = z.object({ id: z.string().nullable(), is_difference: z.boolean(), ...figureColumns, rank: finalityColumn });
const costRow = z.object({ id: z.string().nullable(), is_difference: z.boolean(), cost_usd: usdColumn });

function nameOf(row: { id: string | null; is_difference: boolean }): string {
  return `${row.is_difference} ${row.id}`;
}

/** Every value of the dimension that has lines in the period or in the one it is compared with. */
export async function spendValues(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  { period, comparison, filters }: { period: DayRange; comparison: DayRange | null; filters: Filters },
  books: Books,
  on: Queryable,
): Promise<KeyedFigures[]> {
  const key = sql`${COLUMNS[dimension]} AS id, ${isDifference([dimension])} AS is_difference`;
  const asked = askBooks(
    books,
    sql`SELECT ${key}, ${FIGURE_SUMS}, min(${books.rank}) AS rank
      ${spendFrom(scope, [period], [dimension], filters)} GROUP BY 1, 2`,
    valueRow,
    on,
  );
  const askedBefore = comparison
    ? askBooks(
        books,
        sql`SELECT ${key}, sum(s.cost_usd)::text AS cost_usd
          ${spendFrom(scope, [comparison], [dimension], filters)} GROUP BY 1, 2`,
        costRow,
        on,
      )
    : [];
  const [rows, compared] = await Promise.all([asked, askedBefore]);
  const before = new Map(compared.map((row) => [nameOf(row), row]));
  const present = rows.map((row): KeyedFigures => {
    const comparisonUsd = before.get(nameOf(row))?.cost_usd ?? ZERO_USD;
    before.delete(nameOf(row));
    const figures = readFigures(row);
    return { ...valueKey(row.id, row.is_difference), figures, finality: row.rank, costUsd: row.cost_usd, comparisonUsd };
  });
  const gone = [...before.values()].map((row): KeyedFigures => {
    const key = valueKey(row.id, row.is_difference);
    return { ...key, figures: NO_FIGURES, finality: null, costUsd: ZERO_USD, comparisonUsd: row.cost_usd };
  });
  return [...present, ...gone];
}

/** The same values with what people call them. */
export function labelled(values: readonly KeyedFigures[], dimension: FilterDimension, labels: Labels): ValueFigures[] {
  return values.map(({ kind, id, figures, finality, comparisonUsd }) => ({
    value: labels(dimension, { kind, id }),
    figures,
    finality,
    comparisonUsd,
  }));
}
