import type { Queryable } from "../../db/sql";
import { addDays, type Day } from "../../domain/day";
import { formatRange } from "../../domain/format-day";
import type { AuthorizedScope } from "../../domain/scope";
import { driverSentence } from "../../domain/spend/driver-words";
import {
  causeOfRow,
  comparableChange,
  type DimensionDrivers,
  type DriverFigures,
  type DriverInput,
  type DriverRow,
  type KnownDays,
  splitChange,
  type TopDriver,
  topDriver,
} from "../../domain/spend/drivers";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, filterWord, TOLD_BY_THE_BILL } from "../../domain/spend/question";
import { subtractUsd, sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { type Books, booksOf } from "../reconciliation/books";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "./labels";
import type { DayRange } from "./spend-sql";
import { type KeyedFigures, spendValues } from "./values";

const DRIVER_DIMENSIONS = ["developer", "key", "model", "feature"] as const satisfies readonly FilterDimension[];

export interface DriversQuestion {
  filters: Filters;
  /** Both ends included. The two need not be of one length: then days are a part of the change. */
  before: DayRange;
  after: DayRange;
  /** Developer, key, model and feature when left out. Those that cannot be compared are not answered. */
  dimensions?: readonly FilterDimension[];
  /** The sentence says which days are compared with, for where nothing else does. */
  namesBefore?: boolean;
}

export interface SpendDrivers {
  /** What is compared with: the days before that are like those after. */
  before: DayRange;
  beforeUsd: Usd;
  afterUsd: Usd;
  changeUsd: Usd;
  /** The change beyond one period having more days in the books than the other. */
  comparableUsd: Usd;
  /** Days of each period that the books have. */
  days: KnownDays;
  dimensions: DimensionDrivers[];
  /** What made the difference; null where nothing changed or only what has no name did. */
  top: TopDriver | null;
  /** What made most of the top driver's own change, in the other dimensions. */
  within: TopDriver[];
  /** All this in words; null where `top` is. */
  sentence: string | null;
}

/** One row's part of another's change that is told with it. */
const MOST_OF_IT = 80n;

function figuresOf(values: KeyedFigures | null): DriverFigures | null {
  if (!values) return null;
  const { costUsd, requests, promptTokens, completionTokens } = values.figures;
  const tokens = promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens;
  return { costUsd, requests, tokens };
}

interface Asked {
  scope: AuthorizedScope;
  before: DayRange;
  after: DayRange;
  books: Books;
  days: KnownDays;
  on: Queryable;
}

/** The values of one dimension in both periods. */
async function askDimension(asked: Asked, dimension: FilterDimension, filters: Filters): Promise<DimensionDrivers> {
  const { scope, books, days, on } = asked;
  const [before, after] = await Promise.all(
    [asked.before, asked.after].map((period) => spendValues(scope, dimension, { period, compared: null, filters }, books, on)),
  );
  const nameOf = ({ kind, id }: KeyedFigures) => JSON.stringify([kind, id]);
  const pairs = new Map<string, { before: KeyedFigures | null; after: KeyedFigures | null }>();
  for (const value of before ?? []) pairs.set(nameOf(value), { before: value, after: null });
  for (const value of after ?? []) pairs.set(nameOf(value), { before: pairs.get(nameOf(value))?.before ?? null, after: value });
  const values = [...pairs.values()].flatMap((pair) => {
    const known = pair.after ?? pair.before;
    return known ? [{ ...pair, known }] : [];
  });
  const labels = await labelsOf(
    scope,
    values.map(({ known }) => ({ dimension, id: known.id })),
    on,
  );
  const inputs = values.map(
    ({ known, before: one, after: other }): DriverInput => ({
      value: labels(dimension, known),
      before: figuresOf(one),
      after: figuresOf(other),
    }),
  );
  return splitChange(dimension, inputs, days);
}

/** What made at least most of the top driver's change, dimension by dimension. */
async function askWithin(
  asked: Asked,
  top: TopDriver,
  dimensions: readonly FilterDimension[],
  filters: Filters,
): Promise<TopDriver[]> {
  const inside = { ...filters, [top.dimension]: [filterWord(top.dimension, top.row.value)] };
  const others = dimensions.filter((dimension) => dimension !== top.dimension && !filters[dimension]?.length);
  const drivers = await Promise.all(others.map((dimension) => askDimension(asked, dimension, inside)));
  return drivers.flatMap((driver) => {
    const main = topDriver([driver], asked.days);
    const [part, whole] = [main?.byUsd ?? ZERO_USD, top.byUsd].map((amount) => (amount < 0n ? -amount : amount));
    return main && part !== undefined && whole !== undefined && part * 100n >= whole * MOST_OF_IT ? [main] : [];
  });
}

/**
 * Why, from the spend that has all of these names, where that made most of it. A loop on an expensive model makes its
 * key's requests more expensive and more numerous; the loop itself only makes them more numerous.
 */
async function askCause(asked: Asked, top: TopDriver, within: readonly TopDriver[], filters: Filters): Promise<TopDriver> {
  if (within.length === 0) return top;
  const named = [top, ...within].map(({ dimension, row }) => [dimension, [filterWord(dimension, row.value)]]);
  const { rows } = await askDimension(asked, top.dimension, { ...filters, ...Object.fromEntries(named) });
  const [row] = rows;
  if (row?.kind !== "stayed") return top;
  const [part, whole] = [comparableChange(row.effects), top.byUsd];
  const isMost = part < 0n === whole < 0n && part * part * 10_000n >= whole * whole * MOST_OF_IT * MOST_OF_IT;
  return isMost ? { ...top, row, cause: causeOfRow(row, asked.days) } : top;
}

function sumCosts(rows: readonly DriverRow[], when: "before" | "after"): Usd {
  return sumUsd(rows.map((row) => row[when]?.costUsd ?? ZERO_USD));
}

/**
 * The question without comparing days of which no single request is known with days whose requests are: what is charged
 * to a feature since would look like growth. Filters that only requests tell are asked of the days after the last such one;
 * else the dimensions that they tell are left out. null where nothing is left.
 */
function likeWithLike(
  { filters, before, after, dimensions = DRIVER_DIMENSIONS }: DriversQuestion,
  books: Books,
): Required<Omit<DriversQuestion, "namesBefore">> | null {
  const last = books.of(before).keyOnlyDays.toSorted().at(-1);
  if (last === undefined || books.firstExplained(after) === null) return { filters, before, after, dimensions };
  const isFiltered = FILTER_DIMENSIONS.some((dimension) => !TOLD_BY_THE_BILL.has(dimension) && filters[dimension]?.length);
  if (isFiltered)
    return last < before.to ? { filters, before: { from: addDays(last, 1), to: before.to }, after, dimensions } : null;
  const told = dimensions.filter((dimension) => TOLD_BY_THE_BILL.has(dimension));
  return told.length > 0 ? { filters, before, after, dimensions: told } : null;
}

/**
 * What changed between two periods and why, per dimension, from one moment of the books, like days compared with like
 * alone. null where one of the periods has no such day in the books: then nothing can be said. Throws WaybillError `invalid_input` for a filter that cannot be asked.
 */
export async function driversOf(scope: AuthorizedScope, question: DriversQuestion, today: Day): Promise<SpendDrivers | null> {
  return sharedSnapshot(async (on) => {
    const books = await booksOf(scope, [question.before, question.after], question.filters, today, on);
    const like = likeWithLike(question, books);
    if (!like) return null;
    const { filters, before, after, dimensions } = like;
    const days = { before: books.of(before).days.length, after: books.of(after).days.length };
    if (days.before === 0 || days.after === 0) return null;
    const asked: Asked = { scope, before, after, books, days, on };
    const drivers = await Promise.all(dimensions.map((dimension) => askDimension(asked, dimension, filters)));
    const [whole] = drivers;
    if (!whole) throw new RangeError("drivers are asked for by at least one dimension");
    // A dimension that is filtered to one value has nothing to tell apart.
    const telling = drivers.filter(({ dimension }) => filters[dimension]?.length !== 1);
    const top = topDriver(telling, days);
    const within = top ? await askWithin(asked, top, dimensions, filters) : [];
    const why = top && (await askCause(asked, top, within, filters));
    const comparableUsd = comparableChange(whole.effects);
    const against = question.namesBefore ? formatRange(before.from, before.to) : null;
    const [beforeUsd, afterUsd] = [sumCosts(whole.rows, "before"), sumCosts(whole.rows, "after")];
    return {
      before,
      beforeUsd,
      afterUsd,
      changeUsd: subtractUsd(afterUsd, beforeUsd),
      comparableUsd,
      days,
      dimensions: drivers,
      top: top && why && { ...top, cause: why.cause },
      within,
      sentence: driverSentence(top, within, comparableUsd, days, { why, against }),
    };
  });
}
