import { DAY_MS, type Day, daysBetween, startOfDay } from "../day";
import { addUsd, compareUsd, subtractUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";
import { type DayCost, type ForecastBands, forecaster, sevenDayTotal } from "./forecast";

/** What is forecast of a stretch of time: what is still to come of a period, or with what is spent of it, where it ends. */
export interface PeriodEnd {
  expectedUsd: Usd;
  /** The seven-day rule: the mean of the last seven known days for each day left, and its part of what is left of today. */
  sevenDayUsd: Usd;
  bands: ForecastBands;
  method: string;
}

export type ExpectedEnd = Pick<PeriodEnd, "expectedUsd" | "sevenDayUsd">;

/** A moment, and what is known before it. */
export interface Standpoint {
  /** Complete days before today; days that are missing or null are unknown. */
  history: readonly DayCost[];
  today: Day;
  /** Until when today is known; null: nothing of it is, and all of it is still to come. */
  knownUntil: Date | null;
  /** What forecasts: forecaster(), or one that remembers its answers. */
  forecastFrom?: typeof forecaster;
}

export interface RunningPeriod extends Standpoint {
  /** What is known of the period's days until now. */
  spentUsd: Usd;
}

function passedMs(today: Day, knownUntil: Date | null): bigint {
  const passed = knownUntil === null ? 0 : knownUntil.getTime() - startOfDay(today).getTime();
  return BigInt(Math.min(DAY_MS, Math.max(0, passed)));
}

/** total(today … to) − total(today) × the part of today that is known: however much that part cost, the rest costs what it would have. */
function restOf({ today, knownUntil }: Standpoint, total: (to: Day) => Usd): (to: Day) => Usd {
  const known = usdFromFinerUnits(total(today) * passedMs(today, knownUntil), BigInt(DAY_MS));
  return (to) => {
    const rest = subtractUsd(total(to), known);
    return compareUsd(rest, ZERO_USD) < 0 ? ZERO_USD : rest;
  };
}

/** How much of the days from today on is still to come: milliseconds, and of how many. */
function restOfTime({ today, knownUntil }: Standpoint, to: Day): [rest: bigint, whole: bigint] {
  const whole = BigInt(DAY_MS * (daysBetween(today, to) + 1));
  return [whole - passedMs(today, knownUntil), whole];
}

function expectedAhead(at: Standpoint, forecast: { expectedUsd(to: Day): Usd }): (to: Day) => ExpectedEnd {
  const expected = restOf(at, forecast.expectedUsd);
  const sevenDay = restOf(at, (to) => sevenDayTotal(at.history, { from: at.today, to }) ?? ZERO_USD);
  return (to) => ({ expectedUsd: expected(to), sevenDayUsd: sevenDay(to) });
}

/**
 * What is still to come up to the end of any day from today on: forecast(today … to) − forecast(today) × known part of today,
 * where the known part is that of its 24 hours. Bands are as wide, in proportion to what is expected, as those of whole
 * days. Null where no complete day is known.
 */
export function stillToCome(at: Standpoint): ((to: Day) => PeriodEnd) | null {
  const forecast = (at.forecastFrom ?? forecaster)(at.history, at.today);
  if (!forecast) return null;
  const ahead = expectedAhead(at, forecast);
  return (to) => {
    const { expectedUsd: wholeDaysUsd, bands, method } = forecast(to);
    const expected = ahead(to);
    // Where nothing is expected, what may come all the same is as much less as time has passed.
    const [rest, whole] = wholeDaysUsd === 0n ? restOfTime(at, to) : [expected.expectedUsd, wholeDaysUsd];
    const scaled = (bound: Usd) => usdFromFinerUnits(bound * rest, whole);
    const band = ([low, high]: readonly [Usd, Usd]): [Usd, Usd] => [scaled(low), scaled(high)];
    return { ...expected, bands: { p50: band(bands.p50), p80: band(bands.p80), p95: band(bands.p95) }, method };
  };
}

/** What periodEnds() expects, without the bands, which take most of the time. */
export function expectedEnds(period: RunningPeriod): ((to: Day) => ExpectedEnd) | null {
  const { history, today, spentUsd, forecastFrom = forecaster } = period;
  const forecast = forecastFrom(history, today);
  if (!forecast) return null;
  const ahead = expectedAhead(period, forecast);
  return (to) => {
    const { expectedUsd, sevenDayUsd } = ahead(to);
    return { expectedUsd: addUsd(spentUsd, expectedUsd), sevenDayUsd: addUsd(spentUsd, sevenDayUsd) };
  };
}

/**
 * Spend of the period at the end of any day from today on: what is spent, and what is still to come. Finished days that are
 * unknown add nothing: it is at least so much. Null where no complete day is known.
 */
export function periodEnds(period: RunningPeriod): ((to: Day) => PeriodEnd) | null {
  const ahead = stillToCome(period);
  if (!ahead) return null;
  const end = (amount: Usd) => addUsd(period.spentUsd, amount);
  const band = ([low, high]: readonly [Usd, Usd]): [Usd, Usd] => [end(low), end(high)];
  return (to) => {
    const { expectedUsd, sevenDayUsd, bands, method } = ahead(to);
    const { p50, p80, p95 } = bands;
    const ends = { p50: band(p50), p80: band(p80), p95: band(p95) };
    return { expectedUsd: end(expectedUsd), sevenDayUsd: end(sevenDayUsd), bands: ends, method };
  };
}
