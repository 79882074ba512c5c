import { addDays, type Day, daysBetween, eachDay } from "../day";
import type { ForecastBands } from "../forecast/forecast";
import { type PeriodEnd, periodEnds, type RunningPeriod } from "../forecast/period";
import type { Usd } from "../usd";
import { reaches, type Window } from "./budget";

/** Where a budget's period is heading, from what is spent and the forecast of what is left of it. */
export interface BudgetProjection {
  expectedUsd: Usd;
  bands: ForecastBands;
  /** The first day on which it is expected to reach the amount; null: not in this period. */
  runsOutOn: Day | null;
  /** The seven-day rule: what is spent and the mean of the last seven days for each day left, and its part of what is left of today. */
  sevenDayUsd: Usd;
  method: string;
}

export interface Running extends RunningPeriod {
  window: Window;
  amountUsd: Usd;
}

/** The first day from today on by which the amount is expected to be reached; it is by the last. */
function runOutDay(running: Running, endBy: (to: Day) => PeriodEnd): Day {
  const { today, window, amountUsd } = running;
  let [low, high] = [0, daysBetween(today, window.to)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(endBy(addDays(today, middle)).expectedUsd, amountUsd)) high = middle;
    else low = middle + 1;
  }
  return addDays(today, low);
}

/** Where it is expected to stand at the end of each day from today to the window's last; empty where nothing is known. */
export function projectedDays(running: Running): { day: Day; expectedUsd: Usd; between: readonly [Usd, Usd] }[] {
  const endBy = periodEnds(running);
  if (!endBy) return [];
  return eachDay(running.today, running.window.to).map((day) => {
    const { expectedUsd, bands } = endBy(day);
    return { day, expectedUsd, between: bands.p80 };
  });
}

/** Null where no complete day is known. Finished days of the window that are unknown add nothing: it is at least so much. */
export function projectBudget(running: Running): BudgetProjection | null {
  const endBy = periodEnds(running);
  if (!endBy) return null;
  const end = endBy(running.window.to);
  const reached = reaches(running.spentUsd, running.amountUsd);
  const runsOut = !reached && reaches(end.expectedUsd, running.amountUsd);
  return { ...end, runsOutOn: runsOut ? runOutDay(running, endBy) : null };
}
