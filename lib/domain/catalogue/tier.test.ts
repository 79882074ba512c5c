import { expect, it } from "vitest";
import { usdToString } from "../usd";
import { blendedPrice, tierOf } from "./tier";

it.each([
  ["three parts prompt, one part completion: (3 × 3 + 15) ÷ 4", { prompt: "0.000003", completion: "0.000015" }, "6", "frontier"],
  ["free", { prompt: "0", completion: "0" }, "0", "free"],
  ["free tokens at a price by request", { prompt: "0", completion: "0", request: "0.01" }, "0", "light"],
  ["just light", { prompt: "0.00000075", completion: "0.00000075" }, "0.75", "light"],
  ["just mid", { prompt: "0.0000015", completion: "0.0000075" }, "3", "mid"],
  ["just frontier", { prompt: "0.0000015", completion: "0.000007500004" }, "3.000001", "frontier"],
  ["prices with the dust of floating point", { prompt: "0.00000100000000000000015", completion: "0.000006" }, "2.25", "mid"],
] as const)("%s", (_name, pricing, blended, tier) => {
  expect(usdToString(blendedPrice(pricing) ?? (-1n as never))).toBe(blended);
  expect(tierOf(pricing)).toBe(tier);
});

it.each([
  ["a router", { prompt: "-1", completion: "-1" }],
  ["no completion price", { prompt: "0.000001" }],
  ["nothing", {}],
  ["words", { prompt: "cheap", completion: "cheap" }],
])("has no tier for %s", (_name, pricing) => {
  expect(blendedPrice(pricing)).toBeNull();
  expect(tierOf(pricing)).toBeNull();
});
