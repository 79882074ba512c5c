import { describe, expect, it } from "vitest";
import { dayOf } from "../day";
import type { Finality } from "../finality";
import { parseUsd as usd, ZERO_USD } from "../usd";
import { type BookOfDay, type CreditReading, creditSpans } from "./credit-spans";

const reading = (at: string, used: string, billed: string | null = null): CreditReading => {
  const time = new Date(at);
  return { at: time, day: dayOf(time), usedUsd: usd(used), dayBilledUsd: billed === null ? null : usd(billed) };
};
const books = (days: Record<string, string>, finality: Finality = "settled") => {
  return (day: string): BookOfDay | null => (days[day] === undefined ? null : { billedUsd: usd(days[day]), finality });
};
const THREE = books({ "2026-11-01": "5", "2026-11-02": "7", "2026-11-03": "11" });

describe("creditSpans", () => {
  it.each<[string, CreditReading[], ReturnType<typeof books>, string, string | null]>([
    [
      "readings at midnight",
      [reading("2026-11-01T00:00Z", "100", "0"), reading("2026-11-02T00:00Z", "105", "0")],
      THREE,
      "agrees",
      "0",
    ],
    [
      "less than the least",
      [
        reading("2026-11-01T00:00Z", "100", "0"),
        reading("2026-11-01T01:00Z", "100", "0"),
        reading("2026-11-02T00:00Z", "104", "0"),
      ],
      THREE,
      "differs",
      "-1",
    ],
    [
      "more than the most",
      [
        reading("2026-11-01T00:00Z", "100", "0"),
        reading("2026-11-02T00:00Z", "112.5", "0"),
        reading("2026-11-02T01:00Z", "113", "0"),
      ],
      THREE,
      "differs",
      "7.5",
    ],
    [
      "within what was spent around a reading",
      [
        reading("2026-11-01T00:30Z", "100", "1"),
        reading("2026-11-01T01:30Z", "101", "2"),
        reading("2026-11-02T00:00Z", "103.5", "0"),
        reading("2026-11-02T01:00Z", "104", "0"),
      ],
      THREE,
      "agrees",
      "0",
    ],
    [
      "rounding of sums",
      [
        reading("2026-11-01T00:00Z", "100", "0"),
        reading("2026-11-01T01:00Z", "100", "0"),
        reading("2026-11-02T00:00Z", "105.0000001", "0"),
        reading("2026-11-02T01:00Z", "105", "0"),
      ],
      THREE,
      "agrees",
      "0",
    ],
    [
      "days skipped between readings",
      [
        reading("2026-11-01T00:00Z", "100", "0"),
        reading("2026-11-01T01:00Z", "100", "0"),
        reading("2026-11-03T00:00Z", "112", "0"),
        reading("2026-11-03T01:00Z", "112", "0"),
      ],
      THREE,
      "agrees",
      "0",
    ],
    [
      "days that may still settle",
      [
        reading("2026-11-01T00:00Z", "100", "0"),
        reading("2026-11-02T00:00Z", "150", "0"),
        reading("2026-11-02T01:00Z", "150", "0"),
      ],
      books({ "2026-11-01": "5", "2026-11-02": "7" }, "provisional"),
      "open",
      "45",
    ],
    [
      "a day that is not in the books",
      [reading("2026-11-01T00:00Z", "100"), reading("2026-11-04T00:00Z", "105")],
      THREE,
      "unknown",
      null,
    ],
    [
      "an account without Analytics, to the ends of days",
      [reading("2026-11-01T10:00Z", "100"), reading("2026-11-02T10:00Z", "106")],
      THREE,
      "agrees",
      "0",
    ],
    [
      "an account without Analytics, far off",
      [reading("2026-11-01T10:00Z", "100"), reading("2026-11-02T10:00Z", "120")],
      THREE,
      "differs",
      "8",
    ],
  ])("%s", (_name, readings, bookOf, state, difference) => {
    expect(creditSpans(readings, bookOf)).toMatchObject([{ state, differenceUsd: difference === null ? null : usd(difference) }]);
  });

  it("holds one day against the next, and says nothing of fewer than two days", () => {
    expect(creditSpans([], THREE)).toEqual([]);
    expect(creditSpans([reading("2026-11-01T00:00Z", "1"), reading("2026-11-01T05:00Z", "2")], THREE)).toEqual([]);
    const days = ["01", "02", "03"].map((day, index) => reading(`2026-11-${day}T00:00Z`, String(100 + [0, 5, 12][index]!), "0"));
    expect(creditSpans(days, THREE).map(({ changeUsd, state }) => [changeUsd, state])).toEqual([
      [usd("5"), "agrees"],
      [usd("7"), "agrees"],
    ]);
  });

  it("counts the day's whole bill as possibly spent by a reading that has no later one that day", () => {
    const [span] = creditSpans([reading("2026-11-01T00:00Z", "1", "0"), reading("2026-11-02T09:00Z", "8", "2")], THREE);
    expect(span?.books).toEqual({ leastUsd: usd("2"), mostUsd: usd("12") });
    expect(span?.differenceUsd).toBe(ZERO_USD);
  });
});
