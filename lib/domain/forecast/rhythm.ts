import { quantileOfSorted } from "../quantile";

/** Daily values in a row; null is unknown. */
export type DailyValues = readonly (number | null)[];

const WEEKS = 8;
/** Each weekday counts as so many ordinary weeks before it is seen, so that one odd Friday makes no rhythm. */
const ORDINARY_WEEKS = 1.5;
const MANY_WEEKS = 5;
/** A weekday never weighs less, so that what it cost can be compared with the others. */
const LEAST_FACTOR = 0.02;
/** Days around a day, itself among them, that say what is usual there. */
const NEIGHBOURS = 22;
const FEW_NEIGHBOURS = 5;
const FAR = 3;
const USUAL = { low: 0.1, high: 0.9 };

/**
 * How each weekday stands to the mean of its week before `end`: by place modulo seven, which is the weekday, as the days
 * are in a row. Weeks with an unknown day tell nothing.
 */
export function weekdayFactors(values: DailyValues, end: number): number[] {
  const shares = Array.from({ length: 7 }, (): number[] => []);
  for (let last = end; last >= 7 && last > end - 7 * WEEKS; last -= 7) {
    const days = values.slice(last - 7, last);
    if (days.includes(null)) continue;
    const whole = days.reduce((sum: number, value) => sum + (value ?? 0), 0);
    if (whole <= 0) continue;
    for (const [index, value] of days.entries()) {
      shares[(last - 7 + index) % 7]?.push((7 * Math.max(0, value ?? 0)) / whole);
    }
  }
  return shares.map((ofDay) => {
    // One odd week among many, such as that of a $10,000 day, is left out at either end.
    const told = ofDay.length < MANY_WEEKS ? ofDay : ofDay.sort((a, b) => a - b).slice(1, -1);
    const sum = told.reduce((all, share) => all + share, ORDINARY_WEEKS);
    return Math.max(LEAST_FACTOR, sum / (told.length + ORDINARY_WEEKS));
  });
}

/**
 * Each value drawn to between the tenth and the ninetieth percentile of its three weeks: a lone spike tells little of
 * tomorrow.
 */
export function calmed(values: DailyValues): (number | null)[] {
  return within(values, ([low, high], value) => Math.min(high, Math.max(low, value)));
}

/**
 * Each value held to a few times what is high in its three weeks: for views that must follow a step at once, yet not one
 * day of $10,000.
 */
export function capped(values: DailyValues): (number | null)[] {
  return within(values, ([, high], value) => Math.min(value, high > 0 ? FAR * high : value));
}

function within(values: DailyValues, hold: (usual: [number, number], value: number) => number): (number | null)[] {
  return values.map((value, index) => {
    if (value === null) return null;
    const from = Math.max(0, Math.min(index - (NEIGHBOURS >> 1) + 1, values.length - NEIGHBOURS));
    const around = values.slice(from, from + NEIGHBOURS).filter((near): near is number => near !== null);
    if (around.length < FEW_NEIGHBOURS) return value;
    around.sort((a, b) => a - b);
    return hold([quantileOfSorted(around, USUAL.low), quantileOfSorted(around, USUAL.high)], value);
  });
}
