import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd, subtractUsd, sumUsd, timesCount, type Usd, ZERO_USD } from "../usd";
import { driverSentence } from "./driver-words";
import {
  comparableChange,
  type DriverFigures,
  type DriverInput,
  EFFECTS,
  type Effects,
  NO_EFFECTS,
  splitChange,
  sumEffects,
  topDriver,
} from "./drivers";
import type { FilterDimension } from "./question";

const usd = parseUsd;
const SAME_DAYS = { before: 7, after: 7 };

const used = (cost: string, requests: number, tokens: number | null = null): DriverFigures => ({
  costUsd: usd(cost),
  requests,
  tokens,
});
const row = (label: string, before: DriverFigures | null, after: DriverFigures | null): DriverInput => ({
  value: { kind: "value", id: label, label },
  before,
  after,
});
const effects = (some: Partial<Record<keyof Effects, string>>): Effects => ({
  ...NO_EFFECTS,
  ...Object.fromEntries(Object.entries(some).map(([effect, amount]) => [effect, usd(amount)])),
});
const allOf = (sums: Effects): Usd => sumUsd(EFFECTS.map((effect) => sums[effect]));

describe("the parts of a change", () => {
  it.each([
    {
      name: "twice as many requests of everything: volume alone",
      rows: [row("a", used("10", 10), used("20", 20)), row("b", used("1", 100), used("2", 200))],
      days: SAME_DAYS,
      is: effects({ volumeUsd: "11" }),
    },
    {
      name: "dearer requests, as many: price alone",
      rows: [row("a", used("10", 10), used("13", 10)), row("b", used("1", 100), used("1", 100))],
      days: SAME_DAYS,
      is: effects({ priceUsd: "3" }),
    },
    {
      name: "as many requests of twice the tokens: size alone",
      rows: [row("a", used("10", 10, 1000), used("20", 10, 2000))],
      days: SAME_DAYS,
      is: effects({ sizeUsd: "10" }),
    },
    {
      name: "as many tokens at a dearer price: price alone, and with more of them size as well",
      rows: [row("a", used("10", 10, 1000), used("15", 10, 1000)), row("b", used("1", 10, 100), used("3", 10, 200))],
      days: SAME_DAYS,
      is: effects({ sizeUsd: "1", priceUsd: "6" }),
    },
    {
      name: "as many requests, moved from the $1 row to the $0.01 row: mix alone",
      rows: [row("a", used("10", 10), used("5", 5)), row("b", used("1", 100), used("1.05", 105))],
      days: SAME_DAYS,
      is: effects({ mixUsd: "-4.95" }),
    },
    {
      name: "a row that came and one that went",
      rows: [row("a", null, used("4", 2)), row("b", used("3", 1), null), row("c", used("1", 1), used("1", 1))],
      days: SAME_DAYS,
      is: effects({ newUsd: "4", goneUsd: "-3" }),
    },
    {
      name: "as much a day over a day instead of seven: days alone",
      rows: [row("a", used("70", 700), used("10", 100))],
      days: { before: 7, after: 1 },
      is: effects({ daysUsd: "-60" }),
    },
    {
      name: "a week unknown but for two days is as much a day",
      rows: [row("a", used("20", 200), used("70", 700))],
      days: { before: 2, after: 7 },
      is: effects({ daysUsd: "50" }),
    },
    {
      name: "free requests that cost now: price",
      rows: [row("a", used("0", 10), used("3", 10))],
      days: SAME_DAYS,
      is: effects({ priceUsd: "3" }),
    },
    {
      name: "free requests are no measure of what the paid ones were used",
      rows: [row("free", used("0", 1), used("0", 1_000_000)), row("a", used("5", 5), used("10", 10))],
      days: SAME_DAYS,
      is: effects({ volumeUsd: "5" }),
    },
    {
      name: "what no requests are told of is neither price nor volume",
      rows: [
        { value: { kind: "difference" as const, id: null, label: "Difference" }, before: null, after: used("-2", -3) },
        row("a", used("1", 0), used("3", 5)),
      ],
      days: SAME_DAYS,
      is: effects({ unmeasuredUsd: "0" }),
    },
    { name: "nothing at all", rows: [], days: SAME_DAYS, is: NO_EFFECTS },
  ])("$name", ({ rows, days, is }) => {
    expect(splitChange("model", rows, days).effects).toEqual(is);
  });

  it("refuses to compare with days that are not known", () => {
    expect(() => splitChange("model", [], { before: 0, after: 7 })).toThrow(RangeError);
    expect(() => splitChange("model", [], { before: 7, after: 0 })).toThrow(RangeError);
  });
});

