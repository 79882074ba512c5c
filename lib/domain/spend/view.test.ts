import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, parseDay } from "../day";
import { DIMENSIONS } from "../dimension";
import { COMPARISONS, PERIODS } from "../period";
import { FILTER_DIMENSIONS, filterWord, problemOfWord, readFilterWord } from "./question";
import { SORT_COLUMNS } from "./table";
import { parseView, viewToQuery } from "./view";

const TODAY = parseDay("2026-11-21");
const ID = "0190a5c8-0000-7000-8000-000000000001";
const view = (query: string) => parseView(new URLSearchParams(query), TODAY);

it("shows the month to date against the month before, by cost, when the URL says nothing", () => {
  expect(view("")).toEqual({
    period: { key: "month", from: "2026-11-01", to: "2026-11-21", label: "Month to date" },
    comparison: expect.objectContaining({ key: "previous", from: "2026-10-01", to: "2026-10-21" }),
    compare: "previous",
    by: [],
    filters: {},
    sort: { column: "cost", descending: true },
    all: false,
    problems: [],
  });
});

it("reads everything a URL can say", () => {
  const read = view(
    `from=2026-11-03&to=2026-11-05&compare=year&by=model,day&developer=${ID}&developer=none&feature=a%2Cb&sort=name&rows=all`,
  );
  expect(read.period).toMatchObject({ key: "custom", from: "2026-11-03", to: "2026-11-05", label: "3–5 Nov 2026" });
  expect(read.comparison).toMatchObject({ from: "2025-11-03", to: "2025-11-05" });
  expect(read).toMatchObject({ by: ["model", "day"], filters: { developer: [ID, "none"], feature: ["a,b"] }, all: true });
  expect(read.sort).toEqual({ column: "name", descending: false });
  expect(read.problems).toEqual([]);
});

it("takes what Next hands a page as well as URLSearchParams", () => {
  const read = parseView({ period: "7d", model: ["a", "b"], by: undefined }, TODAY);
  expect(read).toMatchObject({ period: { key: "7d" }, filters: { model: ["a", "b"] }, by: [], problems: [] });
});

describe("bad input falls back and says so", () => {
  it.each([
    ["from=2026-11-05&to=2026-11-03", "The period starts (2026-11-05) after it ends (2026-11-03). Showing month to date."],
    ["from=2026-11-31", '"2026-11-31" is not a day: use YYYY-MM-DD. Showing month to date.'],
    ["from=yesterday&to=2026-11-03", '"yesterday" is not a day: use YYYY-MM-DD. Showing month to date.'],
    ["to=2026-11-03", "The period has an end (to) and no start (from). Showing month to date."],
    ["from=2020-01-01&to=2026-11-03", "The period has 2499 days, at most 1100 can be shown at once. Showing month to date."],
    ["from=2026-11-22", "The period starts (2026-11-22) after it ends (2026-11-21). Showing month to date."],
  ])("%s", (query, problem) => {
    expect(view(query)).toMatchObject({ period: { key: "month" }, problems: [problem] });
  });

  it.each([
    ["period=fortnight", /no period "fortnight": use month, last-month, 7d.* Showing month to date/],
    ["period=__proto__", /no period "__proto__"/],
    ["compare=moon", /no comparison "moon": use previous, year, none/],
    ["by=model,colour", /cannot be grouped by "colour": use day, developer, team/],
    ["sort=-colour", /cannot be sorted by "-colour"/],
    ["developer=ada", /"ada" is no developer id.* This filter is left out/],
    ["tier=cheap", /"cheap" is no tier of models: use free, light, mid, frontier or none/],
    ["evidence=hearsay", /"hearsay" is no kind of evidence: use generation, log, remainder, difference/],
    [`model=${"x".repeat(2000)}`, /is no model\. This filter is left out/],
    ["model=a%00b", /is no model\. This filter is left out/],
  ])("%s", (query, problem) => {
    const { problems, filters, by } = view(query);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(filters).toEqual({});
    expect(by.every((dimension) => DIMENSIONS.includes(dimension))).toBe(true);
  });

  it("keeps the first hundred values of a filter", () => {
    const { filters, problems } = view(Array.from({ length: 120 }, (_, index) => `model=m${index}`).join("&"));
    expect(filters.model).toHaveLength(100);
    expect(problems).toHaveLength(1);
  });
});

