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
    // One odd week among many, such as one with a $10,000 day, is left out at either end.
    const told = ofDay.length < MANY_WEEKS ? ofDay : ofDay.sort((a, b) => a - b).slice(1, -1);
    const sum = told.reduce((all, share) => all + share, ORDINARY_WEEKS);
    return Math.max(LEAST_FACTOR, sum / (told.length + ORDINARY_WEEKS));
  });
}

/** Dollars between which a day was usual, by place; null where the day is unknown or too few around it are known. */
export type UsualRanges = readonly ([low: number, high: number] | null)[];

/** The tenth and the ninetieth percentile of the three weeks around each day. */
export function usualRanges(values: DailyValues): UsualRanges {
  // Days near either end share their three weeks.
  const known = new Map<number, [number, number] | null>();
  return values.map((value, index) => {
    if (value === null) return null;
    const from = Math.max(0, Math.min(index - (NEIGHBOURS >> 1) + 1, values.length - NEIGHBOURS));
    const range = known.get(from);
    if (range !== undefined) return range;
    const found = rangeOf(values.slice(from, from + NEIGHBOURS));
    known.set(from, found);
    return found;
  });
}

function rangeOf(days: DailyValues): [number, number] | null {
  const known = days.filter((day): day is number => day !== null);
  if (known.length < FEW_NEIGHBOURS) return null;
  known.sort((a, b) => a - b);
  return [quantileOfSorted(known, USUAL.low), quantileOfSorted(known, USUAL.high)];
}

/** Each value pulled into its usual range: a lone spike says little about tomorrow. */
export function calmed(values: DailyValues, usual: UsualRanges): (number | null)[] {
  return held(values, usual, ([low, high], value) => Math.min(high, Math.max(low, value)));
}

/**
 * Each value capped at a few times what is usually high: for views that must follow a step at once, yet not one day of
 * $10,000.
 */
export function capped(values: DailyValues, usual: UsualRanges): (number | null)[] {
  return held(values, usual, ([, high], value) => Math.min(value, high > 0 ? FAR * high : value));
}

function held(values: DailyValues, usual: UsualRanges, hold: (range: [number, number], value: number) => number) {
  return values.map((value, index) => {
    const range = usual[index];
    return value === null || !range ? value : hold(range, value);
  });
}
