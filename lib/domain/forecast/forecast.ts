import { addDays, type Day, daysBetween } from "../day";
import { type Usd, usdFromFinerUnits, usdFromNumber, usdToApproximateNumber, ZERO_USD } from "../usd";
import { bandsAt, outlooksOf } from "./bands";

/** What a complete day cost; null where the books do not know the day. */
export interface DayCost {
  day: Day;
  costUsd: Usd | null;
}

export interface ForecastBands {
  p50: [Usd, Usd];
  p80: [Usd, Usd];
  p95: [Usd, Usd];
}

export interface TotalForecast {
  expectedUsd: Usd;
  /** The plain burn rate: the mean of the last seven known days times the days of the horizon. */
  sevenDayUsd: Usd;
  /** In so many of a hundred cases the total ended between the two, going by past errors. Never below zero. */
  bands: ForecastBands;
  method: string;
}

/** As far back as a forecast looks: older spend says nothing about next month. */
const LOOK_BACK_DAYS = 180;
/** Nothing older counts, so that whoever asks with so many days or more gets the same answer; the newest may be unknown. */
export const HISTORY_DAYS = 250;
const HIGHEST_DOLLARS = 99_999_999;
const FORECAST_METHOD = "weighed views 1";

/** The days of a history in a row, without holes: a day that is missing or unknown is null. */
interface DailySeries {
  values: (number | null)[];
  /** Days between the last known day and the day before the horizon. */
  staleDays: number;
}

function usdOf(dollars: number): Usd {
  return usdFromNumber(Number(Math.min(Math.max(dollars, 0), HIGHEST_DOLLARS).toFixed(6)));
}

function knownBefore(history: readonly DayCost[], from: Day): { day: Day; costUsd: Usd }[] {
  const byDay = new Map<Day, Usd>();
  const oldest = addDays(from, -HISTORY_DAYS);
  for (const { day, costUsd } of history) if (costUsd !== null && day < from && day >= oldest) byDay.set(day, costUsd);
  return [...byDay].map(([day, costUsd]) => ({ day, costUsd })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The plain burn rate over so many days: exact, from the last seven known days. Null where no day is known. */
export function sevenDayTotal(history: readonly DayCost[], horizon: { from: Day; to: Day }): Usd | null {
  const last = knownBefore(history, horizon.from).slice(-7);
  if (last.length === 0) return null;
  const days = BigInt(Math.max(0, daysBetween(horizon.from, horizon.to) + 1));
  const sum = last.reduce((total, { costUsd }) => total + costUsd, 0n);
  const total = usdFromFinerUnits(sum * days, BigInt(last.length));
  return total < 0n ? ZERO_USD : total;
}

function dailySeries(history: readonly DayCost[], from: Day): DailySeries | null {
  const known = knownBefore(history, from);
  const newest = known.at(-1);
  const oldest = newest && known.find(({ day }) => daysBetween(day, newest.day) < LOOK_BACK_DAYS);
  if (!newest || !oldest) return null;
  const values = Array.from({ length: daysBetween(oldest.day, newest.day) + 1 }, (): number | null => null);
  for (const { day, costUsd } of known) {
    if (day >= oldest.day) values[daysBetween(oldest.day, day)] = usdToApproximateNumber(costUsd);
  }
  return { values, staleDays: daysBetween(newest.day, from) - 1 };
}

/** Asked again and again about days from the same one on, as when looking for the day on which an amount is reached. */
export interface Forecaster {
  (to: Day): TotalForecast;
  /** Without bands, which take most of the time. */
  expectedUsd(to: Day): Usd;
}

/**
 * Forecasts from a day on. Days of the history from it on are left out; days that are missing or null are unknown, not
 * free. Null where no day before it is known.
 */
export function forecaster(history: readonly DayCost[], from: Day): Forecaster | null {
  const series = dailySeries(history, from);
  if (series === null) return null;
  const { values, staleDays } = series;
  const outlooks = outlooksOf(values);
  const daysTo = (to: Day) => Math.max(0, daysBetween(from, to) + 1);
  const expectedUsd = (to: Day) => usdOf(outlooks(values.length).total(staleDays, daysTo(to)));
  const total = (to: Day): TotalForecast => {
    const { p50, p80, p95 } = bandsAt(values, values.length, staleDays, daysTo(to), outlooks);
    const usd = ([low, high]: [number, number]): [Usd, Usd] => [usdOf(low), usdOf(high)];
    return {
      expectedUsd: expectedUsd(to),
      sevenDayUsd: sevenDayTotal(history, { from, to }) ?? ZERO_USD,
      bands: { p50: usd(p50), p80: usd(p80), p95: usd(p95) },
      method: FORECAST_METHOD,
    };
  };
  return Object.assign(total, { expectedUsd });
}

/** What the days of the horizon, both ends included, will cost together. Null where no day before the horizon is known. */
export function forecastTotal(history: readonly DayCost[], { from, to }: { from: Day; to: Day }): TotalForecast | null {
  return forecaster(history, from)?.(to) ?? null;
}
