import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { countedUsd } from "../../domain/budget/status";
import { addDays, addMonths, type Day, dayOf, eachDay, endOfMonth, startOfMonth } from "../../domain/day";
import { type DayCost, HISTORY_DAYS } from "../../domain/forecast/forecast";
import { type PartDays, partEnds } from "../../domain/forecast/parts";
import { type PeriodEnd, periodEnds } from "../../domain/forecast/period";
import { type ForecastRecord, forecastRecord, type KeptForecast } from "../../domain/forecast/record";
import { type ForecastDay, type RunningDay, runningDays } from "../../domain/forecast/series";
import type { AuthorizedScope } from "../../domain/scope";
import { type FilterDimension, type Filters, filterWord } from "../../domain/spend/question";
import type { DimensionValue, ValueKey } from "../../domain/spend/value";
import { sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { budgetDays } from "../budget/days";
import { booksOf } from "../reconciliation/books";
import { sharedSnapshot } from "../snapshot";
import { dayColumn } from "../spend/figures-sql";
import { labelsOf } from "../spend/labels";
import { spendRows } from "../spend/spend";

const RECORD_MONTHS = 6;

/** What parts a forecast is told by. */
export const FORECAST_DIMENSIONS = ["developer", "team", "key", "model", "feature"] as const satisfies readonly FilterDimension[];
export type ForecastDimension = (typeof FORECAST_DIMENSIONS)[number];

/** A month that is under way or to come. */
export interface MonthForecast {
  from: Day;
  to: Day;
  /** What is known of it until now. */
  spentUsd: Usd;
  /** Finished days of it that the books do not have: it is at least so much. */
  unknownDays: number;
  /** Null where nothing is known to go by. */
  end: PeriodEnd | null;
}

export interface ForecastPart {
  value: DimensionValue;
  /** Of this month until now. */
  spentUsd: Usd;
  /** Of this month and of the next, whole. */
  monthEndUsd: Usd;
  monthEndSevenDayUsd: Usd;
  nextMonthUsd: Usd;
}

export interface Forecast {
  today: Day;
  month: MonthForecast;
  nextMonth: MonthForecast;
  /** Of this month. */
  days: RunningDay[];
  dimension: ForecastDimension;
  /** The largest expected first; they add up to the whole. Empty where nothing can be forecast. */
  parts: ForecastPart[];
  record: ForecastRecord[];
}

/** An asker who sees some developers or teams is told of theirs, unless he asks for less. */
export function ownFilters({ visibility }: AuthorizedScope, filters: Filters): Filters {
  if (visibility.kind === "teams" && !filters.team?.length) return { ...filters, team: visibility.teamIds };
  if (visibility.kind === "developers" && !filters.developer?.length) return { ...filters, developer: visibility.developerIds };
  return filters;
}

interface Known {
  today: Day;
  history: DayCost[];
  todayUsd: Usd;
}

async function knownDays(scope: AuthorizedScope, filters: Filters, now: Date, on: Queryable): Promise<Known> {
  const today = dayOf(now);
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const [days] = await budgetDays(scope, [filters], range, now, on);
  const known = days ?? [];
  const open = known.find(({ day }) => day === today);
  const history = known.filter(({ day }) => day < today).map(({ day, costUsd }) => ({ day, costUsd }));
  return { today, history, todayUsd: (open && countedUsd(open, today)) ?? ZERO_USD };
}

function monthUnderWay({ today, history, todayUsd }: Known): MonthForecast {
  const [from, to] = [startOfMonth(today), endOfMonth(today)];
  const own = history.filter(({ day }) => day >= from);
  const spentUsd = sumUsd([todayUsd, ...own.map(({ costUsd }) => costUsd ?? ZERO_USD)]);
  const unknownDays = eachDay(from, addDays(today, -1)).length - own.filter(({ costUsd }) => costUsd !== null).length;
  return { from, to, spentUsd, unknownDays, end: periodEnds({ history, today, todayUsd, spentUsd })?.(to) ?? null };
}

function monthAhead({ today, history }: Known): MonthForecast {
  const from = addMonths(startOfMonth(today), 1);
  const to = endOfMonth(from);
  const ends = periodEnds({ history, today: from, todayUsd: ZERO_USD, spentUsd: ZERO_USD });
  return { from, to, spentUsd: ZERO_USD, unknownDays: 0, end: ends?.(to) ?? null };
}

function chartDays({ today, history, todayUsd }: Known, month: MonthForecast): ForecastDay[] {
  const byDay = new Map(history.map(({ day, costUsd }) => [day, costUsd]));
  const ends = periodEnds({ history, today, todayUsd, spentUsd: month.spentUsd });
  return eachDay(month.from, month.to).map((day) => ({
    day,
    costUsd: day === today ? todayUsd : (byDay.get(day) ?? null),
    ahead: day < today || !ends ? null : ends(day),
  }));
}

type KeyedPart = PartDays<ValueKey>;

/** Days of every value of the dimension, unknown where the whole is unknown and nothing where it has no line. */
async function partDays(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  { today, history }: Known,
  on: Queryable,
): Promise<KeyedPart[]> {
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const books = await booksOf(scope, [range], filters, today, on);
  const rows = await spendRows(scope, { ...range, by: ["day", dimension], filters }, books, on);
  const byValue = Map.groupBy(rows, ({ keys }) => JSON.stringify(keys[dimension]));
  const monthFrom = startOfMonth(today);
  return [...byValue.values()].flatMap((own) => {
    const key = own[0]?.keys[dimension];
    if (!key) return [];
    const costs = new Map(own.map(({ keys, costUsd }) => [keys.day?.id ?? "", costUsd]));
    const known = history.map(({ day, costUsd }) => ({ day, costUsd: costUsd === null ? null : (costs.get(day) ?? ZERO_USD) }));
    const month = known.filter(({ day }) => day >= monthFrom).map(({ costUsd }) => costUsd ?? ZERO_USD);
    return [{ key, history: known, spentUsd: sumUsd([...month, costs.get(today) ?? ZERO_USD]) }];
  });
}

/** What arrived today beyond the bill is in the whole and in no line: it stands as a part of its own, without a name. */
function withRest(parts: readonly KeyedPart[], spentUsd: Usd): KeyedPart[] {
  const rest = (spentUsd - sumUsd(parts.map((part) => part.spentUsd))) as Usd;
  if (rest === 0n) return [...parts];
  const own = parts.find(({ key }) => key.kind === "difference");
  if (own) return parts.map((part) => (part === own ? { ...part, spentUsd: (part.spentUsd + rest) as Usd } : part));
  return [...parts, { key: { kind: "difference", id: null }, history: [], spentUsd: rest }];
}

/** Where every value of the dimension is heading, in this month and the next; the parts add up to the wholes. */
export async function forecastParts(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  whole: { known: Known; month: MonthForecast; nextMonth: MonthForecast },
  on: Queryable,
): Promise<(Omit<ForecastPart, "value"> & { key: ValueKey })[]> {
  const { known, month, nextMonth } = whole;
  if (!month.end || !nextMonth.end) return [];
  const parts = withRest(await partDays(scope, filters, dimension, known, on), month.spentUsd);
  const { today } = known;
  const now = partEnds({ end: month.end, spentUsd: month.spentUsd }, parts, { today, ...month });
  const unspent = parts.map((part) => ({ ...part, spentUsd: ZERO_USD }));
  const next = partEnds({ end: nextMonth.end, spentUsd: ZERO_USD }, unspent, { today, ...nextMonth });
  return now.map(({ key, spentUsd, expectedUsd, sevenDayUsd }, index) => ({
    key,
    spentUsd,
    monthEndUsd: expectedUsd,
    monthEndSevenDayUsd: sevenDayUsd,
    nextMonthUsd: next[index]?.expectedUsd ?? ZERO_USD,
  }));
}

/** What the forecast of one scope starts from, for pages and for the daily job. */
export async function forecastWhole(scope: AuthorizedScope, filters: Filters, now: Date, on: Queryable) {
  const known = await knownDays(scope, filters, now, on);
  return { known, month: monthUnderWay(known), nextMonth: monthAhead(known) };
}

/** Where the month is heading, without its parts: what forecast() says of the same asker, filters and moment. */
export async function forecastMonth(scope: AuthorizedScope, filters: Filters, now: Date): Promise<MonthForecast> {
  return sharedSnapshot(async (on) => monthUnderWay(await knownDays(scope, ownFilters(scope, filters), now, on)));
}

const keptRow = z.object({ made_on: dayColumn, period_from: dayColumn, expected_usd: usdColumn, seven_day_usd: usdColumn });

/** Forecasts of the scope that were kept; only single values and the whole organization's are. */
async function keptForecasts(scope: AuthorizedScope, filters: Filters, on: Queryable): Promise<KeptForecast[]> {
  const named = Object.entries(filters).filter(([, words]) => (words?.length ?? 0) > 0);
  const [dimension, words] = named[0] ?? ["", [""]];
  if (named.length > 1 || words?.length !== 1) return [];
  const rows = await select(
    sql`SELECT made_on, period_from, expected_usd, seven_day_usd FROM forecasts WHERE organization_id = ${scope.organizationId}::uuid
          AND dimension = ${dimension} AND word = ${words[0] ?? ""} ORDER BY made_on DESC LIMIT 1000`,
    keptRow,
    on,
  );
  return rows.map((row) => ({
    madeOn: row.made_on,
    periodFrom: row.period_from,
    expectedUsd: row.expected_usd,
    sevenDayUsd: row.seven_day_usd,
  }));
}

/**
 * Where spend is heading: this month and the next, by parts that add up, and how former forecasts did. An asker who sees
 * only some developers or teams is told of theirs. Throws WaybillError `invalid_input` for a filter that cannot be asked.
 */
export async function forecast(
  scope: AuthorizedScope,
  { filters: asked, dimension, now }: { filters: Filters; dimension: ForecastDimension; now: Date },
): Promise<Forecast> {
  const filters = ownFilters(scope, asked);
  return sharedSnapshot(async (on) => {
    const whole = await forecastWhole(scope, filters, now, on);
    const { known, month, nextMonth } = whole;
    const keyed = await forecastParts(scope, filters, dimension, whole, on);
    const labels = await labelsOf(
      scope,
      keyed.map(({ key }) => ({ dimension, id: key.id })),
      on,
    );
    const kept = await keptForecasts(scope, filters, on);
    const order = (a: ForecastPart, b: ForecastPart) =>
      a.monthEndUsd === b.monthEndUsd
        ? filterWord(dimension, a.value) < filterWord(dimension, b.value)
          ? -1
          : 1
        : a.monthEndUsd > b.monthEndUsd
          ? -1
          : 1;
    return {
      today: known.today,
      month,
      nextMonth,
      days: runningDays(chartDays(known, month), known.today),
      dimension,
      parts: keyed.map(({ key, ...amounts }) => ({ value: labels(dimension, key), ...amounts })).sort(order),
      record: forecastRecord(known.history, kept, known.today, RECORD_MONTHS),
    };
  });
}