const text = fc.oneof(fc.string(), fc.constantFrom("none", "difference", "=none", "==", "a,b", "a&b=c#d", "späti 🛒"));
const words = {
  id: fc.oneof(fc.uuid(), fc.constantFrom("none", "difference")),
  text: text.filter((value) => value !== "" && !value.includes("\0")).map((id) => filterWord("model", { kind: "value", id })),
  environment: fc.constantFrom("development", "ci", "production", "none", "difference"),
  tier: fc.constantFrom("free", "light", "mid", "frontier", "none", "difference"),
  evidence: fc.constantFrom("generation", "log", "remainder", "difference"),
};
const filters = fc.record(
  Object.fromEntries(
    FILTER_DIMENSIONS.map((dimension) => {
      const byId = ["developer", "team", "cost_center", "key", "workspace", "connection"].includes(dimension);
      const own = dimension === "evidence" || dimension === "environment" || dimension === "tier";
      const word = own ? words[dimension] : byId ? words.id : words.text;
      return [dimension, fc.uniqueArray(word, { minLength: 1, maxLength: 3 })];
    }),
  ),
  { requiredKeys: [] },
);
const day = fc.integer({ min: 0, max: 3000 }).map((offset) => addDays("2020-01-01" as Day, offset));

it("reads back the view that a link was written from", () => {
  const change = fc.record({
    period: fc.oneof(
      fc.constantFrom(...PERIODS.map(({ key }) => key)),
      fc.tuple(day, fc.nat({ max: 1099 })).map(([from, length]) => ({ from, to: addDays(from, length) })),
    ),
    compare: fc.constantFrom(...COMPARISONS),
    by: fc.uniqueArray(fc.constantFrom(...DIMENSIONS)),
    filters,
    sort: fc.record({ column: fc.constantFrom(...SORT_COLUMNS), descending: fc.boolean() }),
    all: fc.boolean(),
  });
  fc.assert(
    fc.property(change, (change) => {
      const read = view(viewToQuery(view(""), change));
      const { period, ...rest } = change;
      expect(read).toMatchObject(rest);
      expect(read.problems).toEqual([]);
      expect(read.period).toMatchObject(typeof period === "string" ? { key: period } : period);
      expect(view(viewToQuery(read))).toEqual(read);
    }),
  );
});

it("never throws, whatever the URL", () => {
  const names = fc.constantFrom("from", "to", "period", "compare", "by", "sort", "rows", ...FILTER_DIMENSIONS);
  fc.assert(
    fc.property(fc.array(fc.tuple(names, fc.oneof(text, fc.uuid()))), (pairs) => {
      const read = parseView(new URLSearchParams(pairs), TODAY);
      expect(read.period.from <= read.period.to).toBe(true);
      for (const dimension of FILTER_DIMENSIONS) {
        for (const word of read.filters[dimension] ?? []) expect(problemOfWord(dimension, word)).toBeNull();
      }
    }),
  );
});

it("tells a value that is called none from no value", () => {
  fc.assert(
    fc.property(fc.constantFrom("model" as const, "feature" as const), text, (dimension, id) => {
      const value = { kind: "value", id } as const;
      expect(readFilterWord(dimension, filterWord(dimension, value))).toEqual(value);
    }),
  );
  expect(readFilterWord("feature", filterWord("feature", { kind: "none", id: null }))).toEqual({ kind: "none", id: null });
  expect(readFilterWord("feature", filterWord("feature", { kind: "difference", id: null }))).toEqual({
    kind: "difference",
    id: null,
  });
  expect(filterWord("evidence", { kind: "value", id: "difference" })).toBe("difference");
});
