import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delayBefore, isWorthRetrying } from "./backoff";

describe("delayBefore", () => {
  it("never waits less than the server asked for, nor more than half a minute on top", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.option(fc.integer({ min: 0, max: 600_000 })),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, asked, random) => {
          const delay = delayBefore(attempt, asked, random);
          expect(delay).toBeGreaterThanOrEqual(asked ?? 0);
          expect(delay).toBeLessThan((asked ?? 0) + 30_000);
        },
      ),
    );
  });

  it("spreads over twice the time with each attempt", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => delayBefore(attempt, null, 0.5))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
  });
});

it("repeats what may go better, and no refusal", () => {
  expect([408, 429, 500, 502, 503, 504, 524, 529].every(isWorthRetrying)).toBe(true);
  expect([400, 401, 402, 403, 404, 409, 422].some(isWorthRetrying)).toBe(false);
});
