import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Figures, NO_FIGURES, sumFigures } from "../figures";
import { FINALITIES } from "../finality";
import { parseUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import { changeOf, changeWithin, perRequest, shareOf } from "./change";
import { SORT_COLUMNS, type Sort, tableOf, type ValueFigures } from "./table";

const usd = parseUsd;
const BY_COST: Sort = { column: "cost", descending: true };

function value(
  label: string,
  cost: string,
  more: Partial<Figures> & { before?: string; kind?: "value" | "none" } = {},
): ValueFigures {
  const { before = "0", kind = "value", ...figures } = more;
  return {
    value: { kind, id: kind === "value" ? label : null, label },
    figures: { ...NO_FIGURES, costUsd: usd(cost), requests: 1, ...figures },
    finality: "settled",
    comparedUsd: usd(cost),
    comparisonUsd: usd(before),
  };
}

describe("a change", () => {
  it.each([
    ["from 10 to 15", "15", "10", { kind: "change", byUsd: usd("5"), percent: 50 }],
    ["from 10 to 5", "5", "10", { kind: "change", byUsd: usd("-5"), percent: -50 }],
    ["from nothing", "5", "0", { kind: "new", byUsd: usd("5") }],
    ["to nothing", "0", "5", { kind: "gone", byUsd: usd("-5") }],
    ["from nothing to nothing", "0", "0", { kind: "same" }],
    ["by nothing", "5", "5", { kind: "same" }],
    ["from less than nothing", "5", "-1", { kind: "change", byUsd: usd("6"), percent: null }],
    ["from what is unknown", "5", null, { kind: "no_data" }],
    ["to zero from what is unknown", "0", null, { kind: "no_data" }],
  ])("%s", (_name, now, before, change) => {
    expect(changeOf(usd(now), before === null ? null : usd(before))).toEqual(change);
  });

  it("is not called new where nothing would have told what was before", () => {
    expect(changeOf(usd("5"), ZERO_USD, false)).toEqual({ kind: "no_data" });
    expect(changeOf(usd("5"), usd("4"), false)).toEqual({ kind: "change", byUsd: usd("1"), percent: null });
    expect(changeOf(ZERO_USD, usd("4"), false)).toMatchObject({ kind: "gone" });
  });

  it.each([
    ["tells of the days that are compared", "9", "5", "4", { kind: "change", byUsd: usd("1"), percent: 25 }],
    ["is not gone while today costs something", "3", "0", "4", { kind: "change", byUsd: usd("-4"), percent: -100 }],
    ["is gone when nothing at all was spent", "0", "0", "4", { kind: "gone", byUsd: usd("-4") }],
    ["is unknown of what only today spends", "3", "0", "0", { kind: "no_data" }],
    ["is none where nothing was spent then nor now", "0", "0", "0", { kind: "same" }],
    ["is new with what the compared days cost", "9", "5", "0", { kind: "new", byUsd: usd("5") }],
    ["is unknown without days to compare with", "9", "5", null, { kind: "no_data" }],
  ])("of a period that runs %s", (_name, cost, compared, before, change) => {
    expect(changeWithin(usd(cost), usd(compared), before === null ? null : usd(before))).toEqual(change);
  });

  it("has no share of nothing and no average of no request", () => {
    expect(shareOf(usd("1"), ZERO_USD)).toBeNull();
    expect(shareOf(usd("1"), usd("4"))).toBe(0.25);
    expect(perRequest(usd("1"), 0)).toBeNull();
    expect(perRequest(usd("1"), 3)).toBe(usd("0.333333333333"));
    expect(perRequest(usd("2"), 3)).toBe(usd("0.666666666667"));
    expect(perRequest(usd("-2"), 3)).toBe(usd("-0.666666666667"));
  });
});

describe("a table", () => {
  const rows = [
    value("b", "3", { before: "1", requests: 3, promptTokens: 100, cachedTokens: 25, completionTokens: 1 }),
    value("a10", "1", { before: "5", requests: 9 }),
    value("a9", "1", { requests: 2, promptTokens: 0, completionTokens: 4 }),
    value("Unattributed", "2", { kind: "none", requests: 4 }),
  ];

  it.each([
    ["cost", true, ["b", "Unattributed", "a9", "a10"]],
    ["cost", false, ["a9", "a10", "Unattributed", "b"]],
    ["name", false, ["a9", "a10", "b", "Unattributed"]],
    ["name", true, ["b", "a10", "a9", "Unattributed"]],
    ["change", true, ["b", "Unattributed", "a9", "a10"]],
    ["requests", true, ["a10", "Unattributed", "b", "a9"]],
    ["cost-per-request", false, ["a10", "Unattributed", "a9", "b"]],
    ["tokens", true, ["b", "a9", "Unattributed", "a10"]],
    ["tokens", false, ["a9", "b", "Unattributed", "a10"]],
    ["cached-share", true, ["b", "Unattributed", "a9", "a10"]],
  ] as [Sort["column"], boolean, string[]][])(
    "sorts by %s, descending %s, what is unknown last",
    (column, descending, labels) => {
      const table = tableOf(rows, { sort: { column, descending }, listed: null, comparable: true, isTold: true });
      expect(table.rows.map((row) => row.value.label)).toEqual(labels);
    },
  );

  it("tells shares, averages, tokens and changes of each row and of the total", () => {
    const { rows: listed, total } = tableOf(rows, { sort: BY_COST, listed: null, comparable: true, isTold: true });
    expect(listed[0]).toMatchObject({
      costUsd: usd("3"),
      share: 3 / 7,
      comparisonUsd: usd("1"),
      change: { kind: "change", byUsd: usd("2"), percent: 200 },
      costPerRequestUsd: usd("1"),
      tokens: 101,
      cachedShare: 0.25,
    });
    expect(total).toMatchObject({ costUsd: usd("7"), comparisonUsd: usd("6"), requests: 18, tokens: 105, share: 1 });
    expect(listed[1]).toMatchObject({ tokens: null, cachedShare: null });
    expect(listed[2]).toMatchObject({ tokens: 4, cachedShare: null });
  });

  it("says nothing of changes where the comparison is not in the books", () => {
    const { rows: listed, total } = tableOf(rows, { sort: BY_COST, listed: null, comparable: false, isTold: true });
    for (const row of [...listed, total]) expect(row).toMatchObject({ comparisonUsd: null, change: { kind: "no_data" } });
  });

  it("sums what it does not list", () => {
    const { rest } = tableOf(rows, { sort: BY_COST, listed: 2, comparable: true, isTold: true });
    expect(rest).toMatchObject({ count: 2, costUsd: usd("2"), requests: 11, comparisonUsd: usd("5") });
    expect(tableOf(rows, { sort: BY_COST, listed: 4, comparable: true, isTold: true }).rest).toBeNull();
  });

  const amount = fc.bigInt({ min: -(10n ** 6n), max: 10n ** 15n }).map((units) => units as Usd);
  const anyValue = fc.record({
    value: fc.record({ kind: fc.constant("value" as const), id: fc.uuid(), label: fc.string() }),
    figures: fc.record({
      costUsd: amount,
      byokUsd: amount,
      requests: fc.nat(),
      promptTokens: fc.option(fc.nat()),
      cachedTokens: fc.option(fc.nat()),
      cacheWriteTokens: fc.option(fc.nat()),
      completionTokens: fc.option(fc.nat()),
      reasoningTokens: fc.option(fc.nat()),
    }),
    finality: fc.option(fc.constantFrom(...FINALITIES)),
    comparedUsd: amount,
    comparisonUsd: amount,
  });

  it("adds up: rows and rest are the total, in every order and at every length", () => {
    const sorts = fc.record({ column: fc.constantFrom(...SORT_COLUMNS), descending: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyValue), sorts, fc.option(fc.nat({ max: 12 })), (values, sort, listed) => {
        const { total, rows: shown, rest } = tableOf(values, { sort, listed, comparable: true, isTold: true });
        const parts = rest ? [...shown, rest] : shown;
        expect(sumFigures(parts)).toEqual(sumFigures([total]));
        expect(sumFigures(values.map((each) => each.figures))).toEqual(sumFigures([total]));
        expect(sumUsd(parts.map((part) => part.comparisonUsd ?? ZERO_USD))).toBe(total.comparisonUsd);
        expect(shown.length + (rest?.count ?? 0)).toBe(values.length);
      }),
    );
  });
});
