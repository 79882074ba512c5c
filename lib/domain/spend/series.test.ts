import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, type Day, eachDay, parseDay } from "../day";
import { comparisonOf, customPeriod } from "../period";
import { addUsd, parseUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import { drawnAsBars, MOST_BANDS, type SeriesCell, seriesOf, topValues } from "./series";

const usd = parseUsd;
const FIRST = parseDay("2026-03-29");
const DAYS = eachDay(FIRST, addDays(FIRST, 3));
const [one, two, three, four] = DAYS as [Day, Day, Day, Day];
const cell = (
  day: Day,
  id: string | null,
  cost: string,
  kind: SeriesCell["kind"] = id === null ? "none" : "value",
): SeriesCell => ({
  day,
  kind,
  id,
  costUsd: usd(cost),
});

it("stacks the largest first, then others, then what has no value, then the difference; gaps stay gaps", () => {
  const series = seriesOf({
    dimension: "model",
    days: DAYS,
    cells: [
      cell(one, "small", "1"),
      cell(one, "large", "5"),
      cell(two, "large", "1"),
      cell(one, null, "2"),
      cell(two, null, "-0.5", "difference"),
    ],
    otherCount: 3,
    costs: [
      { day: one, costUsd: usd("9") },
      { day: two, costUsd: usd("4.5") },
    ],
    finality: (day) => (day === four ? null : day === three ? "provisional" : "settled"),
    label: (kind, id) => id ?? kind,
    comparison: null,
  });
  expect(series.bands.map(({ label, amounts }) => [label, ...amounts])).toEqual([
    ["large", usd("5"), usd("1"), ZERO_USD, null],
    ["small", usd("1"), ZERO_USD, ZERO_USD, null],
    ["other", usd("1"), usd("4"), ZERO_USD, null],
    ["none", usd("2"), ZERO_USD, ZERO_USD, null],
    ["difference", ZERO_USD, usd("-0.5"), ZERO_USD, null],
  ]);
  expect(series.days.map(({ totalUsd, finality }) => [totalUsd, finality])).toEqual([
    [usd("9"), "settled"],
    [usd("4.5"), "settled"],
    [ZERO_USD, "provisional"],
    [null, null],
  ]);
});

it("compares by day, not by position: a 29 March has no counterpart in February, a missing day shifts nothing", () => {
  const period = customPeriod(parseDay("2026-03-01"), parseDay("2026-03-31"));
  const february = eachDay(parseDay("2026-02-01"), parseDay("2026-02-28"));
  const missing = parseDay("2026-02-10");
  const series = seriesOf({
    dimension: null,
    days: eachDay(period.from, period.to),
    cells: [],
    otherCount: 0,
    costs: february.map((day, index) => ({ day, costUsd: usd(String(index + 1)) })),
    finality: (day) => (day === missing ? null : "settled"),
    label: (kind) => kind,
    comparison: comparisonOf(period, "previous"),
  });
  const before = new Map(series.days.map((day) => [day.day as string, [day.comparisonDay, day.comparisonUsd]]));
  expect(before.get("2026-03-01")).toEqual(["2026-02-01", usd("1")]);
  expect(before.get("2026-03-10")).toEqual([missing, null]);
  expect(before.get("2026-03-11")).toEqual(["2026-02-11", usd("11")]);
  expect(before.get("2026-03-28")).toEqual(["2026-02-28", usd("28")]);
  expect(before.get("2026-03-29")).toEqual([null, null]);
});

it("gives a band to the eight that cost most and to none that costs nothing", () => {
  const values = Array.from({ length: 12 }, (_, index) => ({
    kind: "value" as const,
    id: `m${index}`,
    costUsd: usd(String(index - 1)),
  }));
  expect(topValues(values).map(({ id }) => id)).toEqual(["m11", "m10", "m9", "m8", "m7", "m6", "m5", "m4"]);
  expect(topValues(values.slice(0, 4)).map(({ id }) => id)).toEqual(["m3", "m2"]);
  expect(topValues([{ kind: "none", costUsd: usd("100") }])).toEqual([]);
});

it("adds up: the bands of a day are its total, whatever was spent", () => {
  const spent = fc.record({
    day: fc.constantFrom(...DAYS),
    id: fc.option(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k")),
    isDifference: fc.boolean(),
    costUsd: fc.bigInt({ min: 0n, max: 10n ** 13n }).map((units) => units as Usd),
  });
  fc.assert(
    fc.property(fc.array(spent, { maxLength: 60 }), (all) => {
      const lines = all.map(({ day, id, isDifference, costUsd }) => ({
        day,
        id,
        kind: id !== null ? ("value" as const) : isDifference ? ("difference" as const) : ("none" as const),
        costUsd: (isDifference ? -costUsd : costUsd) as Usd,
      }));
      const values = [...Map.groupBy(lines, ({ kind, id }) => `${kind}${id}`).values()].map((group) => ({
        ...group[0]!,
        costUsd: sumUsd(group.map((line) => line.costUsd)),
      }));
      const top = new Set(topValues(values).map(({ id }) => id));
      const charged = values.filter(({ kind, costUsd }) => kind === "value" && costUsd !== 0n).length;
      const series = seriesOf({
        dimension: "model",
        days: DAYS,
        cells: lines.filter(({ kind, id }) => kind !== "value" || top.has(id)),
        otherCount: Math.max(0, charged - top.size),
        costs: lines,
        finality: () => "settled",
        label: (kind, id) => id ?? kind,
        comparison: null,
      });
      expect(series.bands.filter(({ kind }) => kind === "value").length).toBeLessThanOrEqual(MOST_BANDS);
      for (const [index, { totalUsd }] of series.days.entries()) {
        expect(series.bands.map((band) => band.amounts[index] ?? ZERO_USD).reduce(addUsd, ZERO_USD)).toBe(totalUsd);
      }
    }),
  );
});

it.each([
  ["a few days", [1n, 1n, 1n], true],
  ["days in a row", [1n, 0n, 1n, 1n], false],
  ["days in a row, then none yet", [1n, 1n, 1n, null, null], false],
  ["one day alone", [null, null, null, null, 1n], true],
  ["a day between two gaps", [1n, 1n, null, 1n, null, 1n, 1n], true],
  ["nothing", [null, null, null, null], false],
])("draws %s so that every known day is seen", (_, totals, bars) => {
  expect(drawnAsBars(totals.map((totalUsd) => ({ totalUsd: totalUsd as Usd | null })))).toBe(bars);
});
