import type { AuthorizedScope } from "../../domain/scope";
import { balanceOf } from "../../domain/spend/balance";
import type { Balance, FilterDimension } from "../../domain/spend/question";
import type { SpendSeries } from "../../domain/spend/series";
import { type TableRow, tableOf } from "../../domain/spend/table";
import { DEFAULT_SORT, type View } from "../../domain/spend/view";
import { type CoverageOfPeriod, coverage } from "../attribution/coverage";
import { type BooksWarnings, booksWarnings } from "../reconciliation/books-warnings";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "./labels";
import { openPage, openSeries, type PageTotal, stackedBy, toldBefore, totalOf, valuesOf } from "./page";
import { type KeyedFigures, labelled } from "./values";

/** The dimensions whose largest values stand on the overview. */
export const TOP_DIMENSIONS = ["developer", "key", "model", "feature"] as const satisfies readonly FilterDimension[];
type TopDimension = (typeof TOP_DIMENSIONS)[number];
const TOP_ROWS = 5;

export interface Overview extends PageTotal {
  /** Explained: spend that has a developer. */
  balance: Balance;
  /** By day, stacked by the view's first `by` (model when it names none). */
  series: SpendSeries;
  /** The five largest of each, without sparklines; Unattributed and its like stand among them. */
  tops: Record<TopDimension, Omit<TableRow, "spark">[]>;
  freshness: Freshness;
  coverage: CoverageOfPeriod["total"];
  /** What the last check of the books found; null for those who may not see it. */
  warnings: BooksWarnings | null;
}

/** What was spent, by day, by whom and on what: the overview page. */
export async function overview(scope: AuthorizedScope, view: View, now: Date): Promise<Overview> {
  return sharedSnapshot(async (client) => {
    const [fresh, page, covered, warnings] = await Promise.all([
      freshness(scope, client),
      openPage(scope, view, view.filters, now, client),
      coverage(scope, view, now, client),
      booksWarnings(scope, client),
    ]);
    const found = await Promise.all(
      TOP_DIMENSIONS.map(async (dimension) => [dimension, await valuesOf(page, dimension)] as const),
    );
    const values = Object.fromEntries(found) as Record<TopDimension, KeyedFigures[]>;
    const stacked = stackedBy(view, "model");
    const series = await openSeries(page, stacked, (values as Partial<Record<FilterDimension, KeyedFigures[]>>)[stacked]);
    const top = TOP_DIMENSIONS.map((dimension) => [dimension, largest(values[dimension])] as const);
    const ids = top.flatMap(([dimension, rows]) => rows.map(({ id }) => ({ dimension, id })));
    const labels = await labelsOf(scope, [...series.ids, ...ids], client);
    const tops = top.map(([dimension, rows]) => {
      const isTold = toldBefore(page, dimension);
      const table = { sort: DEFAULT_SORT, listed: null, comparable: page.comparable, isTold };
      return [dimension, tableOf(labelled(rows, dimension, labels), table, totalOf(page).total.costUsd).rows];
    });
    return {
      ...totalOf(page),
      balance: balanceOf(values.developer),
      series: series.labelled(labels),
      tops: Object.fromEntries(tops) as Overview["tops"],
      freshness: fresh,
      coverage: covered.total,
      warnings,
    };
  });
}

function largest(values: readonly KeyedFigures[]): KeyedFigures[] {
  const charged = values.filter(({ figures }) => figures.costUsd !== 0n || figures.requests > 0);
  return charged.toSorted((a, b) => (a.costUsd === b.costUsd ? 0 : a.costUsd < b.costUsd ? 1 : -1)).slice(0, TOP_ROWS);
}
