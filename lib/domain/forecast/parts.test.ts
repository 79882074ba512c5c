import fc from "fast-check";
import { expect, test } from "vitest";
import { addUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import { beyondParts, type Heading } from "./parts";

const NAMES = ["spentUsd", "monthEndUsd", "monthEndSevenDayUsd", "nextMonthUsd"] as const;
const amount = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }) as fc.Arbitrary<Usd>;
const heading: fc.Arbitrary<Heading> = fc.record({
  spentUsd: amount,
  monthEndUsd: amount,
  monthEndSevenDayUsd: amount,
  nextMonthUsd: amount,
});

test("what a whole has beyond its parts makes them add up to it, to the last digit", () => {
  fc.assert(
    fc.property(heading, fc.array(heading, { maxLength: 6 }), (whole, parts) => {
      const beyond = beyondParts(whole, parts);
      for (const name of NAMES) {
        expect(addUsd(sumUsd(parts.map((part) => part[name])), beyond?.[name] ?? ZERO_USD)).toBe(whole[name]);
      }
    }),
  );
});

test("parts that are all of a whole leave nothing", () => {
  fc.assert(
    fc.property(heading, (one) => {
      expect(beyondParts(one, [one])).toBeNull();
    }),
  );
});
