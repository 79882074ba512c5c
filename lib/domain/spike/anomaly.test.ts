import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anomalies } from "./anomaly";

const HOURS = 24 * 35;

/** Office hours on working days at some dollars an hour, with a wobble that repeats; changed at will. */
function office(change: (hour: number, usual: number) => number | null = (_, usual) => usual): (number | null)[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const [day, ofDay] = [Math.floor(hour / 24), hour % 24];
    const usual = day % 7 >= 5 || ofDay < 8 || ofDay > 18 ? 0 : 4 + ((hour * 7) % 5) / 2;
    return change(hour, usual);
  });
}

const find = (values: readonly (number | null)[], perDay: 24 | 1 = 24) =>
  anomalies({ values, perDay, firstWeekday: 1, direction: "up" }).map(({ from, to, closed }) => ({ from, to, closed }));
const at = (day: number, hour: number) => day * 24 + hour;

describe("anomalies by the hour", () => {
  test.each<[string, (hour: number, usual: number) => number | null]>([
    ["a steady rhythm of working days and weekends", (_, usual) => usual],
    ["nothing at all", () => 0],
    ["nothing known", () => null],
    ["two weeks that are unknown", (hour, usual) => (hour > at(14, 0) && hour < at(28, 0) ? null : usual)],
    ["steady growth", (hour, usual) => usual * 1.02 ** (hour / 24)],
    ["a level that falls", (hour, usual) => (hour > at(25, 0) ? usual / 3 : usual)],
    ["a dear hour in the first days, when nobody knows what is usual", (hour, usual) => (hour === at(3, 10) ? 90 : usual)],
  ])("finds nothing in %s", (_, change) => expect(find(office(change))).toEqual([]));

  test("finds a loop from its first hour to its last, and closes it when it is usual again", () => {
    const loop = office((hour, usual) => usual + (hour >= at(30, 13) && hour <= at(30, 16) ? 40 : 0));
    expect(find(loop)).toEqual([{ from: at(30, 13), to: at(30, 16), closed: true }]);
  });

  test("finds it in its first hour, when nothing is known beyond, and leaves it open", () => {
    const loop = office((hour, usual) => usual + (hour >= at(30, 13) ? 40 : 0)).slice(0, at(30, 13) + 1);
    expect(find(loop)).toEqual([{ from: at(30, 13), to: at(30, 13), closed: false }]);
  });

  test("finds it also at night, where nothing is ever spent, and once", () => {
    const loop = office((hour, usual) => usual + (hour >= at(29, 2) && hour <= at(29, 5) ? 30 : 0));
    expect(find(loop)).toEqual([{ from: at(29, 2), to: at(29, 5), closed: true }]);
  });

  test("takes a new level that stays for the new usual within two days", () => {
    const step = office((hour, usual) => (hour >= at(22, 0) ? usual * 4 : usual));
    expect(find(step).length).toBeLessThanOrEqual(2);
    expect(find(step).every(({ to, closed }) => closed && to < at(24, 0))).toBe(true);
  });

  test("what comes later changes nothing of what was found", () => {
    const noise = fc.array(fc.oneof(fc.constant(null), fc.double({ min: 0, max: 100, noNaN: true })), {
      minLength: 300,
      maxLength: 400,
    });
    fc.assert(
      fc.property(noise, fc.integer({ min: 150, max: 290 }), (values, cut) => {
        const closed = find(values.slice(0, cut)).filter((stretch) => stretch.closed);
        expect(find(values).slice(0, closed.length)).toEqual(closed);
      }),
      { numRuns: 40 },
    );
  });
});

describe("anomalies by the day", () => {
  const days = (change: (day: number) => number) =>
    Array.from({ length: 60 }, (_, day) => (day % 7 >= 5 ? 5 : 40 + ((day * 3) % 7)) * change(day));

  test("finds the one dear day, and no weekend", () => {
    expect(
      find(
        days(() => 1),
        1,
      ),
    ).toEqual([]);
    expect(
      find(
        days((day) => (day === 50 ? 6 : 1)),
        1,
      ),
    ).toEqual([{ from: 50, to: 50, closed: true }]);
  });
});
