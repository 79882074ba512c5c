import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisEnd, frameEnd } from "./scale";

describe("axisEnd", () => {
  it.each([
    ["nothing", 0, 1],
    ["a negative day", -3, 1],
    ["not a number", Number.NaN, 1],
    ["just below a step", 199, 200],
    ["exactly on a step", 200, 200],
    ["just above a step", 201, 400],
    ["steps that would not be whole dollars", 8.5, 20],
    ["a fraction of a cent", 0.000031, 0.00004],
    ["a large account", 1_234_567, 2_000_000],
  ])("for %s", (_name, largest, end) => expect(axisEnd(largest)).toBe(end));

  it("holds the largest day and wastes less than two thirds of the height", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e8, noNaN: true }), (largest) => {
        const end = axisEnd(largest);
        expect(end).toBeGreaterThanOrEqual(largest * 0.99999);
        expect(end).toBeLessThan(largest * 3);
      }),
    );
  });
});

describe("frameEnd", () => {
  it.each([
    [0, 1],
    [1_122, 1_200],
    [90, 100],
    [170, 200],
    [0.000031, 0.000032],
  ])("of %s is %s", (largest, end) => expect(frameEnd(largest)).toBe(end));

  it("holds the largest and wastes less than a third of the height", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e8, noNaN: true }), (largest) => {
        expect(frameEnd(largest)).toBeGreaterThanOrEqual(largest * 0.99999);
        expect(frameEnd(largest)).toBeLessThan(largest * 1.51);
      }),
    );
  });
});
