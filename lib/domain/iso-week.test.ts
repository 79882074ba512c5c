import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf, eachDay, parseDay, weekday } from "./day";
import { addWeeks, daysOfWeek, formatWeek, parseWeek, weekOf, weeksInYear, weekWords } from "./iso-week";

describe("the week of a day", () => {
  it.each([
    // The examples of ISO 8601 and years whose turn lies within a week.
    ["2026-11-21", "2026-W47"],
    ["2026-01-01", "2026-W01"],
    ["2025-12-29", "2026-W01"],
    ["2025-12-28", "2025-W52"],
    ["2027-01-01", "2026-W53"],
    ["2027-01-03", "2026-W53"],
    ["2027-01-04", "2027-W01"],
    ["2021-01-03", "2020-W53"],
    ["2020-12-28", "2020-W53"],
    ["2005-01-01", "2004-W53"],
    ["2008-12-29", "2009-W01"],
  ])("%s is in %s", (day, week) => {
    expect(weekOf(parseDay(day))).toBe(week);
  });

  it("lies in exactly one week of seven days from Monday to Sunday, in order", () => {
    const anyDay = fc.date({ min: new Date("1971-01-04T00:00:00Z"), max: new Date("2400-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(anyDay, (instant) => {
        const day = dayOf(instant);
        const week = weekOf(day);
        const { from, to } = daysOfWeek(week);
        expect([weekday(from), weekday(to)]).toEqual([1, 7]);
        expect(eachDay(from, to)).toContain(day);
        expect(eachDay(from, to).map(weekOf)).toEqual(Array(7).fill(week));
        expect(parseWeek(week)).toBe(week);
        expect([addWeeks(week, 1), weekOf(addDays(to, 1))]).toEqual([weekOf(addDays(to, 1)), addWeeks(week, 1)]);
        expect(addWeeks(week, 1) > week).toBe(true);
        expect(addWeeks(addWeeks(week, 60), -60)).toBe(week);
      }),
    );
  });
});

it("knows which years have 53 weeks", () => {
  const long = Array.from({ length: 40 }, (_, index) => 2000 + index).filter((year) => weeksInYear(year) === 53);
  expect(long).toEqual([2004, 2009, 2015, 2020, 2026, 2032, 2037]);
});

describe("reading a week", () => {
  it.each([
    ["2026-W47", "2026-W47"],
    ["2026w47", "2026-W47"],
    [" 2020-W53 ", "2020-W53"],
    ["2026-W53", "2026-W53"],
  ])("%s", (text, week) => {
    expect(parseWeek(text)).toBe(week);
  });

  it.each([
    ["2025-W53", '"2025-W53" does not exist: 2025 has the weeks 2025-W01 to 2025-W52. The week after it is 2026-W01.'],
    ["2020-W54", '"2020-W54" does not exist: 2020 has the weeks 2020-W01 to 2020-W53. The week after it is 2021-W01.'],
    ["2026-W00", '"2026-W00" does not exist: 2026 has the weeks 2026-W01 to 2026-W53.'],
    ["2026-W99", '"2026-W99" does not exist: 2026 has the weeks 2026-W01 to 2026-W53.'],
    ["2026-47", '"2026-47" is no ISO week: write it as 2026-W47.'],
    ["2026-W7", '"2026-W7" is no ISO week: write it as 2026-W47.'],
    ["0001-W01", '"0001-W01" is no week that Waybill can know of.'],
    ["", '"" is no ISO week: write it as 2026-W47.'],
    ["<script>", '"<script>" is no ISO week: write it as 2026-W47.'],
  ])("refuses %s and says why", (text, message) => {
    expect(() => parseWeek(text)).toThrow(message);
  });
});

it("is called by its number and days", () => {
  expect(formatWeek(parseWeek("2026-W47"))).toBe("Week 47, 16–22 Nov 2026");
  expect(formatWeek(parseWeek("2026-W53"))).toBe("Week 53, 28 Dec 2026 – 3 Jan 2027");
  expect(weekWords(parseWeek("2026-W46"), parseWeek("2026-W47"))).toBe("week 46");
  expect(weekWords(parseWeek("2025-W52"), parseWeek("2026-W01"))).toBe("week 52 of 2025");
});
