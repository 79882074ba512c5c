import fc from "fast-check";
import { expect, it } from "vitest";
import { packHours } from "./hour-window";

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse("2026-11-19T00:00:00Z");
const at = (hour: number) => new Date(MIDNIGHT + hour * HOUR);

it("puts quiet hours together and cuts the busy ones where a window is full", () => {
  const counts = new Map([3, 4, 5].map((hour) => [MIDNIGHT + hour * HOUR, 60]));
  expect(packHours(at(0), at(24), counts, 100)).toEqual([
    { from: at(0), to: at(4 + 4 / 6), requests: 100 },
    { from: at(4 + 4 / 6), to: at(24), requests: 80 },
  ]);
});

it("cuts an hour that holds more than an answer", () => {
  const windows = packHours(at(0), at(1), new Map([[MIDNIGHT, 1_000]]), 100);
  expect(windows.map((window) => window.requests)).toEqual(Array.from({ length: 15 }, () => 67));
  expect(windows.at(-1)?.to).toEqual(at(1));
});

it("counts of an hour that is not over, or not wanted whole, what it is likely to hold", () => {
  const counts = new Map([[MIDNIGHT, 60]]);
  expect(packHours(at(0.5), at(1), counts, 100)).toEqual([{ from: at(0.5), to: at(1), requests: 30 }]);
});

it("has nothing to read from a stretch that has no length", () => {
  expect(packHours(at(3), at(3), new Map(), 100)).toEqual([]);
  expect(packHours(at(4), at(3), new Map(), 100)).toEqual([]);
});

it("covers the stretch once, without gaps, within the capacity", () => {
  const instant = fc.integer({ min: MIDNIGHT, max: MIDNIGHT + 100 * HOUR }).map((ms) => new Date(ms));
  const counts = fc.array(fc.nat({ max: 1_000 }), { maxLength: 100 });
  fc.assert(
    fc.property(instant, instant, counts, (a, b, requests) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const requestsAt = new Map(requests.map((count, hour) => [MIDNIGHT + hour * HOUR, count]));
      const windows = packHours(from, to, requestsAt, 300);
      let reached = from;
      for (const window of windows) {
        expect(window.from).toEqual(reached);
        expect(window.to > window.from).toBe(true);
        expect(window.requests).toBeLessThanOrEqual(300);
        reached = window.to;
      }
      expect(reached).toEqual(to);
    }),
  );
});
