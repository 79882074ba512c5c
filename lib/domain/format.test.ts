import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDay } from "./day";
import {
  formatChange,
  formatCount,
  formatPercent,
  formatShare,
  formatTokens,
  formatUsd,
  formatUsdExact,
  formatUsdTick,
} from "./format";
import { formatDate, formatDay, formatInstant, formatRange, formatTick } from "./format-day";
import { parseUsd, type Usd, ZERO_USD } from "./usd";

const day = (text: string) => parseDay(text);

describe("dollars", () => {
  it.each([
    ["0", "$0", "$0"],
    ["1", "$1.00", "$1"],
    ["1234567.895", "$1,234,567.90", "$1,234,567.895"],
    ["0.999999", "$1.00", "$0.999999"],
    ["0.5", "$0.50", "$0.5"],
    ["0.12345", "$0.1235", "$0.12345"],
    ["0.0042", "$0.0042", "$0.0042"],
    ["0.004217300001", "$0.004217", "$0.004217300001"],
    ["0.000000000001", "$0.000000000001", "$0.000000000001"],
    ["-0.5", "−$0.50", "−$0.5"],
    ["-1234.5", "−$1,234.50", "−$1,234.5"],
    ["99999999.999999999999", "$100,000,000.00", "$99,999,999.999999999999"],
  ])("%s is shown as %s, in full as %s", (amount, shown, exact) => {
    expect(formatUsd(parseUsd(amount))).toBe(shown);
    expect(formatUsdExact(parseUsd(amount))).toBe(exact);
  });

  it("never shows nothing for something, nor more than the amount by half of its last digit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 19n }), (units) => {
        const shown = formatUsd(units as Usd);
        expect(shown).not.toMatch(/^\$0(\.0*)?$/);
        const read = parseUsd(shown.slice(1).replaceAll(",", ""));
        const error = read > units ? read - units : units - read;
        expect(error <= (units >= 10n ** 12n ? 5n * 10n ** 9n : units / 1000n)).toBe(true);
        expect(formatUsd(-units as Usd)).toBe(`−${shown}`);
        expect(
          parseUsd(
            formatUsdExact(units as Usd)
              .slice(1)
              .replaceAll(",", ""),
          ),
        ).toBe(units);
      }),
    );
  });

  it.each([
    [0, "$0"],
    [0.05, "$0.05"],
    [0.4, "$0.40"],
    [2.5, "$2.50"],
    [0.005, "$0.005"],
    [0.30000000000000004, "$0.30"],
    [20, "$20"],
    [150, "$150"],
    [1250, "$1.25k"],
    [3_000_000, "$3M"],
    [-20, "−$20"],
  ])("an axis shows %d as %s", (dollars, tick) => {
    expect(formatUsdTick(dollars)).toBe(tick);
  });
});

describe("counts, tokens and shares", () => {
  it.each([
    [null, "–", "–"],
    [0, "0", "0"],
    [950, "950", "950"],
    [45_000, "45,000", "45 k"],
    [1_200_000, "1,200,000", "1.2 M"],
    [999_960, "999,960", "1 M"],
    [123_456_789, "123,456,789", "123 M"],
    [5_000_000_000, "5,000,000,000", "5 B"],
    [-1_200, "−1,200", "−1.2 k"],
  ])("%s tokens are %s, or %s", (tokens, count, short) => {
    expect(formatCount(tokens)).toBe(count);
    expect(formatTokens(tokens)).toBe(short);
  });

  it.each([
    [null, "–"],
    [0, "0\u00a0%"],
    [0.0004, "<0.1\u00a0%"],
    [0.042, "4.2\u00a0%"],
    [0.0996, "10\u00a0%"],
    [0.42, "42\u00a0%"],
    [0.9996, ">99.9\u00a0%"],
    [0.9967, "99.7\u00a0%"],
    [0.994, "99\u00a0%"],
    [1, "100\u00a0%"],
    [-0.1, "−10\u00a0%"],
    [-0.0004, ">−0.1\u00a0%"],
  ])("a share of %s is %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it("groups the digits of large percentages", () => {
    expect(formatPercent(12_345.6)).toBe("12,346\u00a0%");
  });
});

it.each([
  [{ kind: "no_data" }, "no data"],
  [{ kind: "same" }, "no change"],
  [{ kind: "new", byUsd: parseUsd("3") }, "new"],
  [{ kind: "gone", byUsd: parseUsd("-3") }, "gone"],
  [{ kind: "change", byUsd: parseUsd("12.5"), percent: 4.2 }, "+$12.50 (+4.2\u00a0%)"],
  [{ kind: "change", byUsd: parseUsd("-3"), percent: -10 }, "−$3.00 (−10\u00a0%)"],
  [{ kind: "change", byUsd: parseUsd("3"), percent: null }, "+$3.00"],
  [{ kind: "change", byUsd: parseUsd("0.02"), percent: 0.03 }, "+$0.02 (under 0.1\u00a0%)"],
  [{ kind: "change", byUsd: parseUsd("-0.02"), percent: -0.03 }, "−$0.02 (under 0.1\u00a0%)"],
  [{ kind: "change", byUsd: parseUsd("99.96"), percent: 99.96 }, "+$99.96 (+100\u00a0%)"],
  [{ kind: "change", byUsd: parseUsd("-99.96"), percent: -99.96 }, "−$99.96 (almost −100\u00a0%)"],
] as [Parameters<typeof formatChange>[0], string][])("a change %o reads %s", (change, text) => {
  expect(formatChange(change)).toBe(text);
});

it("writes days as people say them, the year only where it differs", () => {
  expect(formatDay(day("2026-11-16"), day("2026-11-21"))).toBe("Mon 16 Nov");
  expect(formatDay(day("2025-12-07"), day("2026-11-21"))).toBe("Sun 7 Dec 2025");
  expect(formatTick(day("2026-01-02"))).toBe("2 Jan");
  expect(formatInstant(new Date("2026-11-21T23:59:59Z"))).toBe("21 Nov 2026, 23:59 UTC");
  expect(formatDate(new Date("2026-11-21T23:59:59Z"))).toBe("21 Nov 2026");
});

it.each([
  ["2026-11-16", "2026-11-16", "16 Nov 2026"],
  ["2026-11-01", "2026-11-21", "1–21 Nov 2026"],
  ["2026-10-28", "2026-11-03", "28 Oct – 3 Nov 2026"],
  ["2025-12-30", "2026-01-02", "30 Dec 2025 – 2 Jan 2026"],
])("%s to %s reads %s", (from, to, text) => {
  expect(formatRange(day(from), day(to))).toBe(text);
});

it("knows zero from nothing charged", () => {
  expect(formatUsd(ZERO_USD)).toBe("$0");
});
