import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usdToString } from "../usd";
import { reprice, type UsedTokens } from "./reprice";

const AT = new Date("2026-11-20T10:30:00Z");
const NONE: UsedTokens = { promptTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 0, reasoningTokens: 0 };

function price(pricing: Record<string, unknown>, used: Partial<UsedTokens>, at = AT): string {
  const found = reprice({ ...NONE, ...used }, pricing, at);
  return found.kind === "known" ? usdToString(found.usd) : found.why;
}

const HAIKU = {
  prompt: "0.000001",
  completion: "0.000005",
  input_cache_read: "0.0000001",
  input_cache_write: "0.00000125",
  input_cache_write_1h: "0.000002",
};
const LONG = {
  ...HAIKU,
  overrides: [
    { min_prompt_tokens: 200_000, prompt: "0.000002", input_cache_read: "0.0000002" },
    { min_prompt_tokens: 500_000, prompt: "0.000004" },
  ],
};
const AT_NIGHT = {
  prompt: "4",
  completion: "0",
  overrides: [{ utc_start: 2200, utc_end: 400, utc_days: ["friday"], prompt: "1" }],
};

describe("reprice", () => {
  it.each([
    [
      "a delivery captured from OpenRouter: 47,889 × 1.25e-6 + 1,005 × 1e-6 + 842 × 5e-6",
      HAIKU,
      { promptTokens: 48_894, cacheWriteTokens: 47_889, completionTokens: 842 },
      "0.06507625",
    ],
    ["plain tokens: 1,000 × 1e-6 + 100 × 5e-6", HAIKU, { promptTokens: 1000, completionTokens: 100 }, "0.0015"],
    ["cached tokens within the prompt: 100 × 1e-6 + 900 × 1e-7", HAIKU, { promptTokens: 1000, cachedTokens: 900 }, "0.00019"],
    [
      "a model without cache prices: all 1,000 at 1e-6",
      { prompt: "0.000001", completion: "1" },
      { promptTokens: 1000, cachedTokens: 400, cacheWriteTokens: 500 },
      "0.001",
    ],
    ["reasoning without a price of its own: 100 × 5e-6", HAIKU, { completionTokens: 100, reasoningTokens: 80 }, "0.0005"],
    [
      "reasoning published as zero",
      { ...HAIKU, internal_reasoning: "0" },
      { completionTokens: 100, reasoningTokens: 80 },
      "0.0005",
    ],
    [
      "reasoning of its own price: 20 × 5e-6 + 80 × 1e-5",
      { ...HAIKU, internal_reasoning: "0.00001" },
      { completionTokens: 100, reasoningTokens: 80 },
      "0.0009",
    ],
    ["a price by request: 0.01 + 10 × 1e-6", { ...HAIKU, request: "0.01" }, { promptTokens: 10 }, "0.01001"],
    ["a free model", { prompt: "0", completion: "0" }, { promptTokens: 10, completionTokens: 10 }, "0"],
    [
      "prices finer than a millionth of a micro-dollar, cut once",
      { prompt: "0.0000000000004", completion: "0" },
      { promptTokens: 5 },
      "0.000000000002",
    ],
    ["a prompt of just the threshold: not above it", LONG, { promptTokens: 200_000 }, "0.2"],
    ["a prompt above the threshold", LONG, { promptTokens: 200_001, cachedTokens: 1 }, "0.4000002"],
    [
      "two overrides: the later wins for its price, the earlier keeps the other",
      LONG,
      { promptTokens: 600_000, cachedTokens: 100_000 },
      "2.02",
    ],
    ["a router, whose price depends", { prompt: "-1", completion: "-1" }, { promptTokens: 1 }, "no_price"],
    ["no prices", {}, { promptTokens: 1 }, "no_price"],
    ["prices that cannot be read", { prompt: "cheap", completion: {} }, { promptTokens: 1 }, "no_price"],
    ["an unknown prompt", HAIKU, { promptTokens: null }, "no_tokens"],
    ["an unknown completion", HAIKU, { completionTokens: null }, "no_tokens"],
    ["more cached than asked", HAIKU, { promptTokens: 1, cachedTokens: 2 }, "no_tokens"],
    [
      "more reasoning than answered, where it is no price of its own",
      HAIKU,
      { completionTokens: 1, reasoningTokens: 2 },
      "0.000005",
    ],
    [
      "more reasoning than answered, at a price of its own",
      { ...HAIKU, internal_reasoning: "0.00001" },
      { completionTokens: 1, reasoningTokens: 2 },
      "no_tokens",
    ],
    [
      "reasoning that repeats the completion's price, where an override changes that: 10 × 9e-6",
      {
        prompt: "0",
        completion: "0.000006",
        internal_reasoning: "0.000006",
        overrides: [{ min_prompt_tokens: 5, completion: "0.000009" }],
      },
      { promptTokens: 6, completionTokens: 10, reasoningTokens: 8 },
      "0.00009",
    ],
    ["a discount of a quarter: 1,000 × 7.5e-7", { ...HAIKU, discount: 0.25 }, { promptTokens: 1000 }, "0.00075"],
    ["a discount that cannot be read", { ...HAIKU, discount: "some" }, { promptTokens: 1 }, "no_price"],
    [
      "an override on a condition that nobody knows here",
      { ...HAIKU, overrides: [{ service_tier: "priority", prompt: "1" }] },
      { promptTokens: 1 },
      "no_price",
    ],
    [
      "such an override, where its other condition does not hold",
      { ...HAIKU, overrides: [{ service_tier: "priority", min_prompt_tokens: 10, prompt: "1" }] },
      { promptTokens: 1 },
      "0.000001",
    ],
  ] as const)("prices %s", (_name, pricing, used, expected) => {
    expect(price(pricing, used)).toBe(expected);
  });

  it.each([
    ["2026-11-20T22:00:00Z", "1"],
    ["2026-11-20T21:59:59Z", "4"],
    ["2026-11-20T03:59:59Z", "1"],
    ["2026-11-20T04:00:00Z", "4"],
    ["2026-11-21T23:00:00Z", "4"],
  ])("takes the price of the hour and the day at %s", (at, expected) => {
    expect(price(AT_NIGHT, { promptTokens: 1 }, new Date(at))).toBe(expected);
  });

  it("says which counts nobody told, where the model prices them apart", () => {
    const used = { ...NONE, cachedTokens: null, cacheWriteTokens: null, reasoningTokens: null };
    expect(reprice(used, HAIKU, AT)).toMatchObject({ untold: ["cachedTokens", "cacheWriteTokens"] });
    expect(reprice(used, { prompt: "1", completion: "1" }, AT)).toMatchObject({ untold: [] });
  });

  it("never prices a cached token above what the same prompt costs uncached, where the cache is cheaper", () => {
    const count = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(count, count, (prompt, cached) => {
        const used = { ...NONE, promptTokens: prompt + cached };
        const [with_, without] = [reprice({ ...used, cachedTokens: cached }, HAIKU, AT), reprice(used, HAIKU, AT)];
        expect(with_.kind === "known" && without.kind === "known" && with_.usd <= without.usd).toBe(true);
      }),
    );
  });
});
