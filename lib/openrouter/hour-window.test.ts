import fc from "fast-check";
import { expect, it } from "vitest";
import { packHours } from "./hour-window";

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse("2026-11-19T00:00:00Z");
const at = (hour: number) => new Date(MIDNIGHT + hour * HOUR);

it("puts quiet hours together and cuts at the busy ones", () => {
  const counts = new Map([3, 4, 5].map((hour) => [MIDNIGHT + hour * HOUR, 60]));
  expect(packHours(at(0), at(24), counts, 100)).toEqual([
    { from: at(0), to: at(4), requests: 60 },
    { from: at(4), to: at(5), requests: 60 },
    { from: at(5), to: at(24), requests: 60 },
  ]);
});

it("cuts an hour that holds more than an answer", () => {
  const windows = packHours(at(0), at(1), new Map([[MIDNIGHT, 250]]), 100);
  expect(windows.map((window) => window.requests)).toEqual([63, 63, 63, 63]);
  expect(windows.at(-1)?.to).toEqual(at(1));
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
