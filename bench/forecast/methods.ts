import { bandsAt, type Outlooks, outlooksOf } from "../../lib/domain/forecast/bands";
import { rollingTrack, smoothedTrack } from "../../lib/domain/forecast/level";
import { calmed, usualRanges, weekdayFactors } from "../../lib/domain/forecast/rhythm";
import { median, quantile } from "../../lib/domain/quantile";
import { type Method, mean, type Values } from "./rolling-origin";

function lastKnown(values: Values, origin: number, count: number): number[] {
  const known = values.slice(0, origin).filter((value): value is number => value !== null);
  return known.slice(-count);
}

/** A rate a day, the same for every day ahead. */
const flat =
  (rate: (values: Values, origin: number) => number): Method =>
  (values, origin, days) => ({ expected: Math.max(0, rate(values, origin)) * days });

export const sevenDayRule: Method = flat((values, origin) => mean(lastKnown(values, origin, 7)));

/** The method of the product, with its bands. Outlooks are kept, as a series is asked at every origin. */
export function ours(): Method {
  const known = new WeakMap<Values, Outlooks>();
  return (values, origin, days) => {
    const outlooks = known.get(values) ?? outlooksOf(values);
    known.set(values, outlooks);
    return { expected: outlooks(origin).total(0, days), bands: bandsAt(values, origin, 0, days, outlooks) };
  };
}

const winsorized = (values: readonly number[]) => {
  const [low, high] = [quantile(values, 0.1), quantile(values, 0.9)];
  return mean(values.map((value) => Math.min(high, Math.max(low, value))));
};

interface Freed {
  /** The days before the origin, divided by their weekday's factor. */
  values: (number | null)[];
  weights: number[];
  factorOf: (index: number) => number;
}

function freedOfWeekday(values: Values, origin: number): Freed {
  const factors = weekdayFactors(values, origin);
  const factorOf = (index: number) => factors[index % 7] ?? 1;
  const before = values.slice(0, origin);
  const weights = before.map((_, index) => factorOf(index));
  return { values: before.map((value, index) => (value === null ? null : value / factorOf(index))), weights, factorOf };
}

/** A level, times the factor of each weekday ahead. */
const weekly =
  (level: (freed: Freed) => number): Method =>
  (values, origin, days) => {
    const freed = freedOfWeekday(values, origin);
    const height = Math.max(0, level(freed));
    let expected = 0;
    for (let ahead = 0; ahead < days; ahead += 1) expected += height * freed.factorOf(origin + ahead);
    return { expected };
  };

const last = (track: Float64Array) => track.at(-1) ?? 0;
const unweighed = (values: Values) => values.map(() => 1);
const smoothing = (alpha: number) =>
  flat((values, origin) => last(smoothedTrack(values.slice(0, origin), unweighed(values), alpha)));
const weeklySmoothing = (alpha: number) => weekly(({ values, weights }) => last(smoothedTrack(values, weights, alpha)));
const calmedSmoothing = (alpha: number) =>
  weekly(({ values, weights }) => last(smoothedTrack(calmed(values, usualRanges(values)), weights, alpha)));
const weeklyRate = (days: number) => weekly(({ values, weights }) => last(rollingTrack(values, weights, days)));

const blend =
  (...parts: readonly [Method, number][]): Method =>
  (values, origin, days) => ({
    expected: parts.reduce((sum, [method, share]) => sum + share * method(values, origin, days).expected, 0),
  });

/** Holt's damped trend, on days freed of their weekday. */
const dampedTrend =
  (alpha: number, beta: number, damping: number): Method =>
  (values, origin, days) => {
    const freed = freedOfWeekday(values, origin);
    let level = Number.NaN;
    let trend = 0;
    for (const value of freed.values) {
      if (value === null) continue;
      const next = Number.isNaN(level) ? value : alpha * value + (1 - alpha) * (level + damping * trend);
      trend = Number.isNaN(level) ? 0 : beta * (next - level) + (1 - beta) * damping * trend;
      level = next;
    }
    let expected = 0;
    let reach = 0;
    for (let ahead = 0; ahead < days; ahead += 1) {
      reach += damping ** (ahead + 1);
      expected += Math.max(0, level + trend * reach) * freed.factorOf(origin + ahead);
    }
    return { expected };
  };

/** Holt and Winters' additive weekly season, with a trend. */
const holtWinters =
  (alpha: number, beta: number, gamma: number): Method =>
  (values, origin, days) => {
    const firstWeek = values.slice(0, 7).map((value) => value ?? 0);
    let level = mean(firstWeek);
    let trend = 0;
    const seasons = firstWeek.map((value) => value - level);
    for (let index = 7; index < origin; index += 1) {
      const value = values[index];
      if (value === null || value === undefined) continue;
      const season = seasons[index % 7] ?? 0;
      const next = alpha * (value - season) + (1 - alpha) * (level + trend);
      trend = beta * (next - level) + (1 - beta) * trend;
      level = next;
      seasons[index % 7] = gamma * (value - level) + (1 - gamma) * season;
    }
    let expected = 0;
    for (let ahead = 0; ahead < days; ahead += 1) {
      expected += Math.max(0, level + trend * (ahead + 1) + (seasons[(origin + ahead) % 7] ?? 0));
    }
    return { expected };
  };

/** What the product's method was chosen from, itself among them. */
export function candidates(): Record<string, Method> {
  return {
    "seven-day rate": sevenDayRule,
    "14-day rate": flat((values, origin) => mean(lastKnown(values, origin, 14))),
    "28-day rate": flat((values, origin) => mean(lastKnown(values, origin, 28))),
    "median of 14 days": flat((values, origin) => median(lastKnown(values, origin, 14))),
    "winsorized 14 days": flat((values, origin) => winsorized(lastKnown(values, origin, 14))),
    "winsorized 28 days": flat((values, origin) => winsorized(lastKnown(values, origin, 28))),
    "smoothing 0.1": smoothing(0.1),
    "smoothing 0.2": smoothing(0.2),
    "smoothing 0.3": smoothing(0.3),
    "weekday × seven-day rate": weeklyRate(7),
    "weekday × 14-day rate": weeklyRate(14),
    "weekday × smoothing 0.1": weeklySmoothing(0.1),
    "weekday × smoothing 0.2": weeklySmoothing(0.2),
    "weekday × smoothing 0.3": weeklySmoothing(0.3),
    "weekday × calmed smoothing 0.1": calmedSmoothing(0.1),
    "weekday × calmed smoothing 0.2": calmedSmoothing(0.2),
    "7, 14 and 28-day rates": blend([weeklyRate(7), 0.5], [weeklyRate(14), 0.3], [weeklyRate(28), 0.2]),
    "shrunk: smoothing 0.2 and 0.06": blend([weeklySmoothing(0.2), 0.6], [weeklySmoothing(0.06), 0.4]),
    "damped trend 0.2, 0.05": dampedTrend(0.2, 0.05, 0.95),
    "damped trend 0.3, 0.1": dampedTrend(0.3, 0.1, 0.9),
    "Holt-Winters 0.2, 0.1, 0.1": holtWinters(0.2, 0.1, 0.1),
    "weighed views": ours(),
  };
}
