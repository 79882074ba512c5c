import { addDays, addMonths, type Day, daysBetween, endOfMonth, startOfMonth } from "./day";
import { formatRange } from "./format-day";

export type PeriodKey = keyof typeof RANGES;

export interface Period {
  key: PeriodKey | "custom";
  /** Both ends included. */
  from: Day;
  to: Day;
  label: string;
}

function startOfQuarter(day: Day): Day {
  return addMonths(startOfMonth(day), -((Number(day.slice(5, 7)) - 1) % 3));
}

/**
 * Named periods, in the order of the menu: what they are called, which days they mean today, and how many calendar
 * months back they are compared (null: as many days right before them).
 */
const RANGES = {
  month: { label: "Month to date", months: 1, range: (today: Day) => [startOfMonth(today), today] },
  "last-month": {
    label: "Last month",
    months: 1,
    range: (today: Day) => [addMonths(startOfMonth(today), -1), addDays(startOfMonth(today), -1)],
  },
  "7d": { label: "Last 7 days", months: null, range: (today: Day) => [addDays(today, -6), today] },
  "30d": { label: "Last 30 days", months: null, range: (today: Day) => [addDays(today, -29), today] },
  "90d": { label: "Last 90 days", months: null, range: (today: Day) => [addDays(today, -89), today] },
  quarter: { label: "Quarter to date", months: 3, range: (today: Day) => [startOfQuarter(today), today] },
  "last-quarter": {
    label: "Last quarter",
    months: 3,
    range: (today: Day) => [addMonths(startOfQuarter(today), -3), addDays(startOfQuarter(today), -1)],
  },
  year: { label: "Year to date", months: 12, range: (today: Day) => [`${today.slice(0, 4)}-01-01` as Day, today] },
  "12m": { label: "Last 12 months", months: 12, range: (today: Day) => [addDays(addMonths(today, -12), 1), today] },
} as const satisfies Record<string, { label: string; months: number | null; range: (today: Day) => readonly [Day, Day] }>;

export const PERIODS = Object.entries(RANGES).map(([key, { label }]) => ({ key: key as PeriodKey, label }));
export const DEFAULT_PERIOD: PeriodKey = "month";
/** Longer than this is asked for in parts: a chart of more days says nothing. */
export const LONGEST_PERIOD_DAYS = 1100;

export function isPeriodKey(text: string): text is PeriodKey {
  return Object.hasOwn(RANGES, text);
}

/** The days that a named period means on this day. */
export function namedPeriod(key: PeriodKey, today: Day): Period {
  const { label, range } = RANGES[key];
  const [from, to] = range(today);
  return { key, from, to, label };
}

/** The last so many days that are over, to yesterday: what is said of a month's spend rests on whole days. */
export function finishedDays(today: Day, count: number): { from: Day; to: Day } {
  return { from: addDays(today, -count), to: addDays(today, -1) };
}

/** `from` must not be after `to`. */
export function customPeriod(from: Day, to: Day): Period {
  return { key: "custom", from, to, label: formatRange(from, to) };
}

/** In days, both ends included. */
export function lengthOf(period: Pick<Period, "from" | "to">): number {
  return daysBetween(period.from, period.to) + 1;
}

export const COMPARISONS = ["previous", "year", "none"] as const;
export type ComparisonKey = (typeof COMPARISONS)[number];

export interface Comparison {
  key: Exclude<ComparisonKey, "none">;
  from: Day;
  to: Day;
  label: string;
  /** How far back a day's counterpart lies: calendar months, or days. */
  back: { months: number } | { days: number };
}

function monthNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
}

/** How many months back the previous period lies; null where it lies its own length in days back. */
function monthsOf(period: Period): number | null {
  if (period.key !== "custom") return RANGES[period.key].months;
  const whole = period.from === startOfMonth(period.from) && period.to === endOfMonth(period.to);
  return whole ? monthNumber(period.to) - monthNumber(period.from) + 1 : null;
}

/** The last day of a period of months, moved back: ends of months stay ends of months. */
function monthsBack(day: Day, months: number): Day {
  const moved = addMonths(day, -months);
  return day === endOfMonth(day) ? endOfMonth(moved) : moved;
}

/**
 * What a period is compared with. `previous`: the same days of the month, quarter or year before for periods that
 * begin with one (1–21 Nov with 1–21 Oct), else as many days right before it. `year`: the same days a year earlier.
 */
export function comparisonOf(period: Period, key: ComparisonKey): Comparison | null {
  if (key === "none") return null;
  const months = key === "year" ? 12 : monthsOf(period);
  if (months === null) {
    const days = lengthOf(period);
    const from = addDays(period.from, -days);
    const to = addDays(period.from, -1);
    return { key, from, to, label: formatRange(from, to), back: { days } };
  }
  const from = addMonths(period.from, -months);
  const to = monthsBack(period.to, months);
  return { key, from, to, label: formatRange(from, to), back: { months } };
}

/** The day that a day is compared with: never by position. Null where the calendar has none (31 March in February). */
export function comparisonDay(comparison: Comparison, day: Day): Day | null {
  if ("days" in comparison.back) return addDays(day, -comparison.back.days);
  const earlier = addMonths(day, -comparison.back.months);
  return earlier.slice(8) === day.slice(8) ? earlier : null;
}

interface Days {
  from: Day;
  to: Day;
}

/** Which days of a period are held against which earlier ones. */
export interface ComparedDays {
  days: Days;
  before: Days;
  /** The period has more days than can be compared yet: today, or what is not read to its end. */
  isCut: boolean;
}

/**
 * Like with like: the days up to the last one that is wholly known, against the same days of the comparison. A few hours of
 * today are no match for a whole day. Null where no day of the period is wholly known.
 */
export function comparedDays(period: Period, comparison: Comparison, wholeUntil: Day | null): ComparedDays | null {
  if (wholeUntil === null || wholeUntil < period.from) return null;
  const [days, before] = [period, comparison].map(({ from, to }) => ({ from, to })) as [Days, Days];
  if (period.to <= wholeUntil) return { days, before, isCut: false };
  const { back } = comparison;
  const to = "days" in back ? addDays(wholeUntil, -back.days) : monthsBack(wholeUntil, back.months);
  return { days: { from: period.from, to: wholeUntil }, before: { from: comparison.from, to }, isCut: true };
}

/** Which days a change tells of: `against 1–31 Oct`, or `1–20 Nov against 1–20 Oct`. `isKnown`: the books have the earlier ones. */
export function comparedWords(comparison: Comparison | null, compared: ComparedDays | null, isKnown: boolean): string {
  if (!comparison) return "not compared";
  if (!compared) return "no whole day is known to compare";
  if (!isKnown) return `${comparison.label} is not in the books`;
  const { days, before, isCut } = compared;
  return `${isCut ? `${formatRange(days.from, days.to)} ` : ""}against ${formatRange(before.from, before.to)}`;
}
