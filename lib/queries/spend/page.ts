import type { Queryable } from "../../db/sql";
import { type Day, dayOf, eachDay } from "../../domain/day";
import type { Dimension } from "../../domain/dimension";
import type { Figures } from "../../domain/figures";
import type { Finality } from "../../domain/finality";
import { type ComparedDays, comparedDays } from "../../domain/period";
import type { AuthorizedScope } from "../../domain/scope";
import { type Change, changeWithin } from "../../domain/spend/change";
import { type BooksOfPeriod, type FilterDimension, type Filters, TOLD_BY_THE_BILL } from "../../domain/spend/question";
import { type Band, type SpendSeries, seriesOf, topValues } from "../../domain/spend/series";
import { labelOfNothing } from "../../domain/spend/value";
import type { View } from "../../domain/spend/view";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { type Books, booksOf } from "../reconciliation/books";
import { type DayFigures, spendCells, spendDays, sumDays } from "./by-day";
import type { Labels } from "./labels";
import { type KeyedFigures, spendValues } from "./values";

/** What all pages with money start from: one asker's view of the books at one moment. */
export interface SpendPage {
  scope: AuthorizedScope;
  view: View;
  filters: Filters;
  books: Books;
  /** Days of the period and of its comparison. */
  days: DayFigures[];
  /** Which days are compared; null: no comparison was asked for, or no day of the period is wholly known. */
  compared: ComparedDays | null;
  /** There are days to compare, and the books reach back to the first they are compared with. */
  comparable: boolean;
  on: Queryable;
}

/** Reads what every page with money needs: the books and the spend by day of the view and its comparison. */
export async function openPage(
  scope: AuthorizedScope,
  view: View,
  filters: Filters,
  now: Date,
  on: Queryable,
): Promise<SpendPage> {
  const { period, comparison } = view;
  const ranges = comparison ? [period, comparison] : [period];
  const books = await booksOf(scope, ranges, filters, dayOf(now), on);
  const days = await spendDays(scope, ranges, filters, books, on);
  const compared = comparison && comparedDays(period, comparison, books.wholeUntil(period));
  const comparable = compared !== null && books.reachBackTo(compared.before.from);
  return { scope, view, filters, books, days, compared, comparable, on };
}

export interface PageTotal {
  total: Figures & { finality: Finality | null };
  /** Which days the change tells of; null: no comparison was asked for, or no day of the period is wholly known. */
  compared: ComparedDays | null;
  /** Cost of the days that are compared with; null without any or where they are not in the books. */
  comparisonUsd: Usd | null;
  change: Change;
  /** Of the period; its keyOnlyDays also tell of what it is compared with. */
  books: BooksOfPeriod;
}

/** The period's total, its change against the comparison, and how far its days are in the books. */
export function totalOf(page: SpendPage): PageTotal {
  const { view, days, compared, comparable, books } = page;
  const sum = sumDays(days, view.period);
  const total = { ...sum, finality: sum.finality ?? books.finalityOf(view.period) };
  const [comparedUsd, comparisonUsd] =
    comparable && compared ? [sumDays(days, compared.days).costUsd, sumDays(days, compared.before).costUsd] : [ZERO_USD, null];
  const ofPeriod = books.of(view.period);
  const before = comparable && compared ? books.of(compared.before).keyOnlyDays : [];
  const keyOnlyDays = [...new Set([...before, ...ofPeriod.keyOnlyDays])];
  const change = changeWithin(total.costUsd, comparedUsd, comparisonUsd, toldBefore(page, null));
  return { total, compared, comparisonUsd, change, books: { ...ofPeriod, keyOnlyDays } };
}

/**
 * Whether the days it is compared with tell of what the page is narrowed to and, where given, of the dimension's values. Where
 * they do not, nothing there is not yet new.
 */
export function toldBefore({ filters, compared, comparable, books }: SpendPage, dimension: FilterDimension | null): boolean {
  if (!comparable || !compared) return true;
  const asked = [...(Object.keys(filters) as FilterDimension[]), ...(dimension === null ? [] : [dimension])];
  return asked.every((one) => TOLD_BY_THE_BILL.has(one)) || books.of(compared.before).keyOnlyDays.length === 0;
}

/** The values of a dimension in the page's period, each beside its cost on the days that are compared with. */
export function valuesOf(page: SpendPage, dimension: FilterDimension): Promise<KeyedFigures[]> {
  const { scope, view, filters, books, comparable, on } = page;
  const compared = comparable ? page.compared : null;
  return spendValues(scope, dimension, { period: view.period, compared, filters }, books, on);
}

/** Which dimension the chart is stacked by: the view's first that is not the day, else the page's own. */
export function stackedBy({ by }: View, ownChoice: FilterDimension): FilterDimension {
  return by.find((dimension): dimension is FilterDimension => dimension !== "day") ?? ownChoice;
}

/** The chart's amounts, still without labels: `labelled` finishes it. */
export async function openSeries(
  page: SpendPage,
  dimension: FilterDimension,
  known?: readonly KeyedFigures[],
): Promise<{ ids: { dimension: Dimension; id: string | null }[]; labelled: (labels: Labels) => SpendSeries }> {
  const { scope, view, filters, books, days, comparable, on } = page;
  const values = known ?? (await valuesOf(page, dimension));
  const top = topValues(values);
  const bandIds = top.flatMap(({ id }) => id ?? []);
  const cells = await spendCells(scope, view.period, dimension, bandIds, filters, books, on);
  const charged = values.filter(({ kind, costUsd }) => kind === "value" && costUsd !== 0n).length;
  const otherCount = Math.max(0, charged - top.length);
  const comparison = comparable ? view.comparison : null;
  const label = (labels: Labels) => (kind: Band["kind"], id: string | null) =>
    kind === "other"
      ? otherCount === 1
        ? "1 other"
        : `${otherCount || ""} others`.trim()
      : id === null
        ? labelOfNothing(dimension, kind)
        : labels(dimension, { kind, id }).label;
  return {
    ids: bandIds.map((id) => ({ dimension, id })),
    labelled: (labels) =>
      seriesOf({
        dimension,
        days: eachDay(view.period.from, view.period.to),
        cells,
        otherCount,
        costs: days,
        finality: books.finality,
        label: label(labels),
        comparison,
      }),
  };
}

/** The days a sparkline shows: the last 30 of the period, none of them in the future. */
export function sparkDays({ period }: View, today: Day): Day[] {
  const to = period.to < today ? period.to : today;
  return eachDay(period.from, to).slice(-30);
}
