import { z } from "zod";
import { type Queryable, type Sql, sql } from "../../db/sql";
import { addCoverage, type Coverage, type CoverageShares, coverageShares, NO_COVERAGE } from "../../domain/attribution/coverage";
import { type Day, dayOf } from "../../domain/day";
import type { Finality } from "../../domain/finality";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension } from "../../domain/spend/question";
import type { View } from "../../domain/spend/view";
import { subtractUsd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type Books, booksOf } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { dayColumn } from "../spend/figures-sql";
import { COLUMNS, spendFrom } from "../spend/spend-sql";

export interface CoverageOfPeriod {
  total: Coverage & { shares: CoverageShares };
  /** Every day of the period that is in the books, in calendar order; a day that is missing is unknown. */
  days: (Coverage & { day: Day; shares: CoverageShares; finality: Finality })[];
}

const dayRow = z.object({ day: dayColumn, billed_usd: usdColumn, named_usd: usdColumn, remainder_usd: usdColumn });

async function namedByDay(
  scope: AuthorizedScope,
  { period, filters }: Pick<View, "period" | "filters">,
  dimension: FilterDimension & ("developer" | "feature"),
  books: Books,
  on: Queryable,
) {
  const sumWhere = (condition: Sql) => sql`coalesce(sum(s.cost_usd) FILTER (WHERE ${condition}), 0)::text`;
  return askBooks(
    books,
    sql`SELECT s.day, sum(s.cost_usd)::text AS billed_usd, ${sumWhere(sql`${COLUMNS[dimension]} IS NOT NULL`)} AS named_usd,
        ${sumWhere(sql`s.evidence = 'remainder'`)} AS remainder_usd
      ${spendFrom(scope, [period], [dimension], filters)} GROUP BY s.day ORDER BY s.day`,
    dayRow,
    on,
  );
}

/**
 * How much of what the asker sees of the view's period, under its filters, has a developer, has a feature, and is known
 * by single requests; by day and in total. Ask it inside a snapshot with the page's other questions.
 */
export async function coverage(
  scope: AuthorizedScope,
  view: Pick<View, "period" | "filters">,
  now: Date,
  on: Queryable,
): Promise<CoverageOfPeriod> {
  const books = await booksOf(scope, [view.period], view.filters, dayOf(now), on);
  const [developers, featured] = await Promise.all([
    namedByDay(scope, view, "developer", books, on),
    namedByDay(scope, view, "feature", books, on),
  ]);
  const features = new Map(featured.map((row) => [row.day, row.named_usd]));
  const figures = new Map(
    developers.map((row): [Day, Coverage] => {
      const requestsUsd = subtractUsd(row.billed_usd, row.remainder_usd);
      const featureUsd = features.get(row.day) ?? NO_COVERAGE.featureUsd;
      return [row.day, { billedUsd: row.billed_usd, developerUsd: row.named_usd, featureUsd, requestsUsd }];
    }),
  );
  const total = [...figures.values()].reduce(addCoverage, NO_COVERAGE);
  return {
    total: { ...total, shares: coverageShares(total) },
    days: books.of(view.period).days.map(({ day, finality }) => {
      const found = figures.get(day) ?? NO_COVERAGE;
      return { day, finality, ...found, shares: coverageShares(found) };
    }),
  };
}
