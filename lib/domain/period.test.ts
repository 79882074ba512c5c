import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, daysBetween, eachDay, parseDay } from "./day";
import {
  comparedDays,
  comparedWords,
  comparisonDay,
  comparisonOf,
  customPeriod,
  finishedDays,
  lengthOf,
  namedPeriod,
  PERIODS,
  type PeriodKey,
} from "./period";

const TODAY = parseDay("2026-11-21");
const day = (text: string) => parseDay(text);

it.each([
  ["month", "2026-11-01", "2026-11-21", "2026-10-01", "2026-10-21"],
  ["last-month", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"],
  ["7d", "2026-11-15", "2026-11-21", "2026-11-08", "2026-11-14"],
  ["30d", "2026-10-23", "2026-11-21", "2026-09-23", "2026-10-22"],
  ["90d", "2026-08-24", "2026-11-21", "2026-05-26", "2026-08-23"],
  ["quarter", "2026-10-01", "2026-11-21", "2026-07-01", "2026-08-21"],
  ["last-quarter", "2026-07-01", "2026-09-30", "2026-04-01", "2026-06-30"],
  ["year", "2026-01-01", "2026-11-21", "2025-01-01", "2025-11-21"],
  ["12m", "2025-11-22", "2026-11-21", "2024-11-22", "2025-11-21"],
] as [PeriodKey, string, string, string, string][])(
  "on 21 November 2026, %s is %s to %s, compared with %s to %s",
  (key, from, to, before, until) => {
    const period = namedPeriod(key, TODAY);
    expect(period).toMatchObject({ key, from, to });
    expect(comparisonOf(period, "previous")).toMatchObject({ key: "previous", from: before, to: until });
  },
);

it("compares seven days that begin with a month with the seven days before, not with a month", () => {
  expect(comparisonOf(namedPeriod("7d", day("2026-11-07")), "previous")).toMatchObject({ from: "2026-10-25", to: "2026-10-31" });
});

it.each([
  ["whole months are compared with as many whole months", "2026-02-01", "2026-03-31", "2025-12-01", "2026-01-31"],
  ["February with all of January", "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"],
  ["other days with as many right before", "2026-03-05", "2026-03-10", "2026-02-27", "2026-03-04"],
  ["one day with the day before", "2026-01-01", "2026-01-01", "2025-12-31", "2025-12-31"],
])("%s", (_name, from, to, before, until) => {
  expect(comparisonOf(customPeriod(day(from), day(to)), "previous")).toMatchObject({ from: before, to: until });
});

it("counts back from yesterday: today is not finished", () => {
  expect(finishedDays(TODAY, 30)).toEqual({ from: "2026-10-22", to: "2026-11-20" });
});

it("compares with nothing when asked to", () => {
  expect(comparisonOf(namedPeriod("month", TODAY), "none")).toBeNull();
});

describe("days that are compared", () => {
  const words = (key: PeriodKey, whole: string | null) => {
    const comparison = comparisonOf(namedPeriod(key, TODAY), "previous")!;
    const compared = comparedDays(namedPeriod(key, TODAY), comparison, whole === null ? null : day(whole));
    return comparedWords(comparison, compared, true);
  };
  it.each([
    ["month", "2026-11-20", "1–20 Nov 2026 against 1–20 Oct 2026"],
    ["month", "2026-11-18", "1–18 Nov 2026 against 1–18 Oct 2026"],
    ["7d", "2026-11-20", "15–20 Nov 2026 against 8–13 Nov 2026"],
    ["last-month", "2026-11-20", "against 1–30 Sep 2026"],
    ["quarter", "2026-10-31", "1–31 Oct 2026 against 1–31 Jul 2026"],
    ["month", "2026-10-31", "no whole day is known to compare"],
    ["month", null, "no whole day is known to compare"],
  ] as [PeriodKey, string | null, string][])("of %s, known up to %s, are %s", (key, whole, told) => {
    expect(words(key, whole)).toBe(told);
  });

  it("are none where nothing was asked for, or where the books begin later", () => {
    expect(comparedWords(null, null, false)).toBe("not compared");
    const comparison = comparisonOf(namedPeriod("month", TODAY), "previous")!;
    const compared = comparedDays(namedPeriod("month", TODAY), comparison, day("2026-11-20"));
    expect(comparedWords(comparison, compared, false)).toBe("1–21 Oct 2026 is not in the books");
  });
});

describe("a day's counterpart", () => {
  it.each([
    ["2026-03-28", "2026-02-28"],
    ["2026-03-29", null],
    ["2026-03-31", null],
    ["2026-03-01", "2026-02-01"],
  ])("in the month before %s is %s", (given, earlier) => {
    const comparison = comparisonOf(customPeriod(day("2026-03-01"), day("2026-03-31")), "previous")!;
    expect(comparisonDay(comparison, day(given))).toBe(earlier);
  });

  it("a year before a leap day is none", () => {
    const comparison = comparisonOf(customPeriod(day("2028-02-28"), day("2028-02-29")), "year")!;
    expect(comparisonDay(comparison, day("2028-02-28"))).toBe("2027-02-28");
    expect(comparisonDay(comparison, day("2028-02-29"))).toBeNull();
  });
});

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((offset) => addDays("2000-01-01" as Day, offset));

it("joins days to different days of the comparison period, all of them inside it and before", () => {
  const keys = fc.constantFrom(...PERIODS.map(({ key }) => key));
  const periods = fc.oneof(
    fc.tuple(keys, anyDay).map(([key, today]) => namedPeriod(key, today)),
    fc.tuple(anyDay, fc.nat({ max: 400 })).map(([from, length]) => customPeriod(from, addDays(from, length))),
  );
  fc.assert(
    fc.property(periods, fc.constantFrom("previous", "year"), (period, key) => {
      const comparison = comparisonOf(period, key)!;
      const earlier = eachDay(period.from, period.to).flatMap((each) => comparisonDay(comparison, each) ?? []);
      expect(new Set(earlier).size).toBe(earlier.length);
      expect(earlier.every((each) => each >= comparison.from && each <= comparison.to)).toBe(true);
      expect(comparison.from < period.from).toBe(true);
      if (key === "previous") expect(comparison.to < period.from).toBe(true);
      // Months differ by up to three days each, never by more.
      const months = Math.ceil(lengthOf(period) / 28) + 1;
      expect(Math.abs(daysBetween(comparison.from, comparison.to) + 1 - lengthOf(period))).toBeLessThanOrEqual(3 * months);
    }),
  );
});
