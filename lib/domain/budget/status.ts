import { type Day, dayOf, daysBetween, eachDay, earlierDay, startOfDay } from "../day";
import { type Finality, leastFinal } from "../finality";
import type { DayCost, forecaster } from "../forecast/forecast";
import { shareOf } from "../spend/change";
import { compareUsd, subtractUsd, sumUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";
import { amountOn, type Budget, budgetWindow, reaches, type Window } from "./budget";
import { type BudgetProjection, projectBudget } from "./projection";

/**
 * `exceeded`: spend has reached the amount. `warning`: it has reached 80 % of it, or is projected to reach it in this
 * period. `no_data`: no day of the period is in the books, or nothing is left that it could count.
 */
export const BUDGET_STATES = ["ok", "warning", "exceeded", "no_data"] as const;
export type BudgetState = (typeof BUDGET_STATES)[number];

const WARNING_PERCENT = 80n;

/** One day's spend that a budget's filters take. */
export interface BudgetDay {
  day: Day;
  /** By the books; null: they do not have the day. */
  costUsd: Usd | null;
  /** What single requests that came in cost beyond what OpenRouter has billed so far. Counts while the day is open. */
  beyondBillUsd: Usd;
  /** Until when the open day is known; null: it is over, or nothing is known of it. */
  knownUntil: Date | null;
  finality: Finality | null;
}

export interface BudgetStanding {
  /** The days of the running period that count. */
  window: Window;
  amountUsd: Usd;
  state: BudgetState;
  /** Books of the window, with what arrived today beyond the bill; null: no day of it is known. */
  spentUsd: Usd | null;
  /** What of it arrived on the open day beyond what the books have. */
  beyondBillUsd: Usd;
  /** What of it was spent today; null: nothing is known of today. */
  todayUsd: Usd | null;
  /** Finished days of the window of which it is not known what counts: spend is at least so much. */
  unknownDays: number;
  /** Spend of the amount; for bars alone. */
  share: number | null;
  /** How much of the window's time has passed, 0 to 1. */
  elapsed: number;
  /** What would be spent by now at an even pace. */
  evenUsd: Usd;
  /** Spend against the even pace; 1.2 is a fifth too fast. Null without data. */
  pace: number | null;
  /** Negative once it is exceeded. */
  leftUsd: Usd | null;
  /** What is left over the days that are left, today counted; nothing when exceeded. */
  leftPerDayUsd: Usd | null;
  /** Null where too little is known to project from. */
  projection: BudgetProjection | null;
  /** The day on which the known spend reached the amount; null: it has not. */
  reachedOn: Day | null;
  finality: Finality | null;
}

/** Spend as a budget counts it: the books, and on the open day what has arrived beyond them. Null: unknown. */
export function countedUsd({ costUsd, beyondBillUsd, day }: BudgetDay, today: Day): Usd | null {
  if (costUsd === null) return null;
  return day >= today ? ((costUsd + beyondBillUsd) as Usd) : costUsd;
}

/** An amount's even part of a window's time that has passed. */
function evenPace(amountUsd: Usd, window: Window, now: Date): { elapsed: number; evenUsd: Usd } {
  const start = startOfDay(window.from).getTime();
  const length = (daysBetween(window.from, window.to) + 1) * 86_400_000;
  const passed = Math.min(length, Math.max(0, now.getTime() - start));
  return { elapsed: passed / length, evenUsd: usdFromFinerUnits(amountUsd * BigInt(passed), BigInt(length)) };
}

/** The day on which a running sum reached the amount. */
function reachedOn(days: readonly { day: Day; countedUsd: Usd | null }[], amountUsd: Usd): Day | null {
  let spent = ZERO_USD;
  for (const { day, countedUsd } of days) {
    spent = sumUsd([spent, countedUsd ?? ZERO_USD]);
    if (reaches(spent, amountUsd)) return day;
  }
  return null;
}

function stateOf(spentUsd: Usd | null, amountUsd: Usd, projection: BudgetProjection | null): BudgetState {
  if (spentUsd === null) return "no_data";
  if (reaches(spentUsd, amountUsd)) return "exceeded";
  const near = reaches(spentUsd, amountUsd, WARNING_PERCENT);
  return near || (projection !== null && reaches(projection.expectedUsd, amountUsd)) ? "warning" : "ok";
}

/** The days of a window up to today, each with what is known of it. */
function daysOfWindow(days: readonly BudgetDay[], window: Window, today: Day): (BudgetDay & { countedUsd: Usd | null })[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  return eachDay(window.from, earlierDay(window.to, today)).map((day) => {
    const found = byDay.get(day) ?? { day, costUsd: null, beyondBillUsd: ZERO_USD, knownUntil: null, finality: null };
    return { ...found, countedUsd: countedUsd(found, today) };
  });
}

/** What is known of a window at a moment, whether it runs or is over. */
export function windowSpend(days: readonly BudgetDay[], window: Window, today: Day) {
  const counted = daysOfWindow(days, window, today);
  const known = counted.filter((day) => day.countedUsd !== null);
  return {
    days: counted,
    spentUsd: known.length === 0 ? null : sumUsd(known.map((day) => day.countedUsd ?? ZERO_USD)),
    beyondBillUsd: sumUsd(known.filter(({ day }) => day >= today).map((day) => day.beyondBillUsd)),
    unknownDays: counted.filter((day) => day.countedUsd === null && day.day < today).length,
    finality: leastFinal(known.flatMap(({ finality }) => finality ?? [])),
  };
}

/**
 * Spent out of so much: null on days on which the budget does not hold. `days`: history and window, in any order.
 * `forecastFrom`: what forecasts, where answers are remembered.
 */
export function budgetStanding(
  budget: Budget,
  days: readonly BudgetDay[],
  now: Date,
  forecastFrom?: typeof forecaster,
): BudgetStanding | null {
  const today = dayOf(now);
  const window = budgetWindow(budget, today);
  if (!window) return null;
  const amountUsd = amountOn(budget, today);
  const spend = windowSpend(days, window, today);
  const { spentUsd, unknownDays } = spend;
  const history: DayCost[] = days.filter(({ day }) => day < today);
  const open = spend.days.find(({ day }) => day === today);
  const todayUsd = open?.countedUsd ?? null;
  const running = { history, window, today, knownUntil: open?.knownUntil ?? null, amountUsd, forecastFrom };
  const projection = spentUsd === null ? null : projectBudget({ ...running, spentUsd });
  const { elapsed, evenUsd } = evenPace(amountUsd, window, now);
  const leftUsd = spentUsd === null ? null : subtractUsd(amountUsd, spentUsd);
  const daysLeft = BigInt(daysBetween(today, window.to) + 1);
  return {
    window,
    amountUsd,
    state: stateOf(spentUsd, amountUsd, projection),
    spentUsd,
    beyondBillUsd: spend.beyondBillUsd,
    todayUsd,
    unknownDays,
    share: spentUsd === null ? null : shareOf(spentUsd, amountUsd),
    elapsed,
    evenUsd,
    pace: spentUsd === null ? null : shareOf(spentUsd, evenUsd),
    leftUsd,
    leftPerDayUsd: leftUsd === null ? null : ((compareUsd(leftUsd, ZERO_USD) > 0 ? leftUsd / daysLeft : 0n) as Usd),
    projection,
    reachedOn: reachedOn(spend.days, amountUsd),
    finality: spend.finality,
  };
}

/** How a period that is over ended. `unknown`: not reached, yet days are missing that might have. */
export interface PastPeriod {
  window: Window;
  amountUsd: Usd;
  spentUsd: Usd | null;
  unknownDays: number;
  outcome: "kept" | "broken" | "unknown";
  finality: Finality | null;
}

/** `days` must reach over the window. */
export function pastPeriod(budget: Budget, days: readonly BudgetDay[], window: Window, today: Day): PastPeriod {
  const amountUsd = amountOn(budget, window.from);
  const { spentUsd, unknownDays, finality } = windowSpend(days, window, today);
  const broken = spentUsd !== null && reaches(spentUsd, amountUsd);
  const outcome = broken ? "broken" : spentUsd === null || unknownDays > 0 ? "unknown" : "kept";
  return { window, amountUsd, spentUsd, unknownDays, outcome, finality };
}

/** The worst first. */
export const STATE_ORDER: readonly BudgetState[] = ["exceeded", "warning", "ok", "no_data"];

/** Exceeded before warning before ok; within a state the fullest first. */
export function worstFirst(a: Pick<BudgetStanding, "state" | "share">, b: Pick<BudgetStanding, "state" | "share">): number {
  return STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || (b.share ?? 0) - (a.share ?? 0);
}
