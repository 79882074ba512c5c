import { type Day, dayOf, daysBetween, eachDay } from "../day";
import type { Finality } from "../finality";
import type { forecaster } from "../forecast/forecast";
import { addUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";
import type { Window } from "./budget";
import { projectedDays, type Running } from "./projection";
import { type BudgetDay, windowSpend } from "./status";

/** One day of a budget's chart: everything is as of the day's end. */
export interface BudgetSeriesDay {
  day: Day;
  /** What this day cost; null: unknown, or still ahead. */
  costUsd: Usd | null;
  /** What was spent by then, as far as it is known; null on days ahead. */
  spentUsd: Usd | null;
  /** What would be spent by then at an even pace. */
  evenUsd: Usd;
  /** From today on where something is projected, with the bounds it ends between four times in five. */
  expectedUsd: Usd | null;
  between: readonly [Usd, Usd] | null;
  finality: Finality | null;
}

/** A window's days with spend running up, against the even pace and what is projected of its rest. */
export function budgetSeries(
  days: readonly BudgetDay[],
  window: Window,
  amountUsd: Usd,
  now: Date,
  forecastFrom?: typeof forecaster,
): BudgetSeriesDay[] {
  const today = dayOf(now);
  const { days: counted, spentUsd } = windowSpend(days, window, today);
  const knownUntil = counted.find(({ day }) => day === today)?.knownUntil ?? null;
  const history = days.filter(({ day }) => day < today);
  const running: Running = { history, window, today, knownUntil, spentUsd: spentUsd ?? ZERO_USD, amountUsd, forecastFrom };
  const ahead = spentUsd === null || today > window.to ? [] : projectedDays(running);
  const projected = new Map(ahead.map((day) => [day.day, day]));
  const byDay = new Map(counted.map((day) => [day.day, day]));
  const length = BigInt(daysBetween(window.from, window.to) + 1);
  let spent = ZERO_USD;
  return eachDay(window.from, window.to).map((day, index) => {
    const known = byDay.get(day);
    spent = addUsd(spent, known?.countedUsd ?? ZERO_USD);
    const then = projected.get(day);
    return {
      day,
      costUsd: known?.countedUsd ?? null,
      spentUsd: known && spentUsd !== null ? spent : null,
      evenUsd: usdFromFinerUnits(amountUsd * BigInt(index + 1), length),
      expectedUsd: then?.expectedUsd ?? null,
      between: then?.between ?? null,
      finality: known?.finality ?? null,
    };
  });
}
