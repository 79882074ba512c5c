import { describe, expect, it } from "vitest";
import { DIMENSIONS, GROUPING_BITS, groupingOf, isDimension, KEPT_GROUPINGS, NO_VALUE, TOLD_BY } from "./dimension";

describe("groupings", () => {
  it("have a bit of their own for each dimension that totals can leave out", () => {
    const bits = Object.values(GROUPING_BITS);
    expect(new Set(bits).size).toBe(bits.length);
    for (const bit of bits) expect(Math.log2(bit) % 1).toBe(0);
    const alwaysKept = DIMENSIONS.filter((dimension) => !(dimension in GROUPING_BITS));
    expect(alwaysKept).toEqual(["day", "environment", "tier", "connection", "evidence"]);
    expect(TOLD_BY).toEqual({ environment: "key", tier: "model" });
  });

  it("are kept once each, and fit the column", () => {
    const kept = KEPT_GROUPINGS.map((grouping) => groupingOf(grouping));
    expect(new Set(kept).size).toBe(kept.length);
    for (const grouping of kept) expect(grouping).toBeLessThan(2 ** 15);
  });

  it("are kept for the total and for every dimension alone", () => {
    const kept = new Set(KEPT_GROUPINGS.map((grouping) => groupingOf(grouping)));
    expect(kept.has(0)).toBe(true);
    for (const bit of Object.values(GROUPING_BITS)) expect(kept.has(bit)).toBe(true);
  });

  it("do not depend on order or repetition", () => {
    expect(groupingOf(["key", "model", "key"])).toBe(groupingOf(["model", "key"]));
    expect(groupingOf([])).toBe(0);
  });
});

describe("dimensions", () => {
  it.each([...DIMENSIONS])("knows %s", (dimension) => expect(isDimension(dimension)).toBe(true));
  it.each(["", "Day", "user", "toString", "day "])("does not know %j", (text) => expect(isDimension(text)).toBe(false));
  it("has no dimension named like the lack of a value", () => expect(isDimension(NO_VALUE)).toBe(false));
});
