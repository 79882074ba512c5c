import { z } from "zod";
import { type Queryable, sql } from "../../db/sql";
import { addDays } from "../../domain/day";
import { type Figures, NO_FIGURES } from "../../domain/figures";
import type { Finality } from "../../domain/finality";
import type { ComparedDays } from "../../domain/period";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { ValueFigures } from "../../domain/spend/table";
import { type ValueKey, valueKey } from "../../domain/spend/value";
import { subtractUsd, type Usd, ZERO_USD } from "../../domain/usd";
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
  /** Cost on those days of the period that are compared. */
  comparedUsd: Usd;
  comparisonUsd: Usd;
}

const valueRow = z.object({ id: z.string().nullable(), is_difference: z.boolean(), ...figureColumns, rank: finalityColumn });
const costRow = z.object({ id: z.string().nullable(), is_difference: z.boolean(), cost_usd: usdColumn });

function nameOf(row: { id: string | null; is_difference: boolean }): string {
  return `${row.is_difference} ${row.id}`;
}

/** The days of a period after those of it that are compared; null where none are. */
function notCompared(period: DayRange, compared: ComparedDays | null): DayRange | null {
  return compared && compared.days.to < period.to ? { from: addDays(compared.days.to, 1), to: period.to } : null;
}

/**
 * Every value of the dimension that has lines in the period or among those it is compared with. `compared` null: with nothing.
 */
export async function spendValues(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  { period, compared, filters }: { period: DayRange; compared: ComparedDays | null; filters: Filters },
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
  const costs = async (range: DayRange | null) => {
    if (!range) return new Map<string, z.output<typeof costRow>>();
    const costsOf = sql`SELECT ${key}, sum(s.cost_usd)::text AS cost_usd
      ${spendFrom(scope, [range], [dimension], filters)} GROUP BY 1, 2`;
    return new Map((await askBooks(books, costsOf, costRow, on)).map((row) => [nameOf(row), row]));
  };
  const [rows, before, since] = await Promise.all([asked, costs(compared?.before ?? null), costs(notCompared(period, compared))]);
  const present = rows.map((row): KeyedFigures => {
    const comparisonUsd = before.get(nameOf(row))?.cost_usd ?? ZERO_USD;
    before.delete(nameOf(row));
    const [figures, costUsd] = [readFigures(row), row.cost_usd];
    const comparedUsd = subtractUsd(costUsd, since.get(nameOf(row))?.cost_usd ?? ZERO_USD);
    return { ...valueKey(row.id, row.is_difference), figures, finality: row.rank, costUsd, comparedUsd, comparisonUsd };
  });
  const gone = [...before.values()].map((row): KeyedFigures => {
    const key = valueKey(row.id, row.is_difference);
    const nothing = { figures: NO_FIGURES, finality: null, costUsd: ZERO_USD, comparedUsd: ZERO_USD };
    return { ...key, ...nothing, comparisonUsd: row.cost_usd };
  });
  return [...present, ...gone];
}

/** The same values with what people call them. */
export function labelled(values: readonly KeyedFigures[], dimension: FilterDimension, labels: Labels): ValueFigures[] {
  return values.map(({ kind, id, figures, finality, comparedUsd, comparisonUsd }) => ({
    value: labels(dimension, { kind, id }),
    figures,
    finality,
    comparedUsd,
    comparisonUsd,
  }));
}
