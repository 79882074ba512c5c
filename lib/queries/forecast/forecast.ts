import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, eachDay } from "../../domain/day";
import { type ForecastRecord, forecastRecord, type KeptForecast } from "../../domain/forecast/record";
import { type ForecastDay, type RunningDay, runningDays } from "../../domain/forecast/series";
import type { AuthorizedScope } from "../../domain/scope";
import { type Filters, filterWord } from "../../domain/spend/question";
import { compareUsd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { sharedSnapshot } from "../snapshot";
import { dayColumn } from "../spend/figures-sql";
import { labelsOf } from "../spend/labels";
import { type ForecastDimension, type ForecastPart, forecastParts } from "./parts";
import { endsOf, forecastThisMonth, forecastWhole, type Known, type MonthForecast } from "./whole";

const RECORD_MONTHS = 6;

export interface Forecast {
  today: Day;
  month: MonthForecast;
  nextMonth: MonthForecast;
  /** Of this month. */
  days: RunningDay[];
  dimension: ForecastDimension;
  /** The largest expected first, what the whole is beyond them last; they add up to it. Empty where nothing can be forecast. */
  parts: ForecastPart[];
  record: ForecastRecord[];
}

/** An asker who sees some developers or teams is told of theirs, unless he asks for less. */
export function ownFilters({ visibility }: AuthorizedScope, filters: Filters): Filters {
  if (visibility.kind === "teams" && !filters.team?.length) return { ...filters, team: visibility.teamIds };
  if (visibility.kind === "developers" && !filters.developer?.length) return { ...filters, developer: visibility.developerIds };
  return filters;
}

function chartDays({ today, history, todayUsd, knownUntil }: Known, month: MonthForecast): ForecastDay[] {
  const byDay = new Map(history.map(({ day, costUsd }) => [day, costUsd]));
  const ends = endsOf({ history, today, knownUntil, spentUsd: month.spentUsd });
  return eachDay(month.from, month.to).map((day) => ({
    day,
    costUsd: day === today ? todayUsd : (byDay.get(day) ?? null),
    ahead: day < today || !ends ? null : ends(day),
  }));
}

/** Where the month is heading, without its parts: what forecast() says of the same asker, filters and moment. */
export async function forecastMonth(scope: AuthorizedScope, filters: Filters, now: Date): Promise<MonthForecast> {
  return sharedSnapshot((on) => forecastThisMonth(scope, ownFilters(scope, filters), now, on));
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
    const keyed = await forecastParts(scope, filters, dimension, whole, now, on);
    const labels = await labelsOf(
      scope,
      keyed.map(({ key }) => ({ dimension, id: key.id })),
      on,
    );
    const kept = await keptForecasts(scope, filters, on);
    const isRest = ({ value }: ForecastPart) => value.kind === "difference";
    const order = (a: ForecastPart, b: ForecastPart) =>
      Number(isRest(a)) - Number(isRest(b)) ||
      compareUsd(b.monthEndUsd, a.monthEndUsd) ||
      (filterWord(dimension, a.value) < filterWord(dimension, b.value) ? -1 : 1);
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
