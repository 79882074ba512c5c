import { z } from "zod";
import { type Queryable, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import { type ValueKey, valueKey } from "../../domain/spend/value";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import type { Books } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { COLUMNS, type DayRange, isDifference, spendFrom, valueList } from "./spend-sql";

const sparkRow = z.object({
  id: z.string().nullable(),
  is_difference: z.boolean(),
  /** Days since the first. */
  places: z.array(z.number()),
  costs: z.array(usdColumn),
});

function sparkName({ kind, id }: ValueKey): string {
  return `${kind} ${id}`;
}

/** Cost by day of each listed value: a day in the books without spend is zero, a day that is not in them is null. */
export async function spendSparks(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  values: readonly ValueKey[],
  days: readonly Day[],
  filters: Filters,
  books: Books,
  on: Queryable,
): Promise<(value: ValueKey) => (Usd | null)[]> {
  const [from, to] = [days[0], days.at(-1)];
  if (!from || !to) return () => [];
  const range: DayRange = { from, to };
  const column = COLUMNS[dimension];
  const ids = values.flatMap(({ id }) => id ?? []);
  const rows = await askBooks(
    books,
    sql`SELECT id, is_difference, array_agg(day - ${from}::date) AS places, array_agg(cost::text) AS costs FROM (
        SELECT ${column} AS id, ${isDifference([dimension])} AS is_difference, s.day, sum(s.cost_usd) AS cost
        ${spendFrom(scope, [range], [dimension], filters)}
          AND (${column} IS NULL OR ${column} = ANY(${valueList(dimension, ids)})) GROUP BY 1, 2, 3
      ) AS by_day GROUP BY 1, 2`,
    sparkRow,
    on,
  );
  const costs = new Map(
    rows.map((row) => [
      sparkName(valueKey(row.id, row.is_difference)),
      new Map(row.places.map((place, index) => [place, row.costs[index] ?? ZERO_USD])),
    ]),
  );
  const known = days.map((day) => books.finality(day) !== null);
  return (value) => {
    const byPlace = costs.get(sparkName(value));
    return days.map((_, place) => (known[place] ? (byPlace?.get(place) ?? ZERO_USD) : null));
  };
}