const amount = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: -5n, max: 5n }),
  fc.bigInt({ min: -(10n ** 16n), max: 10n ** 19n }),
) as fc.Arbitrary<bigint> as fc.Arbitrary<Usd>;
const figures: fc.Arbitrary<DriverFigures | null> = fc.option(
  fc.record({
    costUsd: amount,
    requests: fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 1_000_000 })),
    tokens: fc.constant(null),
  }),
  { nil: null },
);
const inputs = fc
  .array(fc.record({ kind: fc.constantFrom("value", "value", "none", "difference"), before: figures, after: figures }), {
    maxLength: 8,
  })
  .map((drawn) =>
    drawn.map(
      ({ kind, before, after }, index): DriverInput => ({
        value: { kind: kind as "value", id: kind === "value" ? String(index) : null, label: String(index) },
        before,
        after,
      }),
    ),
  );
const knownDays = fc.record({ before: fc.integer({ min: 1, max: 400 }), after: fc.integer({ min: 1, max: 400 }) });
const costs = (rows: readonly DriverInput[], when: "before" | "after") =>
  sumUsd(rows.map((one) => one[when]?.costUsd ?? ZERO_USD));

describe("whatever the rows", () => {
  it("adds up, row by row and altogether, to the last digit", () => {
    fc.assert(
      fc.property(inputs, knownDays, (rows, days) => {
        const split = splitChange("key", rows, days);
        expect(split.rows).toHaveLength(rows.length);
        for (const one of split.rows) expect(allOf(one.effects)).toBe(one.changeUsd);
        expect(sumEffects(split.rows.map((one) => one.effects))).toEqual(split.effects);
        expect(allOf(split.effects)).toBe(subtractUsd(costs(rows, "after"), costs(rows, "before")));
      }),
    );
  });

  it("calls a period k times as busy volume alone, and k times as long days alone", () => {
    const busy = fc.array(
      fc.record({ cost: fc.bigInt({ min: 1n, max: 10n ** 15n }), requests: fc.integer({ min: 1, max: 10_000 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(busy, fc.integer({ min: 2, max: 50 }), (drawn, times) => {
        const rows = drawn.map(({ cost, requests }, index) =>
          row(
            String(index),
            { costUsd: cost as Usd, requests, tokens: null },
            { costUsd: timesCount(cost as Usd, times), requests: requests * times, tokens: null },
          ),
        );
        const change = subtractUsd(costs(rows, "after"), costs(rows, "before"));
        expect(splitChange("key", rows, SAME_DAYS).effects).toEqual({ ...NO_EFFECTS, volumeUsd: change });
        expect(splitChange("key", rows, { before: 3, after: 3 * times }).effects).toEqual({ ...NO_EFFECTS, daysUsd: change });
      }),
    );
  });

  it("names a driver that moved the way the whole did, and has words for it", () => {
    fc.assert(
      fc.property(inputs, inputs, knownDays, (keys, models, days) => {
        const split = [splitChange("key", keys, days), splitChange("model", models, days)];
        const top = topDriver(split, days);
        const whole = comparableChange(split[0]!.effects);
        if (!top) {
          expect(driverSentence(top, [], whole, days)).toBeNull();
          return;
        }
        const own = comparableChange(split.find(({ dimension }) => dimension === top.dimension)!.effects);
        expect(top.byUsd < 0n).toBe(own < 0n);
        expect(top.row.value.kind).toBe("value");
        expect(driverSentence(top, [], own, days)).toMatch(/^\S.*\.$/);
      }),
    );
  });
});

describe("the top driver", () => {
  const drivers = (dimension: FilterDimension, rows: DriverInput[], days = SAME_DAYS) => splitChange(dimension, rows, days);
  const sentence = (all: ReturnType<typeof drivers>[], days = SAME_DAYS) =>
    driverSentence(topDriver(all, days), [], comparableChange(all[0]!.effects), days);

  const quiet = row("claude", used("60", 600), used("61", 610));
  it.each([
    {
      name: "a runaway loop: the key whose change is nearest to the whole, by volume",
      all: [
        drivers("developer", [row("Ada", used("50", 500), used("150", 1500)), row("Bo", used("20", 200), used("20", 200))]),
        drivers("key", [row("ci-loop", used("10", 100), used("110", 1400)), row("laptop", used("60", 600), used("60", 600))]),
      ],
      says: "Key ci-loop made all of the +$100.00: 14 times as many requests.",
    },
    {
      name: "longer prompts: price, told by tokens",
      all: [drivers("feature", [row("search", used("10", 100, 1000), used("31", 100, 3100)), quiet])],
      says: "Feature search made +$21.00 of the +$22.00: each request cost 3.1 times as much with 3.1 times the tokens.",
    },
    {
      name: "a dearer model for the same tokens",
      all: [drivers("key", [row("ci", used("10", 100, 1000), used("15", 100, 1010))])],
      says: "Key ci made all of the +$5.00: each request cost 50\u00a0% more with about the same tokens.",
    },
    {
      name: "more requests, each dearer: the factor that moved farther, with the other",
      all: [drivers("developer", [row("Jonas", used("18", 100, 1000), used("131.4", 360, 5300))])],
      says: "Developer Jonas made all of the +$113.40: 3.6 times as many requests, each costing 2 times as much.",
    },
    {
      name: "dearer requests, and somewhat more",
      all: [drivers("key", [row("ci", used("10", 100, 1000), used("33", 150, 1200))])],
      says: "Key ci made all of the +$23.00: each request cost 2.2 times as much with 20\u00a0% fewer tokens; 50\u00a0% more requests.",
    },
    {
      name: "a new one",
      all: [drivers("model", [row("opus", null, used("40", 10)), quiet])],
      says: "Model opus made +$40.00 of the +$41.00: nothing was spent on it before.",
    },
    {
      name: "a fall, against what grew",
      all: [drivers("key", [row("batch", used("90", 9), null), quiet])],
      says: "Key batch made −$90.00, everything else +$1.00: nothing is spent on it any more.",
    },
    {
      name: "one day against twenty-eight",
      all: [drivers("key", [row("ci", used("28", 280), used("11", 110))], { before: 28, after: 1 })],
      days: { before: 28, after: 1 },
      says: "Key ci made all of the +$10.00: 11 times as many requests.",
    },
    {
      name: "many small ones",
      all: [
        drivers(
          "developer",
          Array.from({ length: 9 }, (_, index) => row(`D${index}`, used("10", 10), used("12", 12))),
        ),
      ],
      says: "Spread over many; the largest part: developer D0 made +$2.00 of the +$18.00: 20\u00a0% more requests.",
    },
    { name: "nothing", all: [drivers("key", [row("ci", used("1", 1), used("1", 1))])], says: null },
    {
      name: "nobody: spend without a name is no driver",
      all: [drivers("feature", [{ value: { kind: "none", id: null, label: "No feature" }, before: null, after: used("5", 5) }])],
      says: null,
    },
  ])("$name", ({ all, days, says }) => {
    expect(sentence(all, days)).toBe(says);
  });

  it("tells a cause beside the dollars of what it is told by", () => {
    const days = SAME_DAYS;
    const key = drivers("key", [row("assistants", used("190", 100), used("307", 119))]);
    const loop = drivers("model", [row("opus", used("6", 3), used("119", 57))]);
    const [top, within] = [topDriver([key], days), topDriver([loop], days)];
    const why = within && { row: within.row, cause: within.cause };
    expect(driverSentence(top, within ? [within] : [], usd("119"), days, { why })).toBe(
      "Key assistants made +$117.00 of the +$119.00, in it model opus +$113.00: 19 times as many requests.",
    );
    expect(driverSentence(top, [], usd("117"), days, { against: "1–7 Nov 2026" })).toMatch(/, against 1–7 Nov 2026\.$/);
  });

  it("cuts a name of ten thousand letters", () => {
    const text = sentence([drivers("key", [row("é".repeat(10_000), used("1", 1), used("2", 2))])]) ?? "";
    expect(text.length).toBeLessThan(200);
  });
});
