import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addUsd,
  compareUsd,
  parseUsd,
  splitUsd,
  subtractUsd,
  sumUsd,
  timesCount,
  type Usd,
  UsdError,
  usdFromNumber,
  usdToApproximateNumber,
  usdToString,
} from "./usd";

const LIMIT = 10n ** 20n - 1n;
const amount = fc.bigInt({ min: -LIMIT, max: LIMIT }).map((units) => units as Usd);

describe("parseUsd", () => {
  const READ: [name: string, text: string, units: bigint][] = [
    ["a whole amount", "12", 12n * 10n ** 12n],
    ["a negative amount", "-12.5", -12_500_000_000_000n],
    ["a plus sign", "+1", 10n ** 12n],
    ["no digit before the point", ".1", 10n ** 11n],
    ["no digit after the point", "1.", 10n ** 12n],
    ["an exponent", "2.8e-9", 2800n],
    ["a positive exponent", "1.5E3", 1500n * 10n ** 12n],
    ["white space around it", " 1\t", 10n ** 12n],
    ["the last digit kept", "0.000000000001", 1n],
    ["a tie, rounded to the even neighbour below", "0.0000000000005", 0n],
    ["a tie, rounded to the even neighbour above", "0.0000000000015", 2n],
    ["a negative tie", "-0.0000000000015", -2n],
    ["just above a tie", "0.00000000000050001", 1n],
    ["a cost far below the last digit", "1e-300", 0n],
    ["an exponent beyond any cost", "1e-9999", 0n],
    ["zero with a sign", "-0", 0n],
    ["the largest amount", "99999999.999999999999", LIMIT],
    ["leading zeros", "000.5", 5n * 10n ** 11n],
  ];
  it.each(READ)("reads %s", (_, text, units) => expect(parseUsd(text)).toBe(units));

  const REFUSED = [
    "",
    " ",
    ".",
    "-",
    "e5",
    "1,5",
    "1_000",
    "$1",
    "0x10",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e",
    "1e12345",
    "1.2.3",
    "١",
  ];
  it.each([...REFUSED, "100000000", "1e8", "9e999", "99999999.9999999999995", "-1e8"])("refuses %j", (text) =>
    expect(() => parseUsd(text)).toThrow(UsdError),
  );

  it("says which text it refused, shortened", () => {
    expect(() => parseUsd("free".repeat(100))).toThrow(/^not a decimal amount: "(free){10}"$/);
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(amount, (usd) => {
        expect(parseUsd(usdToString(usd))).toBe(usd);
      }),
    );
  });
});

describe("usdToString", () => {
  it.each([
    [0n, "0"],
    [1n, "0.000000000001"],
    [-1_500_000_000_000n, "-1.5"],
    [-1n, "-0.000000000001"],
    [10n ** 12n, "1"],
    [120n * 10n ** 12n, "120"],
  ])("writes %s units as %s", (units, text) => expect(usdToString(units as Usd)).toBe(text));
});

describe("usdFromNumber", () => {
  it.each([
    [0.1, "0.1"],
    [0.1 + 0.2, "0.3"],
    [2.8e-9, "0.0000000028"],
    [1e-7, "0.0000001"],
    [0, "0"],
    [-0, "0"],
    [1234.5678, "1234.5678"],
  ])("takes %d for %s", (number, text) => expect(usdToString(usdFromNumber(number))).toBe(text));

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21])("refuses %d", (number) =>
    expect(() => usdFromNumber(number)).toThrow(UsdError),
  );

  it("is exact for every amount of twelve significant digits, as a bill has", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
        fc.integer({ min: 4, max: 12 }),
        (digits, scale) => {
          expect(usdFromNumber(Number(`${digits}e-${scale}`))).toBe(parseUsd(`${digits}e-${scale}`));
        },
      ),
    );
  });
});

describe("arithmetic", () => {
  it("adds and subtracts without losing a digit", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(subtractUsd(addUsd(a, b), b)).toBe(a);
      }),
    );
  });

  it("sums in any order", () => {
    fc.assert(
      fc.property(fc.array(amount), (all) => {
        expect(sumUsd(all)).toBe(sumUsd([...all].reverse()));
      }),
    );
    expect(sumUsd([])).toBe(0n);
  });

  it("multiplies a price by a count", () => {
    expect(usdToString(timesCount(parseUsd("0.0000000028"), 1_000_000))).toBe("0.0028");
  });

  it("compares as the amounts do", () => {
    expect([
      compareUsd(parseUsd("1"), parseUsd("2")),
      compareUsd(parseUsd("2"), parseUsd("2")),
      compareUsd(parseUsd("-1"), parseUsd("-2")),
    ]).toEqual([-1, 0, 1]);
  });

  it("approximates for charts", () => expect(usdToApproximateNumber(parseUsd("-12.25"))).toBe(-12.25));
});

describe("splitUsd", () => {
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
    .filter((all) => all.some((one) => one > 0n));

  it("splits so that the parts add up, each within a unit of its share", () => {
    fc.assert(
      fc.property(amount, weights, (total, parts) => {
        const whole = parts.reduce((sum, weight) => sum + weight, 0n);
        const split = splitUsd(total, parts);
        expect(sumUsd(split)).toBe(total);
        for (const [index, part] of split.entries()) {
          const off = part * whole - total * (parts[index] ?? 0n);
          expect((off < 0n ? -off : off) < whole).toBe(true);
        }
      }),
    );
  });

  it("gives the last units to the largest remainders, earlier ones first", () => {
    expect(splitUsd(10n as Usd, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(splitUsd(-10n as Usd, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]);
    expect(splitUsd(5n as Usd, [1n, 3n])).toEqual([1n, 4n]);
    expect(splitUsd(7n as Usd, [0n, 5n])).toEqual([0n, 7n]);
    const thirds = splitUsd(parseUsd("0.01"), [1n, 1n, 1n]).map(usdToString);
    expect(thirds).toEqual(["0.003333333334", "0.003333333333", "0.003333333333"]);
  });

  it.each([[[]], [[0n, 0n]], [[2n, -1n]]])("refuses the weights %s", (parts) =>
    expect(() => splitUsd(1n as Usd, parts)).toThrow(UsdError),
  );
});
