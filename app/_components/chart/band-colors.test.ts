import { expect, it } from "vitest";
import { ZERO_USD } from "@/lib/domain/usd";
import { BAND_COLORS, bandColors, bandName, colorFinder } from "./band-colors";

function band(kind: "value" | "none" | "difference" | "other", id: string | null) {
  return { kind, id, label: id ?? kind, totalUsd: ZERO_USD, amounts: [] };
}

it("gives eight hues by rank and greys or hatching to everything else", () => {
  const bands = [
    ...BAND_COLORS.map((_, index) => band("value", `model ${index}`)),
    band("other", null),
    band("none", null),
    band("difference", null),
  ];
  expect(bandColors(bands)).toEqual([...BAND_COLORS, "band-other", "band-unattributed", "band-difference"]);
});

it("never invents a ninth hue", () => {
  const nine = Array.from({ length: 9 }, (_, index) => band("value", String(index)));
  expect(bandColors(nine).at(-1)).toBe("band-other");
});

it("finds a name's colour in chart and table alike, and grey for what the chart sums up as others", () => {
  const colorOf = colorFinder([band("value", "a"), band("value", "b"), band("other", null), band("none", null)]);
  expect(colorOf({ kind: "value", id: "b" })).toBe("band-2");
  expect(colorOf({ kind: "value", id: "z" })).toBe("band-other");
  expect(colorOf({ kind: "none", id: null })).toBe("band-unattributed");
  expect(colorOf({ kind: "difference", id: null })).toBe("band-difference");
});

it("does not take a value that is called like a kind for that kind", () => {
  const colorOf = colorFinder([band("value", "null"), band("none", null)]);
  expect(colorOf({ kind: "value", id: "null" })).toBe("band-1");
});

it("counts others in words", () => {
  expect(bandName(band("other", null), { otherCount: 1 })).toBe("1 other");
  expect(bandName(band("other", null), { otherCount: 12 })).toBe("12 others");
  expect(bandName(band("value", "gpt"), { otherCount: 12 })).toBe("gpt");
});
