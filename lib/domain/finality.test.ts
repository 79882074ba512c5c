import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, parseDay } from "./day";
import { FINALITIES, type Finality, finalityOf, leastFinal, settlesAt } from "./finality";

const DAY = parseDay("2026-11-18");
const TODAY = parseDay("2026-11-21");
const EARLY = new Date("2026-11-20T23:59:59.999Z");
const LATE = new Date("2026-11-21T00:00:00.000Z");

it("settles 48 hours after the day is over", () => {
  expect(settlesAt(DAY)).toEqual(LATE);
});

describe("finalityOf", () => {
  const book = (books: string, pulledAt: Date, restatedAt: Date | null = null) => ({ books, pulledAt, restatedAt });
  const CASES: [name: string, day: Day, book: ReturnType<typeof book> | null, finality: Finality][] = [
    ["today, whatever was read", TODAY, book("analytics", LATE), "open"],
    ["a day to come", addDays(TODAY, 1), null, "open"],
    ["a day over that nobody read", DAY, null, "provisional"],
    ["a day read before it settled", DAY, book("analytics", EARLY), "provisional"],
    ["a day read the moment it settled", DAY, book("analytics", LATE), "settled"],
    ["an aggregate file read late", DAY, book("aggregate_csv", LATE), "settled"],
    ["a log, however late", DAY, book("log", LATE), "provisional"],
    ["a day that changed after it was settled", DAY, book("activity", LATE, LATE), "restated"],
    ["a restatement of a day read too early since", DAY, book("activity", EARLY, EARLY), "provisional"],
  ];
  it.each(CASES)("%s", (_, day, read, expected) => expect(finalityOf(day, TODAY, read)).toBe(expected));
});

describe("leastFinal", () => {
  it("takes the worst part", () => {
    expect(leastFinal(["closed", "settled"])).toBe("settled");
    expect(leastFinal(["settled", "restated", "closed"])).toBe("restated");
    expect(leastFinal(["settled", "open", "provisional"])).toBe("open");
    expect(leastFinal([])).toBeNull();
  });

  it("is never more final than any part, nor depends on order", () => {
    const some = fc.array(fc.constantFrom(...FINALITIES), { minLength: 1 });
    fc.assert(
      fc.property(some, (parts) => {
        const least = leastFinal(parts);
        expect(parts).toContain(least);
        expect(leastFinal([...parts].reverse())).toBe(least);
        for (const part of parts) expect(FINALITIES.indexOf(least ?? "closed")).toBeLessThanOrEqual(FINALITIES.indexOf(part));
      }),
    );
  });
});
