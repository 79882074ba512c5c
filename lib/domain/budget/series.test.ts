import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, dayOf, parseDay, startOfDay } from "../day";
import { type Usd, ZERO_USD } from "../usd";
import { calendarPeriod } from "./budget";
import { budgetSeries } from "./series";
import { type BudgetDay, windowSpend } from "./status";

const FIRST = parseDay("2026-10-01");

it("runs up to what is spent and to the whole amount, and is projected from today on alone", () => {
  const cost = fc.option(fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => units as Usd));
  fc.assert(
    fc.property(
      fc.array(cost, { maxLength: 61 }),
      fc.nat({ max: 60 }),
      fc.bigInt({ min: 1n, max: 10n ** 17n }),
      (costs, passed, units) => {
        const today = addDays(FIRST, passed);
        const now = new Date(startOfDay(today).getTime() + 3_600_000);
        const days = costs.map((costUsd, index): BudgetDay => {
          return { day: addDays(FIRST, index), costUsd, beyondBillUsd: ZERO_USD, knownUntil: null, finality: null };
        });
        const window = calendarPeriod("month", today);
        const series = budgetSeries(days, window, units as Usd, now);
        const { spentUsd } = windowSpend(days, window, today);
        expect(series.map(({ day }) => day)).toEqual([...series.map(({ day }) => day)].sort());
        expect(series.at(-1)?.evenUsd).toBe(units);
        expect(series.find(({ day }) => day === dayOf(now))?.spentUsd).toBe(spentUsd);
        for (const { day, spentUsd: spent, expectedUsd, between } of series) {
          if (day > today) expect(spent).toBeNull();
          if (day < today) expect(expectedUsd).toBeNull();
          if (expectedUsd === null || between === null || spentUsd === null) continue;
          expect(spentUsd <= between[0] && between[0] <= expectedUsd && expectedUsd <= between[1]).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});
