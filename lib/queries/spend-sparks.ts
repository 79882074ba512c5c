import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import { type Day, parseDay } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import type { FilterDimension, Filters } from "../domain/spend-question";
import { type ValueKey, valueKey } from "../domain/spend-value";
import { parseUsd, type Usd, ZERO_USD } from "../domain/usd";
import type { Books } from "./books";
import { COLUMNS, type DayRange, isDifference, spendFrom, valueList } from "./spend-sql";

const sparkRow = z.object({
  id: z.string().nullable(),
  is_difference: z.boolean(),
  days: z.array(z.string()),
  costs: z.array(z.string()),
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
  const rows = await select(
    sql`SELECT id, is_difference, array_agg(day::text) AS days, array_agg(cost::text) AS costs FROM (
        SELECT ${column} AS id, ${isDifference([dimension])} AS is_difference, s.day, sum(s.cost_usd) AS cost
        ${spendFrom(scope, [range], [dimension], filters)}
          AND (${column} IS NULL OR ${column} = ANY(${valueList(dimension, ids)})) GROUP BY 1, 2, 3
      ) AS by_day GROUP BY 1, 2`,
    sparkRow,
    on,
  );
  const costs = new Map<string, Map<Day, Usd>>();
  for (const { id, is_difference, ...row } of rows) {
    const byDay = row.days.map((day, index): [Day, Usd] => [parseDay(day), parseUsd(row.costs[index] ?? "0")]);
    costs.set(sparkName(valueKey(id, is_difference)), new Map(byDay));
  }
  return (value) => {
    const byDay = costs.get(sparkName(value));
    return days.map((day) => (books.finality(day) === null ? null : (byDay?.get(day) ?? ZERO_USD)));
  };
}
