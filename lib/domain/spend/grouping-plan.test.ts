import fc from "fast-check";
import { expect, it } from "vitest";
import { GROUPING_BITS, type GroupingDimension, KEPT_GROUPINGS } from "../dimension";
import { planGroupings } from "./grouping-plan";

const dimensions = Object.keys(GROUPING_BITS) as GroupingDimension[];

it("sums kept groupings from half as many", () => {
  const { wide, from } = planGroupings(KEPT_GROUPINGS);
  expect(wide.length * 2).toBeLessThan(KEPT_GROUPINGS.length);
  expect(from).toHaveLength(KEPT_GROUPINGS.length);
});

it("takes each from the narrowest that has all its dimensions", () => {
  const kept: GroupingDimension[][] = [[], ["model"], ["developer", "model"], ["team"], ["model", "feature"]];
  expect(planGroupings(kept)).toEqual({
    wide: [
      ["developer", "model", "team", "cost_center"],
      ["model", "feature"],
    ],
    from: [1, 1, 0, 0, 1],
  });
});

it("covers whatever is kept, and sums lines over no grouping that another has", () => {
  fc.assert(
    fc.property(fc.array(fc.subarray(dimensions), { minLength: 1, maxLength: 12 }), (kept) => {
      const { wide, from } = planGroupings(kept);
      for (const [index, grouping] of kept.entries()) expect(wide[from[index] ?? -1]).toEqual(expect.arrayContaining(grouping));
      for (const [index, one] of wide.entries()) {
        for (const other of wide.slice(index + 1)) expect(one.every((dimension) => other.includes(dimension))).toBe(false);
      }
    }),
  );
});
