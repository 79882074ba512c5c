import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  type Day,
  DayError,
  dayOf,
  daysBetween,
  eachDay,
  endOfMonth,
  isDay,
  parseDay,
  startOfDay,
  startOfMonth,
  weekday,
} from "./day";

const day = fc.date({ min: new Date("1990-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }).map(dayOf);

describe("parseDay", () => {
  it.each(["1970-01-01", "2024-02-29", "2026-11-21", "9999-12-31"])("reads %s", (text) => expect(parseDay(text)).toBe(text));

  const REFUSED = [
    "",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-11-31",
    "1969-12-31",
    "2026-1-1",
    "20261121",
    " 2026-11-21",
  ];
  it.each([...REFUSED, "2026-11-21T00:00:00Z", "+12026-01-01", "today", "２０２６-11-21"])("refuses %j", (text) => {
    expect(() => parseDay(text)).toThrow(DayError);
    expect(isDay(text)).toBe(false);
  });
});

describe("dayOf", () => {
  it.each([
    ["2026-11-20T23:59:59.999Z", "2026-11-20"],
    ["2026-11-21T00:00:00Z", "2026-11-21"],
    // Kathmandu's Saturday has begun while OpenRouter's Friday lasts.
    ["2026-11-21T05:44:00+05:45", "2026-11-20"],
  ])("puts %s on %s, wherever the host is", (instant, expected) => expect(dayOf(new Date(instant))).toBe(expected));

  it("is undone by startOfDay", () => {
    fc.assert(
      fc.property(day, (one) => {
        expect(dayOf(startOfDay(one))).toBe(one);
      }),
    );
  });
});

describe("counting days", () => {
  it("goes there and back", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (from, count) => {
        expect(daysBetween(from, addDays(from, count))).toBe(count);
        expect(addDays(addDays(from, count), -count)).toBe(from);
      }),
    );
  });

  it("compares as text", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 20_000 }), (from, count) => {
        expect(addDays(from, count) > from).toBe(true);
      }),
    );
  });

  it("lists both ends, and nothing backwards", () => {
    expect(eachDay(parseDay("2026-02-27"), parseDay("2026-03-01"))).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(eachDay(parseDay("2026-02-27"), parseDay("2026-02-27"))).toEqual(["2026-02-27"]);
    expect(eachDay(parseDay("2026-02-27"), parseDay("2026-02-26"))).toEqual([]);
  });
});

describe("months", () => {
  it.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2024-01-31", 1, "2024-02-29"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2026-11-15", 2, "2027-01-15"],
    ["2026-01-15", -1, "2025-12-15"],
    ["2024-02-29", 12, "2025-02-28"],
    ["2026-05-31", 0, "2026-05-31"],
    ["2026-05-31", -17, "2024-12-31"],
  ] as [Day, number, Day][])("%s and %i months is %s", (from, count, expected) => expect(addMonths(from, count)).toBe(expected));

  it.each([
    ["2026-02-10", "2026-02-01", "2026-02-28"],
    ["2024-02-29", "2024-02-01", "2024-02-29"],
    ["2026-12-31", "2026-12-01", "2026-12-31"],
    ["9999-12-31", "9999-12-01", "9999-12-31"],
  ] as [Day, Day, Day][])("%s lies between %s and %s", (one, first, last) => {
    expect([startOfMonth(one), endOfMonth(one)]).toEqual([first, last]);
  });

  it("contain each of their days", () => {
    fc.assert(
      fc.property(day, (one) => {
        expect(eachDay(startOfMonth(one), endOfMonth(one))).toContain(one);
      }),
      { numRuns: 50 },
    );
  });
});

it("counts weekdays from Monday as ISO 8601 does", () => {
  const week = eachDay(parseDay("2026-11-16"), parseDay("2026-11-22"));
  expect(week.map(weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
