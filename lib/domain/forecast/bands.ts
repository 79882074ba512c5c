import { type Outlook, outlookAt } from "./method";
import type { DailyValues } from "./rhythm";

export interface DollarBands {
  p50: [number, number];
  p80: [number, number];
  p95: [number, number];
}

/** Typical error of the method on the backtest's series, as the logarithm of actual over expected, by days of the horizon. */
const USUAL_ERROR: readonly [days: number, error: number][] = [
  [1, 0.62],
  [3, 0.44],
  [7, 0.35],
  [14, 0.33],
  [30, 0.34],
  [60, 0.38],
];
/** How far actual totals lay from the expected, in errors typical of their own series, at such shares of all cases. */
const REACHES = { p50: [-0.68, 0.75], p80: [-1.5, 1.7], p95: [-2.7, 3.1] } as const;
/** A total is moved by so much of the expected before it is compared, so that a free week is no infinite error. */
const FLOOR = 0.05;
const SPANS = [3, 7, 14, 30];
/** Longer spans overlap more, and count for less by this power of their days. */
const NEARNESS = 0.25;
const TRIALS = { origins: 84, step: 3, halfLife: 30, firstAfter: 10 };
/** As many trials as the usual error counts for. */
const PRIOR = 1.2;

/** The usual error of so many days, between the known ones in proportion to the logarithm of the days. */
function usualError(days: number): number {
  const next = USUAL_ERROR.findIndex(([known]) => known >= days);
  const [highDays, high] = USUAL_ERROR[next === -1 ? USUAL_ERROR.length - 1 : next] ?? [1, 1];
  const [lowDays, low] = USUAL_ERROR[Math.max(0, (next === -1 ? USUAL_ERROR.length : next) - 1)] ?? [1, 1];
  if (highDays === lowDays) return high * Math.max(1, Math.sqrt(days / highDays));
  return low + ((high - low) * Math.log(days / lowDays)) / Math.log(highDays / lowDays);
}

/** What so many days came to; null where one is unknown. */
function actualTotal(values: DailyValues, from: number, days: number): number | null {
  let total = 0;
  for (let index = from; index < from + days; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) return null;
    total += value;
  }
  return total;
}

function logError(actual: number, expected: number, size: number): number {
  const floor = FLOOR * size;
  return floor > 0 ? Math.log((Math.max(0, actual) + floor) / (expected + floor)) : 0;
}

/** Past outlooks by their place, so that whoever asks at many places works each out once. */
export type Outlooks = (end: number) => Outlook;

/** Works out each place once, however often it is asked for. */
export function outlooksOf(values: DailyValues): Outlooks {
  const known = new Map<number, Outlook>();
  return (end) => {
    const outlook = known.get(end) ?? outlookAt(values, end);
    known.set(end, outlook);
    return outlook;
  };
}

/**
 * How this series has missed what was forecast of it, against the usual: 1 as usual, 2 twice as far. From forecasts that
 * could have been made before `end`, newer ones more.
 */
function unruliness(values: DailyValues, end: number, longest: number, outlooks: Outlooks): number {
  let sum = PRIOR;
  let weight = PRIOR;
  for (const span of SPANS) {
    if (span > Math.max(7, longest)) continue;
    // The same origins for every span, whose outlooks are then worked out once.
    const last = Math.floor((end - span) / TRIALS.step) * TRIALS.step;
    for (let origin = last; origin >= Math.max(TRIALS.firstAfter, end - TRIALS.origins); origin -= TRIALS.step) {
      const actual = actualTotal(values, origin, span);
      if (actual === null) continue;
      const expected = outlooks(origin).total(0, span);
      const size = Math.max(expected, actual);
      if (size <= 0) continue;
      const share = (0.5 ** ((end - span - origin) / TRIALS.halfLife) * Math.sqrt(TRIALS.step)) / span ** NEARNESS;
      sum += (share * Math.abs(logError(actual, expected, size))) / usualError(span);
      weight += share;
    }
  }
  return sum / weight;
}

/** Bands around what so many days are expected to cost, from the method's own past errors on the series. Never below zero. */
export function bandsAt(values: DailyValues, end: number, skip: number, days: number, outlooks: Outlooks): DollarBands {
  const expected = outlooks(end).total(skip, days);
  const spread = usualError(skip + days) * unruliness(values, end, skip + days, outlooks);
  const floor = FLOOR * expected;
  const at = (reach: number) => Math.max(0, (expected + floor) * Math.exp(reach * spread) - floor);
  const band = ([low, high]: readonly [number, number]): [number, number] => [at(low), at(high)];
  return { p50: band(REACHES.p50), p80: band(REACHES.p80), p95: band(REACHES.p95) };
}
