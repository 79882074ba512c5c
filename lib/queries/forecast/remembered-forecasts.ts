import { createHash } from "node:crypto";
import type { Day } from "../../domain/day";
import { type DayCost, type Forecaster, forecaster, type TotalForecast } from "../../domain/forecast/forecast";

/**
 * Bands come from hundreds of past forecasts, some ten milliseconds a series; a part alone takes one, of which there may be
 * hundreds. Each takes some ten kilobytes.
 */
const MOST_KEPT = 2_000;

type Kept = { ask: Forecaster | null; totals: Map<Day, TotalForecast> };
const kept = new Map<string, Kept>();

function keyOf(history: readonly DayCost[], from: Day): string {
  const hash = createHash("sha1").update(from);
  for (const { day, costUsd } of history) hash.update(`${day}${costUsd}`);
  return hash.digest("base64");
}

function remember(key: string, one: Kept): void {
  // Back in as the newest.
  kept.delete(key);
  kept.set(key, one);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) return;
    kept.delete(oldest);
  }
}

/**
 * forecaster(), whose answers are remembered: days that are over change a few times a day, and how budgets stand is asked
 * every few minutes and by every page. An answer is found by all costs it rests on: it is never out of date.
 */
export function rememberedForecaster(history: readonly DayCost[], from: Day): Forecaster | null {
  const key = keyOf(history, from);
  const one: Kept = kept.get(key) ?? { ask: forecaster(history, from), totals: new Map() };
  remember(key, one);
  const { ask, totals } = one;
  if (ask === null) return null;
  const total = (to: Day): TotalForecast => {
    const known = totals.get(to);
    if (known) return known;
    const asked = ask(to);
    totals.set(to, asked);
    return asked;
  };
  return Object.assign(total, { expectedUsd: ask.expectedUsd });
}
