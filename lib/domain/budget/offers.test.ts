import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUsd, parseUsd, type Usd } from "../usd";
import { checkName } from "./check";
import { dailyOf, dayAmount, hardCapOf, nameBeside, roundUp } from "./offers";

const usd = parseUsd;

describe("what is offered beside a budget", () => {
  it.each([
    ["100", 22, "4.55"],
    ["1000", 22, "45.45"],
    ["0.01", 22, "0.000454545455"],
    ["30", 30, "1"],
  ])("a day of $%s over %d working days: $%s", (month, days, daily) => expect(dailyOf(usd(month), days)).toBe(usd(daily)));

  it.each([
    ["100", "130"],
    ["0.01", "0.01"],
    ["7.77", "10.1"],
  ])("a hard cap at 130 %% of $%s: $%s", (expected, cap) => expect(hardCapOf(usd(expected))).toBe(usd(cap)));

  it.each([
    ["day", "50", "50"],
    ["week", "50", "10"],
    ["month", "100", "4.55"],
  ] as const)("what a day may cost by a %s's $%s: $%s", (per, amount, daily) => {
    expect(dayAmount({ per, workingDays: 22 }, usd(amount))).toBe(usd(daily));
  });
});

it("names what is made beside a budget so that every budget's name can be followed by it", () => {
  expect(nameBeside("All spend", "daily")).toBe("All spend (daily)");
  for (const what of ["daily", "hard cap"] as const) {
    const name = nameBeside(` ${"x".repeat(100)}`, what);
    expect([checkName(name), name.endsWith(`x (${what})`)]).toEqual([name, true]);
  }
});

describe("roundUp", () => {
  it.each([
    ["0", "1"],
    ["0.4", "1"],
    ["1", "1"],
    ["4.2", "5"],
    ["97.1", "98"],
    ["101", "110"],
    ["4567.89", "4600"],
    ["4600", "4600"],
  ])("of %s is %s", (amount, round) => expect(roundUp(usd(amount))).toBe(usd(round)));

  it("never falls below what it rounds, nor more than a tenth above it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 13n, max: 9n * 10n ** 19n }), (units) => {
        const round = roundUp(units as Usd);
        expect(compareUsd(round, units as Usd)).not.toBe(-1);
        expect(round * 10n <= units * 11n).toBe(true);
      }),
    );
  });
});
