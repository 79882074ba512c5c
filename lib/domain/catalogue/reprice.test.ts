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
/** A list at `$2` (a prompt token, for easy sums) that is another while a condition of OpenRouter's holds; the base is "2". */
const conditional = (...overrides: object[]) => ({ prompt: "2", completion: "0", overrides });
const OFF_PEAK = conditional({ utc_start: 1630, utc_end: 2400, prompt: "1" });
const OVERNIGHT = conditional({ utc_start: 1630, utc_end: 30, prompt: "1" });
const ON_FRIDAYS = conditional({ utc_days: ["friday"], prompt: "1" });
const FRIDAY_NIGHTS = conditional({ utc_start: 2200, utc_end: 400, utc_days: ["friday"], prompt: "1" });
const WORKING_HOURS = conditional({
  utc_start: 800,
  utc_end: 1800,
  utc_days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  prompt: "3",
});
const LONG_AT_NIGHT = conditional({ min_prompt_tokens: 2, prompt: "4" }, { utc_start: 0, utc_end: 400, prompt: "1" });

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

  // 2026-11-20 is a Friday.
  it.each([
    ["before a window begins", OFF_PEAK, "2026-11-20T16:29:59.999Z", "2"],
    ["as a window begins", OFF_PEAK, "2026-11-20T16:30:00.000Z", "1"],
    ["to the last moment of a window that ends at 24:00", OFF_PEAK, "2026-11-20T23:59:59.999Z", "1"],
    ["after midnight, where a window ended there", OFF_PEAK, "2026-11-21T00:00:00.000Z", "2"],
    ["before a window over midnight begins", OVERNIGHT, "2026-11-20T16:29:59.999Z", "2"],
    ["as a window over midnight begins", OVERNIGHT, "2026-11-20T16:30:00.000Z", "1"],
    ["just before the midnight that a window spans", OVERNIGHT, "2026-11-20T23:59:59.999Z", "1"],
    ["at the midnight that a window spans", OVERNIGHT, "2026-11-21T00:00:00.000Z", "1"],
    ["in the last moment of a window over midnight", OVERNIGHT, "2026-11-21T00:29:59.999Z", "1"],
    ["as a window over midnight ends", OVERNIGHT, "2026-11-21T00:30:00.000Z", "2"],
    ["a window from 00:00, at 00:00", conditional({ utc_start: 0, utc_end: 100, prompt: "1" }), "2026-11-20T00:00:00.000Z", "1"],
    ["a window from 00:00, at 01:00", conditional({ utc_start: 0, utc_end: 100, prompt: "1" }), "2026-11-20T01:00:00.000Z", "2"],
    ["an empty window", conditional({ utc_start: 100, utc_end: 100, prompt: "1" }), "2026-11-20T01:00:00.000Z", "2"],
    ["on the last moment of a Thursday in UTC", ON_FRIDAYS, "2026-11-19T23:59:59.999Z", "2"],
    ["as Friday begins in UTC, whatever day it is elsewhere", ON_FRIDAYS, "2026-11-20T00:00:00.000Z", "1"],
    ["on the last moment of a Friday in UTC", ON_FRIDAYS, "2026-11-20T23:59:59.999Z", "1"],
    ["as Saturday begins in UTC", ON_FRIDAYS, "2026-11-21T00:00:00.000Z", "2"],
    ["a weekday in capitals", conditional({ utc_days: ["FRIDAY"], prompt: "1" }), "2026-11-20T12:00:00.000Z", "1"],
    ["no weekday at all", conditional({ utc_days: [], prompt: "1" }), "2026-11-20T12:00:00.000Z", "2"],
    ["Friday's late window, on Friday", FRIDAY_NIGHTS, "2026-11-20T22:00:00.000Z", "1"],
    ["Friday's early window, on Friday", FRIDAY_NIGHTS, "2026-11-20T03:59:59.999Z", "1"],
    ["Friday's window, after it", FRIDAY_NIGHTS, "2026-11-20T04:00:00.000Z", "2"],
    ["the night to Saturday: both conditions must hold, and it is Saturday", FRIDAY_NIGHTS, "2026-11-21T00:00:00.000Z", "2"],
    ["working hours on a Monday", WORKING_HOURS, "2026-11-23T08:00:00.000Z", "3"],
    ["working hours on a Sunday", WORKING_HOURS, "2026-11-22T08:00:00.000Z", "2"],
    ["after working hours", WORKING_HOURS, "2026-11-23T18:00:00.000Z", "2"],
    [
      "a start without an end: it cannot be told",
      conditional({ utc_start: 100, prompt: "1" }),
      "2026-11-20T12:00:00.000Z",
      "no_price",
    ],
    [
      "a start that is no number",
      conditional({ utc_start: "0100", utc_end: "0400", prompt: "1" }),
      "2026-11-20T12:00:00.000Z",
      "no_price",
    ],
    ["days that are no list", conditional({ utc_days: "friday", prompt: "1" }), "2026-11-20T12:00:00.000Z", "no_price"],
  ] as const)("goes by the UTC clock and day: %s", (_name, pricing, at, expected) => {
    expect(price(pricing, { promptTokens: 1 }, new Date(at))).toBe(expected);
  });

  it.each([
    ["short by day", 2, "12:00", "4"],
    ["long by day", 3, "12:00", "12"],
    ["short at night", 2, "03:59", "2"],
    ["long at night: the later entry wins", 3, "03:59", "3"],
  ] as const)("lets length and clock hold together: %s", (_name, promptTokens, clock, expected) => {
    expect(price(LONG_AT_NIGHT, { promptTokens }, new Date(`2026-11-20T${clock}:00Z`))).toBe(expected);
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
