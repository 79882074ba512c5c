import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addWeeks, parseWeek } from "../iso-week";
import { dueAt, lastDueWeek, scheduleWords } from "./schedule";

describe("the last week whose reports are due", () => {
  it.each([
    ["Monday at 7", 1, 7, "2026-11-16T07:00:00Z", "2026-W46"],
    ["a second before it", 1, 7, "2026-11-16T06:59:59Z", "2026-W45"],
    ["Sunday before midnight", 1, 0, "2026-11-15T23:59:59Z", "2026-W45"],
    ["Monday at midnight", 1, 0, "2026-11-16T00:00:00Z", "2026-W46"],
    ["a worker that was down until Thursday", 1, 7, "2026-11-19T12:00:00Z", "2026-W46"],
    ["Sunday at 23", 7, 23, "2026-11-22T22:00:00Z", "2026-W45"],
    ["the turn of a year with 53 weeks", 1, 7, "2027-01-04T08:00:00Z", "2026-W53"],
  ])("%s", (_, weekday, hour, now, week) => {
    expect(lastDueWeek({ weekday, hour }, new Date(now))).toBe(week);
  });

  it("is due, and the one after it is not, at every moment and by every schedule", () => {
    const moment = fc.date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2040-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 23 }), (now, weekday, hour) => {
        const week = lastDueWeek({ weekday, hour }, now);
        expect(dueAt(week, { weekday, hour }) <= now).toBe(true);
        expect(dueAt(addWeeks(week, 1), { weekday, hour }) > now).toBe(true);
      }),
    );
  });
});

it("is said in words", () => {
  expect(scheduleWords({ weekday: 1, hour: 7 })).toBe("Monday at 07:00 UTC");
  expect(dueAt(parseWeek("2026-W46"), { weekday: 1, hour: 7 }).toISOString()).toBe("2026-11-16T07:00:00.000Z");
});
