import fc from "fast-check";
import { expect, it } from "vitest";
import { DIMENSIONS, type Dimension, GROUPING_BITS, groupingOf, KEPT_GROUPINGS, TOLD_BY } from "../dimension";
import { groupingFor } from "./source";

it.each([
  ["nothing", [], 0],
  ["what every grouping keeps", ["day", "connection", "evidence"], 0],
  ["one dimension", ["model"], 8],
  ["a kept pair", ["developer", "model"], 9],
  ["a kept pair and the day, twice over", ["day", "model", "developer", "model"], 9],
  ["a pair that is not kept", ["developer", "provider"], null],
  ["what the key tells", ["environment"], 4],
  ["what the model tells", ["tier"], 8],
  ["what the key tells beside a model", ["environment", "model"], 12],
  ["three dimensions", ["developer", "key", "model"], null],
] as [string, Dimension[], number | null][])("%s is answered by grouping", (_name, dimensions, grouping) => {
  expect(groupingFor(dimensions)).toBe(grouping);
});

it("chooses a kept grouping that has all that is needed, and no larger one than necessary", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...DIMENSIONS)), (dimensions) => {
      const grouping = groupingFor(dimensions);
      const told = dimensions.map((dimension) => TOLD_BY[dimension] ?? dimension);
      const needed = told.filter((dimension) => Object.hasOwn(GROUPING_BITS, dimension));
      const serving = KEPT_GROUPINGS.filter((kept) =>
        needed.every((dimension) => (kept as readonly string[]).includes(dimension)),
      );
      if (grouping === null) expect(serving).toEqual([]);
      else {
        const chosen = serving.find((kept) => groupingOf(kept) === grouping);
        expect(chosen?.length).toBe(Math.min(...serving.map((kept) => kept.length)));
      }
    }),
  );
});
