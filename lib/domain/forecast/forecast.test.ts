import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, type Day, parseDay } from "../day";
import { compareUsd, parseUsd, usdFromNumber, ZERO_USD } from "../usd";
import { type DayCost, forecastTotal, HISTORY_DAYS } from "./forecast";

const FIRST = parseDay("2026-09-01");

function history(dollars: readonly (number | null)[], from: Day = FIRST): DayCost[] {
  return dollars.map((value, index) => ({
    day: addDays(from, index),
    costUsd: value === null ? null : usdFromNumber(value),
  }));
}

function week(costs: DayCost[]) {
  const from = addDays(FIRST, costs.length);
  return forecastTotal(costs, { from, to: addDays(from, 6) });
}

describe("forecastTotal", () => {
  test("says nothing without a known day", () => {
    expect(week([])).toBeNull();
    expect(week(history([null, null]))).toBeNull();
  });

  test("one day of history goes on as it was, within wide bands", () => {
    const total = week(history([10]));
    expect(total?.expectedUsd).toBe(parseUsd("70"));
    expect(total?.sevenDayUsd).toBe(parseUsd("70"));
    expect(compareUsd(total?.bands.p80[0] ?? ZERO_USD, parseUsd("50"))).toBe(-1);
    expect(compareUsd(total?.bands.p80[1] ?? ZERO_USD, parseUsd("90"))).toBe(1);
  });

  test("all zeros stay zero", () => {
    const total = week(history(Array(30).fill(0)));
    expect(total?.expectedUsd).toBe(ZERO_USD);
    expect(total?.bands.p95).toEqual([ZERO_USD, ZERO_USD]);
  });

  test("two weeks that nobody knows are not two weeks at no cost", () => {
    const total = week(history([...Array(20).fill(10), ...Array(14).fill(null), 10, 10]));
    expect(total?.sevenDayUsd).toBe(parseUsd("70"));
    expect(Math.abs(Number((total?.expectedUsd ?? 0n) - parseUsd("70")))).toBeLessThan(1e9);
  });

  test("one day of $10,000 is no new level: the seven-day rule believes it, the forecast does not", () => {
    const total = week(history([...Array(40).fill(10), 10_000, 10, 10]));
    expect(compareUsd(total?.sevenDayUsd ?? ZERO_USD, parseUsd("10000"))).toBe(1);
    expect(compareUsd(total?.expectedUsd ?? ZERO_USD, parseUsd("200"))).toBe(-1);
  });

  test("days from the horizon on are not looked at", () => {
    const costs = history([10, 10, 10, 1000]);
    const from = addDays(FIRST, 3);
    expect(forecastTotal(costs, { from, to: from })?.sevenDayUsd).toBe(parseUsd("10"));
  });

  test("is the same for whoever asks with more history than counts, though the newest days of it are unknown", () => {
    const costs = history([...Array.from({ length: 300 }, (_, day) => (day * 7) % 50), ...Array(100).fill(null)]);
    const ask = (known: DayCost[]) => forecastTotal(known, { from: addDays(FIRST, 400), to: addDays(FIRST, 429) });
    expect(ask(costs.slice(-HISTORY_DAYS))).toEqual(ask(costs));
  });

  test("bands lie within one another, around what is expected, and never below zero", () => {
    const day = fc.oneof(fc.constant(null), fc.constant(0), fc.double({ min: -5, max: 10_000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 80 }), (dollars) => {
        const total = week(history(dollars));
        if (total === null) return;
        const { p50, p80, p95 } = total.bands;
        const inOrder = [ZERO_USD, p95[0], p80[0], p50[0], total.expectedUsd, p50[1], p80[1], p95[1]];
        for (const [index, amount] of inOrder.entries()) {
          expect(compareUsd(inOrder[index - 1] ?? ZERO_USD, amount)).not.toBe(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});
