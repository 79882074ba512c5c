import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, type Day, parseDay } from "./day";
import {
  chargesOf,
  creditFee,
  feeRateOn,
  parsePercent,
  percentToString,
  purchasesOf,
  type Subscription,
  USUAL_CREDIT_FEE,
} from "./other-costs";
import { parseUsd, sumUsd, usdToString } from "./usd";

const day = (text: string) => parseDay(text);
const seat: Subscription = { id: "s", name: "Seats", amountUsd: parseUsd("20"), from: day("2026-01-31"), to: null };

describe("chargesOf", () => {
  test("charges on the date of the first day, or on the month's last", () => {
    const charges = chargesOf(seat, { from: day("2026-01-01"), to: day("2026-04-30") });
    expect(charges.map((charge) => charge.day)).toEqual(["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
  });

  test.each([
    ["2026-02-27", 1],
    ["2026-02-28", 2],
    ["2026-01-31", 1],
  ])("charges nothing after its last day %s", (to, count) => {
    const ended = { ...seat, to: day(to) };
    expect(chargesOf(ended, { from: day("2026-01-01"), to: day("2027-01-01") })).toHaveLength(count);
  });

  test("months add up to the whole, wherever they are cut", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (start, length) => {
        const from = addDays(seat.from, start);
        const [middle, to] = [addDays(from, Math.floor(length / 2)), addDays(from, length)];
        const sum = (a: Day, b: Day) => sumUsd(chargesOf(seat, { from: a, to: b }).map(({ amountUsd }) => amountUsd));
        expect(sumUsd([sum(from, middle), sum(addDays(middle, 1), to)])).toBe(sum(from, to));
      }),
    );
  });
});

describe("credit fee", () => {
  test.each([
    ["100", "5.5"],
    ["10", "0.8"],
    ["14.54", "0.8"],
    ["14.55", "0.8"],
    ["1000.10", "55.01"],
    ["0.000001", "0.8"],
    ["0", "0"],
    ["-50", "0"],
  ])("on $%s is $%s", (credits, fee) => {
    expect(usdToString(creditFee(parseUsd(credits), USUAL_CREDIT_FEE))).toBe(fee);
  });

  test("goes by the rate of its day", () => {
    const later = { from: day("2026-06-01"), percentUnits: 60_000n, leastUsd: parseUsd("1") };
    expect(feeRateOn([later], day("2026-05-31"))).toBe(USUAL_CREDIT_FEE);
    expect(feeRateOn([later], day("2026-06-01"))).toBe(later);
  });
});

test("purchases are what the total grew by; the first reading tells none", () => {
  const readings = ["100", "100", "350", "300"].map((total, index) => ({
    day: addDays(day("2026-03-01"), index),
    totalUsd: parseUsd(total),
  }));
  expect(purchasesOf(readings)).toEqual([
    { day: "2026-03-03", creditsUsd: parseUsd("250") },
    { day: "2026-03-04", creditsUsd: parseUsd("-50") },
  ]);
});

test.each([
  ["5.5", 55_000n],
  ["5.5 %", 55_000n],
  ["0", 0n],
  ["100", 1_000_000n],
  ["100.0001", null],
  ["-1", null],
  ["1e1", null],
  ["", null],
  ["5.12345", null],
])("%s as a percentage", (text, units) => {
  expect(parsePercent(text)).toBe(units);
  if (units !== null) expect(parsePercent(percentToString(units))).toBe(units);
});
