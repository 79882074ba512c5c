import { describe, expect, it } from "vitest";
import type { Day } from "../../domain/day";
import { parseUsd } from "../../domain/usd";
import { daysToRead } from "./billed-cells";

const day = (date: number) => `2026-11-${String(date).padStart(2, "0")}` as Day;
const settled = new Date("2026-12-01T00:00:00Z");
const read = (cost = "1", requests = 2, readAt = settled) => ({ readAt, costUsd: parseUsd(cost), requests });
const all = (dates: number[], entry = read()) => new Map(dates.map((date) => [day(date), entry]));

describe("daysToRead", () => {
  it("is everything at first", () => {
    expect(daysToRead(new Map(), null, day(1), day(9))).toEqual([{ oldest: day(1), newest: day(9) }]);
  });

  it("is what is missing or was not settled when it was read, newest first", () => {
    const known = all([1, 2, 4, 5, 7]);
    known.set(day(8), read("1", 2, new Date("2026-11-10T23:59:59Z")));
    known.set(day(9), read("1", 2, new Date("2026-11-12T00:00:00Z")));
    expect(daysToRead(known, null, day(1), day(9))).toEqual([
      { oldest: day(8), newest: day(8) },
      { oldest: day(6), newest: day(6) },
      { oldest: day(3), newest: day(3) },
    ]);
  });

  it("is also what was read at a doubtful time, settled or not", () => {
    const known = all([1, 2]).set(day(3), read("1", 2, new Date("2026-12-02T00:00:00Z")));
    const since = new Date("2026-12-02T00:00:00Z");
    expect(daysToRead(known, null, day(1), day(3), since)).toEqual([{ oldest: day(3), newest: day(3) }]);
  });

  it.each([
    ["the same", "1", 2, false],
    ["another in the last digits of a sum of doubles", "1.0000009", 2, false],
    ["more", "1.01", 2, true],
    ["less", "0.99", 2, true],
    ["the same money for another count", "1", 3, true],
  ])("with totals: reads a settled day again whose total is %s", (_, cost, requests, again) => {
    const totals = new Map([[day(1), { costUsd: parseUsd(cost), requests }]]);
    expect(daysToRead(all([1]), totals, day(1), day(1))).toEqual(again ? [{ oldest: day(1), newest: day(1) }] : []);
  });

  it("with totals: a day without a total had no charge", () => {
    const known = new Map([
      [day(1), read("0", 0)],
      [day(2), read("1", 1)],
    ]);
    expect(daysToRead(known, new Map(), day(1), day(2))).toEqual([{ oldest: day(2), newest: day(2) }]);
  });
});
