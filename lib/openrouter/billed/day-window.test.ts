import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, eachDay, weekday } from "../../domain/day";
import { DayDensity } from "./day-window";

const NEWEST = "2026-11-20" as Day;
const LIMIT = 10_000;

/** Reads a year backwards from an account with so many rows a day; returns answers needed and answers wasted. */
function readYear(rowsOn: (day: Day) => number, keys = 200): { asked: number; cut: number; least: number } {
  const density = new DayDensity(keys, LIMIT, 7);
  const oldest = addDays(NEWEST, -366);
  let [asked, cut, total] = [0, 0, 0];
  for (let newest = NEWEST; newest >= oldest; ) {
    const span = density.span(newest, oldest);
    const days = eachDay(addDays(newest, 1 - span), newest);
    const rows = days.reduce((sum, day) => sum + rowsOn(day), 0);
    asked += 1;
    if (rows > LIMIT && span > 1) {
      cut += 1;
      density.observeCut(span);
      continue;
    }
    density.observe(days, rowsOn);
    total += rows;
    newest = addDays(newest, -span);
  }
  return { asked, cut, least: Math.max(1, Math.ceil(total / LIMIT)) };
}

describe("DayDensity", () => {
  it.each([
    ["every day alike", () => 800, 200],
    ["a weekly rhythm", (day: Day) => (weekday(day) > 5 ? 250 : 900), 200],
    ["growth over the year", (day: Day) => Math.round(900 * 0.998 ** eachDay(day, NEWEST).length), 200],
    ["a tenth of the keys expected", () => 80, 200],
  ])("needs hardly more answers than the rows fill: %s", (_, rowsOn, keys) => {
    const { asked, least, cut } = readYear(rowsOn, keys);
    expect(asked).toBeLessThanOrEqual(Math.ceil(least * 1.15) + 2);
    expect(cut).toBeLessThanOrEqual(2);
  });

  it("finds the right size also where far more comes than expected", () => {
    const { asked, least } = readYear(() => 2_400, 20);
    expect(asked).toBeLessThanOrEqual(Math.ceil(least * 1.15) + 8);
  });

  it("reads an account without traffic in two answers", () => {
    expect(readYear(() => 0).asked).toBe(2);
  });

  it("always gets to the end, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: LIMIT }), { minLength: 1, maxLength: 30 }), (rhythm) => {
        const rowsOn = (day: Day) => rhythm[(Date.parse(day) / 86_400_000) % rhythm.length] ?? 0;
        expect(readYear(rowsOn).asked).toBeLessThanOrEqual(367 * 20);
      }),
    );
  });
});
