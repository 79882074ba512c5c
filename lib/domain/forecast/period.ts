import type { Day } from "../day";
import { addUsd, compareUsd, subtractUsd, type Usd, ZERO_USD } from "../usd";
import { type DayCost, type ForecastBands, forecaster, sevenDayTotal } from "./forecast";

/** Where a period that is under way is heading: what is spent of it, and the forecast of what is left. */
export interface PeriodEnd {
  /** Of the whole period. */
  expectedUsd: Usd;
  /** The seven-day rule: what is spent, and the mean of the last seven known days for each day left. */
  sevenDayUsd: Usd;
  bands: ForecastBands;
  method: string;
}

export interface RunningPeriod {
  /** Complete days before today; days that are missing or null are unknown. */
  history: readonly DayCost[];
  today: Day;
  /** What today cost so far; part of spentUsd. */
  todayUsd: Usd;
  /** What is known of the period's days until now. */
  spentUsd: Usd;
  /** What forecasts: forecaster(), or one that remembers its answers. */
  forecastFrom?: typeof forecaster;
}

function atLeast(amount: Usd, floor: Usd): Usd {
  return compareUsd(amount, floor) < 0 ? floor : amount;
}

export type ExpectedEnd = Pick<PeriodEnd, "expectedUsd" | "sevenDayUsd">;

/** The period's end where so much is forecast from today on. A today that cost more than was expected of it counts with what it cost. */
function endsWith({ todayUsd, spentUsd }: RunningPeriod, ofTodayUsd: Usd): (amount: Usd) => Usd {
  const before = subtractUsd(spentUsd, todayUsd);
  const surplus = atLeast(subtractUsd(todayUsd, ofTodayUsd), ZERO_USD);
  return (amount) => atLeast(addUsd(addUsd(before, amount), surplus), spentUsd);
}

/** What periodEnds() expects, without the bands, which take most of the time. */
export function expectedEnds(period: RunningPeriod): ((to: Day) => ExpectedEnd) | null {
  const { history, today, forecastFrom = forecaster } = period;
  const forecast = forecastFrom(history, today);
  if (!forecast) return null;
  const sevenDay = (to: Day) => sevenDayTotal(history, { from: today, to }) ?? ZERO_USD;
  const [end, sevenDayEnd] = [endsWith(period, forecast.expectedUsd(today)), endsWith(period, sevenDay(today))];
  return (to) => ({ expectedUsd: end(forecast.expectedUsd(to)), sevenDayUsd: sevenDayEnd(sevenDay(to)) });
}

/**
 * Spend of the period at the end of any day from today on. Finished days that are unknown add nothing: it is at least so
 * much. Null where no complete day is known.
 */
export function periodEnds(period: RunningPeriod): ((to: Day) => PeriodEnd) | null {
  const { history, today, forecastFrom = forecaster } = period;
  const forecast = forecastFrom(history, today);
  const expected = expectedEnds(period);
  if (!forecast || !expected) return null;
  const end = endsWith(period, forecast.expectedUsd(today));
  const band = ([low, high]: readonly [Usd, Usd]): [Usd, Usd] => [end(low), end(high)];
  return (to) => {
    const { bands, method } = forecast(to);
    return { ...expected(to), bands: { p50: band(bands.p50), p80: band(bands.p80), p95: band(bands.p95) }, method };
  };
}
