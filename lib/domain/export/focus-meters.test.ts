import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Pricing } from "../catalogue/price";
import type { Figures } from "../figures";
import { parseUsd, sumUsd, type Usd, usdToString } from "../usd";
import { metersOf } from "./focus-meters";

const AT = new Date("2026-10-20T00:00:00Z");
const FIGURES: Figures = {
  costUsd: parseUsd("0.01"),
  byokUsd: parseUsd("0"),
  requests: 2,
  promptTokens: 1000,
  cachedTokens: 400,
  cacheWriteTokens: 100,
  completionTokens: 300,
  reasoningTokens: 200,
};
const PRICING: Pricing = {
  prompt: "0.00000125",
  completion: "0.00001",
  input_cache_read: "0.000000125",
  input_cache_write: "0.0000015625",
};

const told = (figures: Partial<Figures>, pricing: Pricing | null) =>
  metersOf({ ...FIGURES, ...figures }, pricing, AT).map(({ name, quantity, unitPrice, listCost }) => [
    name,
    quantity,
    unitPrice,
    listCost,
  ]);

describe("metersOf", () => {
  it("meters each kind of token at its own list price, and splits what was billed in proportion", () => {
    expect(told({}, PRICING)).toEqual([
      ["Input Tokens", "500", "0.00000125", "0.000625"],
      ["Cached Input Tokens", "400", "0.000000125", "0.00005"],
      ["Cache Write Tokens", "100", "0.0000015625", "0.00015625"],
      ["Output Tokens", "300", "0.00001", "0.003"],
    ]);
    expect(metersOf(FIGURES, PRICING, AT).map(({ billedUsd }) => usdToString(billedUsd))).toEqual([
      "0.00163132137",
      "0.00013050571",
      "0.000407830343",
      "0.007830342577",
    ]);
  });

  it("counts cached tokens as plain ones where the list has no price for them", () => {
    expect(told({}, { prompt: "0.000001", completion: "0.000002" })).toEqual([
      ["Input Tokens", "1000", "0.000001", "0.001"],
      ["Output Tokens", "300", "0.000002", "0.0006"],
    ]);
  });

  const AS_BILLED = [["Billed Amount", "0.01", "1", "0.01"]];
  it.each<[string, Partial<Figures>, Pricing | null]>([
    ["no price list", {}, null],
    ["a price that depends", {}, { prompt: "-1", completion: "-1" }],
    ["prices by prompt length", {}, { ...PRICING, overrides: [{ min_prompt_tokens: 200_000, prompt: "0.0000025" }] }],
    ["tokens that nobody told", { promptTokens: null }, PRICING],
    ["counts that contradict each other", { cachedTokens: 2000 }, PRICING],
    ["something billed where the list is free", {}, { prompt: "0", completion: "0" }],
    ["no tokens at all", { promptTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 0 }, PRICING],
  ])("makes up no unit price: %s", (_, figures, pricing) => {
    expect(told(figures, pricing)).toEqual(AS_BILLED);
  });

  it("keeps free usage of free models apart by kind", () => {
    expect(told({ costUsd: parseUsd("0") }, { prompt: "0", completion: "0" })).toEqual([
      ["Input Tokens", "1000", "0", "0"],
      ["Output Tokens", "300", "0", "0"],
    ]);
  });

  it("splits a cent among three to the last digit", () => {
    const even = { prompt: "0.000001", completion: "0.000001", input_cache_read: "0.000001" };
    const meters = metersOf({ ...FIGURES, promptTokens: 20, cachedTokens: 10, completionTokens: 10 }, even, AT);
    expect(meters.map(({ billedUsd }) => usdToString(billedUsd))).toEqual(["0.003333333334", "0.003333333333", "0.003333333333"]);
  });

  it("adds up to what was billed, and every product is its list cost, whatever the counts, prices and amount", () => {
    const count = fc.integer({ min: 0, max: 1_000_000_000 });
    const price = fc.integer({ min: 0, max: 99_999 }).map((units) => `0.${String(units).padStart(9, "0")}`);
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 15n), 10n ** 15n),
        fc.array(count, { minLength: 5, maxLength: 5 }),
        fc.array(price, { minLength: 4, maxLength: 4 }),
        (cost, counts, prices) => {
          const [promptTokens = 0, cachedTokens = 0, cacheWriteTokens = 0, completionTokens = 0, reasoningTokens = 0] = counts;
          const [prompt, completion, input_cache_read, internal_reasoning] = prices;
          const figures = {
            ...FIGURES,
            costUsd: cost as Usd,
            promptTokens,
            cachedTokens,
            cacheWriteTokens,
            completionTokens,
            reasoningTokens,
          };
          const meters = metersOf(figures, { prompt, completion, input_cache_read, internal_reasoning }, AT);
          expect(sumUsd(meters.map(({ billedUsd }) => billedUsd))).toBe(cost);
          for (const { name, quantity, unitPrice, listCost } of meters) {
            if (name !== "Billed Amount") expect(parseUsd(listCost)).toBe(parseUsd(unitPrice) * BigInt(quantity));
          }
        },
      ),
    );
  });
});
