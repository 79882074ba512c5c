import { expect, test } from "vitest";
import { parseDay } from "../../lib/domain/day";
import { ours, sevenDayRule } from "./methods";
import { coverage, mean, meanAbsoluteError, outcomesOf } from "./rolling-origin";
import { madeUpSeries } from "./series";

const firstDay = parseDay("2026-01-05");

test("on series it was not chosen on it errs less than the seven-day rule, and its bands hold what they say", () => {
  const series = madeUpSeries("never seen", 2);
  const judged = series.map(({ values }) => {
    const outcomes = outcomesOf({ firstDay, values }, ours());
    const plain = meanAbsoluteError(outcomesOf({ firstDay, values }, sevenDayRule));
    return { ratio: meanAbsoluteError(outcomes) / plain, p80: coverage(outcomes, "p80"), p95: coverage(outcomes, "p95") };
  });
  expect(mean(judged.map(({ ratio }) => ratio))).toBeLessThan(0.95);
  expect(mean(judged.map(({ p80 }) => p80))).toBeGreaterThan(0.7);
  expect(mean(judged.map(({ p80 }) => p80))).toBeLessThan(0.88);
  expect(mean(judged.map(({ p95 }) => p95))).toBeGreaterThan(0.9);
}, 30_000);

test("a series that never moves leaves no error, whatever binary sums leave over", () => {
  const outcomes = outcomesOf({ firstDay, values: Array(80).fill(0.1) }, ours());
  expect(meanAbsoluteError(outcomes)).toBe(0);
});

test("asks at every origin with fourteen days before it, about nothing that is not over or not known", () => {
  const values = [...Array(40).fill(1), null, ...Array(10).fill(1)];
  const asked: number[] = [];
  const outcomes = outcomesOf({ firstDay, values }, (known, origin, days) => {
    asked.push(origin);
    expect(known.slice(origin, origin + days)).not.toContain(null);
    return { expected: days };
  });
  expect(Math.min(...asked)).toBe(14);
  expect(meanAbsoluteError(outcomes)).toBe(0);
  expect(outcomes.filter(({ horizon }) => horizon === "next7Days").every(({ actual }) => actual === 7)).toBe(true);
});
