import { expect, it } from "vitest";
import { parsePercent, percentToString, WHOLE_PERCENT } from "./percent";

it.each([
  ["100", 100_000_000n],
  ["33.3333", 33_333_300n],
  ["0.000001", 1n],
  [" 50 ", 50_000_000n],
])("reads %s", (text, percent) => expect(parsePercent(text)).toBe(percent));

it.each(["", "0", "100.000001", "1000", "-1", "+1", "1e1", ".5", "5.", "1,5", "33.3333333", "50%", "NaN", "٥"])(
  "does not read %j",
  (text) => expect(parsePercent(text)).toBeNull(),
);

it.each(["100", "33.3333", "0.000001", "99.9"])("writes %s as it was read", (text) =>
  expect(percentToString(parsePercent(text) ?? 0n)).toBe(text),
);

it("has thirds that are whole again", () => {
  const thirds = ["33.333333", "33.333333", "33.333334"].map((text) => parsePercent(text) ?? 0n);
  expect(thirds.reduce<bigint>((sum, third) => sum + third, 0n)).toBe(WHOLE_PERCENT);
});
