import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AttemptOutcome, isGivenUp, nextAttemptAt, reasonToPause } from "./message-retry";

const NOW = new Date("2026-11-20T12:00:00Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
const HOUR = 3_600_000;
const failed = (fault: AttemptOutcome["fault"]): AttemptOutcome => ({
  code: 500,
  error: "It answered 500.",
  fault,
  askedMs: null,
});

describe("nextAttemptAt", () => {
  it("waits longer each time, up to two hours", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((n) => (nextAttemptAt(n, null, NOW, 0).getTime() - NOW.getTime()) / 1_000);
    expect(waits).toEqual([10, 60, 300, 900, 1_800, 3_600, 7_200, 7_200, 7_200]);
  });

  it("a destination that answers 500 for a day gets the message within two hours and a bit of its recovery", () => {
    let at = NOW;
    for (let attempts = 1; at.getTime() < later(24 * HOUR).getTime(); attempts += 1) at = nextAttemptAt(attempts, null, at, 0.99);
    expect(at.getTime()).toBeLessThan(later(26.5 * HOUR).getTime());
  });

  it("is never sooner than was asked for, nor later than a day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 1e12 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, asked, random) => {
          const wait = nextAttemptAt(n, asked, NOW, random).getTime() - NOW.getTime();
          expect(wait).toBeGreaterThanOrEqual(Math.min(asked, 24 * HOUR));
          expect(wait).toBeLessThanOrEqual(24 * HOUR);
        },
      ),
    );
  });
});

describe("isGivenUp", () => {
  const message = { kind: "alert", attempts: 1, createdAt: NOW, toChannel: true };
  it.each([
    ["a test at its first failure", { ...message, kind: "test" }, failed("destination"), NOW, true],
    [
      "an alert to a channel never: the channel is paused",
      { ...message, attempts: 90 },
      failed("destination"),
      later(200 * HOUR),
      false,
    ],
    ["one refused for what it says, at the third time", { ...message, attempts: 3 }, failed("message"), NOW, true],
    ["the same at the second", { ...message, attempts: 2 }, failed("message"), NOW, false],
    ["a mail to a person after five days", { ...message, toChannel: false }, failed("destination"), later(120 * HOUR), true],
    ["the same before", { ...message, toChannel: false }, failed("destination"), later(119 * HOUR), false],
  ])("%s", (_, one, outcome, now, expected) => expect(isGivenUp(one, outcome, now)).toBe(expected));
});

describe("reasonToPause", () => {
  it.each([
    ["gone at once", failed("gone"), NOW, "The destination says that it is gone. It answered 500."],
    ["failing for a day", failed("destination"), later(24 * HOUR), null],
    ["failing for five days", failed("destination"), later(120 * HOUR), "Nothing was accepted for five days. It answered 500."],
    [
      "refusing every message for five days",
      failed("message"),
      later(120 * HOUR),
      "Nothing was accepted for five days. It answered 500.",
    ],
    ["refusing one message", failed("message"), later(HOUR), null],
    ["without a mail server, for whatever time", failed("setup"), later(500 * HOUR), null],
  ])("%s", (_, outcome, now, expected) => expect(reasonToPause(NOW, outcome, now)).toBe(expected));
});
