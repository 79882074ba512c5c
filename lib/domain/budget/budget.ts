import { addDays, addMonths, type Day, earlierDay, endOfMonth, laterDay, startOfMonth, weekday } from "../day";
import type { Filters } from "../spend/question";
import { compareUsd, type Usd } from "../usd";

export const BUDGET_PERIODS = ["day", "week", "month"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** A hard cap is the most that may ever be spent, beside the budget that one means to keep. */
export const BUDGET_KINDS = ["budget", "hard_cap"] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

/** Working days of a month, unless the budget says otherwise. */
export const USUAL_WORKING_DAYS = 22;

/** Both ends included. */
export interface Window {
  from: Day;
  to: Day;
}

/** Holds for every period that begins on this day or later, up to the next amount's day. */
export interface BudgetAmount {
  from: Day;
  amountUsd: Usd;
}

export interface Budget {
  id: string;
  name: string;
  kind: BudgetKind;
  per: BudgetPeriod;
  /** Which spend counts; {} is the whole organization's. Several words of a dimension add up, dimensions narrow. */
  filters: Filters;
  startsOn: Day;
  /** The last day that counts; null: no end is set. */
  endsOn: Day | null;
  /** Over so many days a month's amount is spread where a day's is asked for. */
  workingDays: number;
  /** Who answers for it; null: nobody is named. */
  ownerEmail: string | null;
  note: string;
  /** In calendar order; the first holds from the first period on. */
  amounts: readonly BudgetAmount[];
}

/** The UTC day, ISO week (Monday to Sunday) or calendar month that a day lies in. */
export function calendarPeriod(per: BudgetPeriod, day: Day): Window {
  if (per === "day") return { from: day, to: day };
  if (per === "month") return { from: startOfMonth(day), to: endOfMonth(day) };
  const monday = addDays(day, 1 - weekday(day));
  return { from: monday, to: addDays(monday, 6) };
}

/** The period so many before (negative) or after that of the day. */
export function periodBeside(per: BudgetPeriod, day: Day, count: number): Window {
  const { from } = calendarPeriod(per, day);
  return calendarPeriod(per, per === "month" ? addMonths(from, count) : addDays(from, count * (per === "week" ? 7 : 1)));
}

type Held = Pick<Budget, "per" | "startsOn" | "endsOn">;

/** The days of a calendar period on which the budget holds; null where it holds on none of them. */
function heldDays({ startsOn, endsOn }: Held, { from, to }: Window): Window | null {
  const held = { from: laterDay(from, startsOn), to: endsOn === null ? to : earlierDay(endsOn, to) };
  return held.from <= held.to ? held : null;
}

/**
 * The days that count for the period of `day`: the calendar period, cut to where the budget begins and ends (its amount
 * is not cut). Null on days on which it does not hold.
 */
export function budgetWindow(budget: Held, day: Day): Window | null {
  const window = heldDays(budget, calendarPeriod(budget.per, day));
  return window && day >= window.from && day <= window.to ? window : null;
}

/** The windows before that of `today`, newest first, at most `count`; none from before the budget began. */
export function pastWindows(budget: Held, today: Day, count: number): Window[] {
  const windows: Window[] = [];
  const last = budget.endsOn !== null && budget.endsOn < today ? budget.endsOn : null;
  const first = last === null ? periodBeside(budget.per, today, -1).from : last;
  for (let back = 0; windows.length < count; back += 1) {
    const period = periodBeside(budget.per, first, -back);
    if (period.to < budget.startsOn) break;
    const window = heldDays(budget, period);
    if (window) windows.push(window);
  }
  return windows;
}

/** The amount of the period that a day lies in. */
export function amountOn({ per, amounts }: Pick<Budget, "per" | "amounts">, day: Day): Usd {
  const { from } = calendarPeriod(per, day);
  const held = amounts.findLast((amount) => amount.from <= from) ?? amounts[0];
  if (!held) throw new Error("a budget has an amount");
  return held.amountUsd;
}

/**
 * A change of a budget's amount: from the period of a day on and, if `until` is given, to the end of that day's period.
 */
export interface AmountChange {
  amountUsd: Usd;
  from: Day;
  until: Day | null;
}

/**
 * The amounts after a change. Periods before it keep theirs. Without an end it replaces what was planned for later; with
 * one, the periods after it have what they would have had (a raise that expires by itself).
 */
export function changeAmount(budget: Pick<Budget, "per" | "amounts">, { amountUsd, from, until }: AmountChange): BudgetAmount[] {
  const start = calendarPeriod(budget.per, from).from;
  const earlier = budget.amounts.filter((amount) => amount.from < start);
  const said = [...earlier, { from: start, amountUsd }];
  if (until !== null) {
    const after = periodBeside(budget.per, until, 1).from;
    said.push({ from: after, amountUsd: amountOn(budget, after) });
    said.push(...budget.amounts.filter((amount) => amount.from > after));
  }
  return said.filter((amount, index) => amount.amountUsd !== said[index - 1]?.amountUsd);
}

/** The one comparison of spend with an amount, or with so many percent of it: reached means spend ≥ amount. */
export function reaches(spentUsd: Usd, amountUsd: Usd, percent: bigint = 100n): boolean {
  return compareUsd((spentUsd * 100n) as Usd, (amountUsd * percent) as Usd) >= 0;
}

/** Names what a budget is about, so that two on the same spend are found however their filters were written. */
export function scopeKey(filters: Filters): string {
  const entries = Object.entries(filters).filter(([, words]) => words.length > 0);
  const sorted = entries.map(([dimension, words]) => [dimension, [...new Set(words)].sort()] as const);
  return JSON.stringify(sorted.sort(([a], [b]) => (a < b ? -1 : 1)));
}
