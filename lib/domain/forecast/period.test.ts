import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, type Day, parseDay, startOfDay } from "../day";
import { type Usd, usdFromNumber } from "../usd";
import { expectedEnds, type PeriodEnd, periodEnds, type RunningPeriod } from "./period";

const FIRST = parseDay("2026-09-01");

const drawn = fc
  .record({
    costs: fc.array(fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })), { minLength: 1, maxLength: 50 }),
    spentUsd: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 16n }).map((units) => units as Usd),
    passedMs: fc.option(fc.integer({ min: 0, max: 86_400_000 })),
  })
  .map(({ costs, spentUsd, passedMs }): RunningPeriod => {
    const today = addDays(FIRST, costs.length);
    const history = costs.map((cost, index) => ({
      day: addDays(FIRST, index),
      costUsd: cost === null ? null : usdFromNumber(Number(cost.toFixed(6))),
    }));
    const knownUntil = passedMs === null ? null : new Date(startOfDay(today).getTime() + passedMs);
    return { history, today, knownUntil, spentUsd };
  });

function bounds({ bands: { p50, p80, p95 }, expectedUsd }: PeriodEnd): Usd[] {
  return [p95[0], p80[0], p50[0], expectedUsd, p50[1], p80[1], p95[1]];
}

it("ends never below what is spent, nor lower on a later day or with less of today known, and says the same with and without bands", () => {
  fc.assert(
    fc.property(drawn, (period) => {
      const ends = periodEnds(period);
      if (!ends) return;
      const [today, later] = [ends(period.today), ends(addDays(period.today, 9))];
      for (const end of [today, later]) {
        const inOrder = [period.spentUsd, ...bounds(end)];
        expect(inOrder.every((amount, index) => index === 0 || (inOrder[index - 1] ?? amount) <= amount)).toBe(true);
        expect(end.sevenDayUsd >= period.spentUsd).toBe(true);
      }
      expect(today.expectedUsd <= later.expectedUsd && today.sevenDayUsd <= later.sevenDayUsd).toBe(true);
      const unread = periodEnds({ ...period, knownUntil: null })?.(period.today);
      expect((unread?.expectedUsd ?? 0n) >= today.expectedUsd).toBe(true);
      const { expectedUsd, sevenDayUsd } = later;
      expect(expectedEnds(period)?.(addDays(period.today, 9))).toEqual({ expectedUsd, sevenDayUsd });
    }),
    { numRuns: 200 },
  );
});

it("ends a day that is known to its end at what is spent", () => {
  fc.assert(
    fc.property(drawn, (period) => {
      const end = periodEnds({ ...period, knownUntil: startOfDay(addDays(period.today, 1)) })?.(period.today);
      if (!end) return;
      for (const amount of [end.sevenDayUsd, ...bounds(end)]) expect(amount).toBe(period.spentUsd);
    }),
    { numRuns: 100 },
  );
});

it.each([
  ["2026-11-10T00:00:00Z", 20],
  ["2026-11-10T06:00:00Z", 17.5],
  ["2026-11-10T12:00:00Z", 15],
  ["2026-11-10T23:59:59.999Z", 10],
])("expects $10 a day of two days that are known until %s to come to $%d more", (until, dollars) => {
  const today = parseDay("2026-11-10");
  const history = Array.from({ length: 30 }, (_, index) => ({ day: addDays(today, index - 30), costUsd: usdFromNumber(10) }));
  const to: Day = addDays(today, 1);
  const end = expectedEnds({ history, today, knownUntil: new Date(until), spentUsd: 0n as Usd })?.(to);
  expect(Number(end?.expectedUsd) / 1e12).toBeCloseTo(dollars, 4);
  expect(Number(end?.sevenDayUsd) / 1e12).toBeCloseTo(dollars, 4);
});
