import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, endOfMonth, parseDay, startOfMonth } from "../day";
import { addUsd, parseUsd, sumUsd, type Usd, usdFromNumber, ZERO_USD } from "../usd";
import type { DayCost } from "./forecast";
import { partEnds } from "./parts";
import { periodEnds } from "./period";

const TODAY = parseDay("2026-11-11");
const MONTH = { from: startOfMonth(TODAY), to: endOfMonth(TODAY) };

const costs = (dollars: readonly number[]): DayCost[] =>
  dollars.map((value, index) => ({ day: addDays(TODAY, index - dollars.length), costUsd: usdFromNumber(value) }));
const spentOf = (history: readonly DayCost[]) =>
  sumUsd(history.filter(({ day }) => day >= MONTH.from).map(({ costUsd }) => costUsd ?? ZERO_USD));

function whole(parts: readonly DayCost[][]) {
  const days = parts[0]?.map(({ day }) => day) ?? [];
  const history = days.map((day, index) => ({ day, costUsd: sumUsd(parts.map((part) => part[index]?.costUsd ?? ZERO_USD)) }));
  const spentUsd = spentOf(history);
  const end = periodEnds({ history, today: TODAY, todayUsd: ZERO_USD, spentUsd })?.(MONTH.to);
  if (!end) throw new Error("the whole has days");
  return { end, spentUsd };
}

test("parts add up to the whole in what is expected and in the seven-day rule, to the last digit, and keep what they spent", () => {
  const day = fc.oneof(fc.constant(0), fc.double({ min: -1, max: 900, noNaN: true }));
  const draw = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }))
    .chain(([count, length]) =>
      fc.array(fc.array(day, { minLength: length, maxLength: length }), { minLength: count, maxLength: count }),
    );
  fc.assert(
    fc.property(draw, (dollars) => {
      const histories = dollars.map(costs);
      const all = whole(histories);
      const parts = histories.map((history, key) => ({ key, history, spentUsd: spentOf(history) }));
      const ends = partEnds(all, parts, { ...MONTH, today: TODAY });
      expect(sumUsd(ends.map(({ expectedUsd }) => expectedUsd))).toBe(all.end.expectedUsd);
      expect(sumUsd(ends.map(({ sevenDayUsd }) => sevenDayUsd))).toBe(all.end.sevenDayUsd);
      expect(ends.every((end, index) => end.spentUsd === parts[index]?.spentUsd && end.expectedUsd >= end.spentUsd)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a part that stopped gets little of what is to come, one that goes on nearly all", () => {
  const [going, stopped] = [costs(Array(40).fill(10)), costs([...Array(20).fill(10), ...Array(20).fill(0)])];
  const parts = [going, stopped].map((history, key) => ({ key, history, spentUsd: spentOf(history) }));
  const [one, other] = partEnds(whole([going, stopped]), parts, { ...MONTH, today: TODAY });
  expect(other?.expectedUsd).toBeLessThan(parseUsd("20"));
  expect(addUsd(one?.expectedUsd ?? ZERO_USD, -parseUsd("250") as Usd)).toBeGreaterThan(ZERO_USD);
});
