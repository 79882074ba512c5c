import fc from "fast-check";
import { expect, it } from "vitest";
import { textKey } from "./text-key";

const value = fc.option(fc.string({ unit: fc.constantFrom("=", "a", " ", "\n", '"', "\\", "🛒") }), { nil: null });
const values = fc.array(value, { maxLength: 4 });

it("tells different values apart, wherever one ends and the next begins", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(textKey(...a) === textKey(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

it("tells null from empty, and none from one", () => {
  expect(new Set([textKey(), textKey(null), textKey(""), textKey(null, null), textKey("", null), textKey("=")]).size).toBe(6);
});
