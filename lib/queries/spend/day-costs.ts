import { z } from "zod";
import { joinSql, type Queryable, rawSql, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, filterWord } from "../../domain/spend/question";
import { valueKey } from "../../domain/spend/value";
import { addUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import type { Books } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { dayColumn } from "./figures-sql";
import { COLUMNS, type DayRange, spendFrom } from "./spend-sql";

/** What the lines that some filters take cost on a day. */
export interface DayLines {
  costUsd: Usd;
  /** Part of it: the lines by which evidence and bill differ. Negative where evidence arrived that is not billed yet. */
  differenceUsd: Usd;
}

/** So many filters go into one question, so that its answer is small enough to be remembered. */
const TOGETHER = 20;

const costRow = z.object({
  day: dayColumn,
  words: z.array(z.string().nullable()),
  difference: z.boolean(),
  cost_usd: usdColumn,
});

function dimensionsOf(filters: Filters): FilterDimension[] {
  return FILTER_DIMENSIONS.filter((dimension) => (filters[dimension]?.length ?? 0) > 0);
}

function unionOf(dimensions: readonly FilterDimension[], all: readonly Filters[]): Filters {
  return Object.fromEntries(
    dimensions.map((dimension) => [dimension, [...new Set(all.flatMap((filters) => filters[dimension] ?? []))].sort()]),
  );
}

async function costsTogether(
  scope: AuthorizedScope,
  dimensions: readonly FilterDimension[],
  asked: readonly Filters[],
  range: DayRange,
  books: Books,
  on: Queryable,
): Promise<Map<Day, DayLines>[]> {
  const words = joinSql(dimensions.length === 0 ? [sql`NULL`] : dimensions.map((dimension) => COLUMNS[dimension]), ", ");
  const rows = await askBooks(
    books,
    sql`SELECT s.day, ARRAY[${words}]::text[] AS words, s.evidence = 'difference' AS difference, sum(s.cost_usd)::text AS cost_usd
      ${spendFrom(scope, [range], dimensions, unionOf(dimensions, asked))} GROUP BY ${rawSql("1, 2, 3")}`,
    costRow,
    on,
  );
  const sums = asked.map(() => new Map<Day, DayLines>());
  for (const { day, words, difference, cost_usd } of rows) {
    const named = dimensions.map((dimension, index) => filterWord(dimension, valueKey(words[index] ?? null, difference)));
    for (const [index, filters] of asked.entries()) {
      if (!dimensions.every((dimension, place) => filters[dimension]?.includes(named[place] ?? ""))) continue;
      const known = sums[index]?.get(day) ?? { costUsd: ZERO_USD, differenceUsd: ZERO_USD };
      sums[index]?.set(day, {
        costUsd: addUsd(known.costUsd, cost_usd),
        differenceUsd: difference ? addUsd(known.differenceUsd, cost_usd) : known.differenceUsd,
      });
    }
  }
  return sums;
}

/**
 * What each of several filters takes of each day that has lines, in as many questions as there are kinds of filters
 * (and twenty of a kind). The sums are those that spend() gives for the filters; a day without lines is not in the map.
 */
export async function spendDayCosts(
  scope: AuthorizedScope,
  asked: readonly Filters[],
  range: DayRange,
  books: Books,
  on: Queryable,
): Promise<Map<Day, DayLines>[]> {
  const answers: Map<Day, DayLines>[] = asked.map(() => new Map());
  const kinds = Map.groupBy(asked.keys(), (index) => dimensionsOf(asked[index] ?? {}).join(" "));
  const questions = [...kinds.values()].flatMap((indexes) =>
    Array.from({ length: Math.ceil(indexes.length / TOGETHER) }, (_, chunk) =>
      indexes.slice(chunk * TOGETHER, (chunk + 1) * TOGETHER),
    ),
  );
  await Promise.all(
    questions.map(async (indexes) => {
      const together = indexes.map((index) => asked[index] ?? {});
      const sums = await costsTogether(scope, dimensionsOf(together[0] ?? {}), together, range, books, on);
      for (const [place, index] of indexes.entries()) answers[index] = sums[place] ?? new Map();
    }),
  );
  return answers;
}
