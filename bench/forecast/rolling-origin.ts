import { addDays, type Day, daysBetween, endOfMonth } from "../../lib/domain/day";

export type Values = readonly (number | null)[];

export interface DailyCosts {
  name: string;
  kind: string;
  firstDay: Day;
  /** In a row; null is unknown. */
  values: Values;
}

export const HORIZONS = ["next7Days", "next30Days", "monthEnd"] as const;
export type Horizon = (typeof HORIZONS)[number];
type Range = readonly [low: number, high: number];

/** What a method says of so many days from the origin on. */
export interface Said {
  expected: number;
  bands?: { p50: Range; p80: Range; p95: Range };
}

export interface Outcome {
  horizon: Horizon;
  expected: number;
  actual: number;
  within: { p50: boolean; p80: boolean; p95: boolean } | null;
}

/** Asked at an origin, with nothing but what came before it, about so many days from it on. */
export type Method = (values: Values, origin: number, days: number) => Said;

const DAYS_BEFORE = 14;

function daysOf(horizon: Horizon, today: Day): number {
  if (horizon === "next7Days") return 7;
  return horizon === "next30Days" ? 30 : daysBetween(today, endOfMonth(today)) + 1;
}

/** As the product says it, so that what binary sums leave over is no error. */
const toMicroDollars = (amount: number) => Number(amount.toFixed(6));

/** Null where a day is unknown or not yet over. */
function actualOf(values: Values, origin: number, days: number): number | null {
  if (origin + days > values.length) return null;
  let total = 0;
  for (let index = origin; index < origin + days; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) return null;
    total += value;
  }
  return toMicroDollars(total);
}

const within = (total: number, [low, high]: Range) => total >= low * (1 - 1e-9) && total <= high * (1 + 1e-9);

/** Every origin with at least fourteen days before it, every horizon that is known whole. */
export function outcomesOf({ firstDay, values }: Pick<DailyCosts, "firstDay" | "values">, method: Method): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let origin = DAYS_BEFORE; origin < values.length; origin += 1) {
    for (const horizon of HORIZONS) {
      const days = daysOf(horizon, addDays(firstDay, origin));
      const actual = actualOf(values, origin, days);
      if (actual === null) continue;
      const { expected, bands } = method(values, origin, days);
      outcomes.push({
        horizon,
        expected: toMicroDollars(expected),
        actual,
        within: bands ? { p50: within(actual, bands.p50), p80: within(actual, bands.p80), p95: within(actual, bands.p95) } : null,
      });
    }
  }
  return outcomes;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function meanAbsoluteError(outcomes: readonly Outcome[]): number {
  return mean(outcomes.map(({ expected, actual }) => Math.abs(expected - actual)));
}

/** Share of totals within the band of that percent. */
export function coverage(outcomes: readonly Outcome[], band: "p50" | "p80" | "p95"): number {
  return mean(outcomes.map(({ within }) => (within?.[band] ? 1 : 0)));
}
