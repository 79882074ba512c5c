import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeAcmeAccount } from "../../../demo/account/make-account";
import { startDemoOpenRouter } from "../../../demo/openrouter/server";
import { type Pricing, readPrice } from "../../domain/catalogue/price";
import { reprice } from "../../domain/catalogue/reprice";
import type { RepriceCounts } from "../../domain/catalogue/reprice-tally";
import { parseDay } from "../../domain/day";
import { usdFromNumber, usdToString } from "../../domain/usd";
import { readPriceList } from "./price-list";
import { repriceLog } from "./reprice-log";

const fixture = (name: string) => join(import.meta.dirname, "../fixtures", name);
const json = (name: string): unknown => JSON.parse(readFileSync(fixture(name), "utf8"));

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** `exact 3, unknown 1 (no_price 1)`, without what is none. */
function said({ exact, offByOne, different, unknown, unknownWhy }: RepriceCounts): string {
  const counts = Object.entries({ exact, offByOne, different }).flatMap(([name, count]) => (count ? [`${name} ${count}`] : []));
  const why = Object.entries(unknownWhy).map(([name, count]) => `${name} ${count}`);
  return [...counts, ...(unknown ? [`unknown ${unknown} (${why.join(", ")})`] : [])].join(", ");
}

const HEADER =
  "created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled";
const PRICED: Record<string, string> = {
  created_at: "2026-11-20 10:30:00.000",
  model_permaslug: "x/one-20260101",
  provider_name: "Here",
  variant: "standard",
  cancelled: "false",
  tokens_reasoning: "0",
  tokens_cached: "0",
};

function log(rows: readonly Record<string, string>[], header = HEADER): string {
  const names = header.split(",");
  return [header, ...rows.map((row) => names.map((name) => ({ ...PRICED, ...row })[name] ?? "").join(","))].join("\n");
}

const ONE: Pricing = {
  prompt: "0.000003",
  completion: "0.000015",
  input_cache_read: "0.0000003",
  input_cache_write: "0.00000375",
  input_cache_write_1h: "0.000006",
  web_search: "0.01",
};
const models = (pricing: Pricing, more: object = {}) => ({
  data: [{ id: "x/one", canonical_slug: "x/one-20260101", pricing, ...more }],
});
const endpoints = (...served: [provider: string, pricing: Pricing][]) => [
  { id: "x/one", created: 1767225600, endpoints: served.map(([provider_name, pricing]) => ({ provider_name, pricing })) },
];

async function repriced(rows: readonly Record<string, string>[], catalogue: unknown, header = HEADER): Promise<string> {
  return said(await repriceLog(bytesOf(log(rows, header)), readPriceList(catalogue)));
}

const PLAIN = { tokens_prompt: "1000", tokens_completion: "100", cost_total: "0.0045" };

describe("what was really charged", () => {
  it("comes out exactly for every request of a real log whose price is known, and is unknown for the others", async () => {
    const counts = await repriceLog(
      createReadStream(fixture("arbiter-2026-02.csv")),
      readPriceList(json("endpoints-2026-02.json")),
    );
    expect({ rows: counts.rows, said: said(counts) }).toEqual({ rows: 81, said: "exact 65, unknown 16 (model_not_listed 16)" });
  });

  it("comes out exactly, cache writes worked out of their dollars, where a log has every column", async () => {
    const luna = {
      prompt: "0.0000002",
      completion: "0.0000012",
      input_cache_read: "0.00000002",
      input_cache_write: "0.00000025",
    };
    const flash = { prompt: "0.00000007", completion: "0.00000014", input_cache_read: "0.000000014" };
    const prices = readPriceList([
      { id: "openai/gpt-5.6-luna", canonical_slug: "openai/gpt-5.6-luna-20260709", pricing: luna },
      { id: "deepseek/deepseek-v4-flash-0731", canonical_slug: "deepseek/deepseek-v4-flash-20260731", pricing: flash },
    ]);
    const counts = await repriceLog(createReadStream(fixture("activity-export-2026-08-24.head.csv")), prices);
    expect(said(counts)).toBe("exact 5");
  });

  const usage = z.array(
    z.object({
      model: z.string(),
      usage: z.object({
        prompt_tokens: z.number().optional(),
        input_tokens: z.number().optional(),
        output_tokens: z.number().optional(),
        input_tokens_details: z.object({ cached_tokens: z.number() }).optional(),
        cost: z.number(),
      }),
    }),
  );
  /** List prices of January 2026. */
  const PRICES: Record<string, Pricing> = {
    "text-embedding-3-small": { prompt: "0.00000002", completion: "0" },
    "openai/gpt-4o-mini": { prompt: "0.00000015", completion: "0.0000006", input_cache_read: "0.000000075" },
    "anthropic/claude-sonnet-4": ONE,
    "anthropic/claude-sonnet-4.5": ONE,
    "anthropic/claude-3.5-sonnet": { prompt: "0.000006", completion: "0.00003" },
    "google/gemini-2.0-flash-001": { prompt: "0.0000001", completion: "0.0000004" },
  };
  const billed = usage.parse(json("billed-usage.json")).map(({ model, usage }, index) => ({ model, usage, index }));

  it.each(billed)("is the very amount of recorded usage $index, of $model", ({ model, usage }) => {
    const used = {
      promptTokens: usage.input_tokens ?? usage.prompt_tokens ?? null,
      completionTokens: usage.output_tokens ?? 0,
      cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
    };
    const found = reprice(used, PRICES[model] ?? {}, new Date("2026-01-07T06:16:00Z"));
    expect(found.kind === "known" && usdToString(found.usd)).toBe(usdToString(usdFromNumber(usage.cost)));
  });

  it("has 18 of these", () => expect(billed).toHaveLength(18));
});

describe("a log priced anew", () => {
  it.each([
    ["plain tokens", PLAIN, models(ONE), "exact 1"],
    ["cut, not rounded: 5.9e-7 more", { ...PLAIN, tokens_prompt: "1", cost_total: "0.001503" }, models(ONE), "exact 1"],
    ["a micro-dollar more", { ...PLAIN, cost_total: "0.004501" }, models(ONE), "offByOne 1"],
    ["half as much again", { ...PLAIN, cost_total: "0.00675" }, models(ONE), "different 1"],
    ["cached tokens", { ...PLAIN, tokens_cached: "900", cost_cache: "-0.00243", cost_total: "0.00207" }, models(ONE), "exact 1"],
    [
      "cache writes, told in dollars alone: 600 × 7.5e-7",
      { ...PLAIN, cost_cache: "0.00045", cost_total: "0.00495" },
      models(ONE),
      "exact 1",
    ],
    ["cache writes for an hour: 600 × 3e-6", { ...PLAIN, cost_cache: "0.0018", cost_total: "0.0063" }, models(ONE), "exact 1"],
    [
      "reads and writes at once: 300 × −2.7e-6 + 700 × 7.5e-7",
      { ...PLAIN, tokens_cached: "300", cost_cache: "-0.000285", cost_total: "0.004215" },
      models(ONE),
      "exact 1",
    ],
    [
      "a surcharge that more tokens than there are would cost",
      { ...PLAIN, cost_cache: "0.0045", cost_total: "0.009" },
      models(ONE),
      "different 1",
    ],
    [
      "a discount of the cache that has no listed price",
      { ...PLAIN, tokens_cached: "900", cost_cache: "-0.00243", cost_total: "0.00207" },
      models({ prompt: "0.000003", completion: "0.000015" }),
      "unknown 1 (cache_price 1)",
    ],
    [
      "a surcharge of the cache that has no listed price",
      { ...PLAIN, cost_cache: "0.00045", cost_total: "0.00495" },
      models({ prompt: "0.000003", completion: "0.000015" }),
      "unknown 1 (cache_price 1)",
    ],
    [
      "reasoning inside the completion",
      { ...PLAIN, tokens_reasoning: "90" },
      models({ ...ONE, internal_reasoning: "0.000015" }),
      "exact 1",
    ],
    [
      "reasoning at a price of its own, charged so",
      { ...PLAIN, tokens_reasoning: "90", cost_total: "0.00495" },
      models({ ...ONE, internal_reasoning: "0.00002" }),
      "exact 1",
    ],
    ["a price by request", { ...PLAIN, cost_total: "0.0095" }, models({ ...ONE, request: "0.005" }), "exact 1"],
    ["web searches told", { ...PLAIN, cost_web_search: "0.02", cost_total: "0.0245" }, models(ONE), "exact 1"],
    ["files read", { ...PLAIN, cost_file_processing: "0.002", cost_total: "0.0065" }, models(ONE), "exact 1"],
    [
      "pictures, which no log counts",
      { ...PLAIN, cost_total: "0.0085" },
      models({ ...ONE, image: "0.002" }),
      "unknown 1 (media_counts 1)",
    ],
    [
      "sound, which no log counts",
      { ...PLAIN, cost_total: "0.0055" },
      models({ ...ONE, audio: "0.000006" }),
      "unknown 1 (media_counts 1)",
    ],
    ["more than sound can cost", { ...PLAIN, cost_total: "0.0455" }, models({ ...ONE, audio: "0.000006" }), "different 1"],
    ["one's own key at the list price", { ...PLAIN, cost_total: "0", byok_usage_inference: "0.0045" }, models(ONE), "exact 1"],
    ["one's own key with its fee", { ...PLAIN, cost_total: "0.000225", byok_usage_inference: "0.0045" }, models(ONE), "exact 1"],
    [
      "one's own key at a price of one's own",
      { ...PLAIN, cost_total: "0", byok_usage_inference: "0.003" },
      models(ONE),
      "unknown 1 (own_key_contract 1)",
    ],
    ["nothing answered, nothing charged", { ...PLAIN, tokens_completion: "0", cost_total: "0" }, models(ONE), "exact 1"],
    ["stopped, and free", { ...PLAIN, cancelled: "true", cost_total: "0" }, models(ONE), "unknown 1 (cut_short 1)"],
    ["free without a reason", { ...PLAIN, cost_total: "0" }, models(ONE), "different 1"],
    ["a model that nobody lists", { ...PLAIN, model_permaslug: "y/two" }, models(ONE), "unknown 1 (model_not_listed 1)"],
    [
      "a free variant that nobody lists",
      { ...PLAIN, variant: "free", cost_total: "0" },
      models(ONE),
      "unknown 1 (variant_not_listed 1)",
    ],
    ["a router's price", PLAIN, models({ prompt: "-1", completion: "-1" }), "unknown 1 (no_price 1)"],
    ["no completion price", PLAIN, models({ prompt: "0.000003" }), "unknown 1 (no_price 1)"],
    ["no token counts", { ...PLAIN, tokens_prompt: "" }, models(ONE), "unknown 1 (no_tokens 1)"],
    ["a row that cannot be read", { ...PLAIN, cost_total: "much" }, models(ONE), "unknown 1 (unreadable 1)"],
    [
      "a regional cloud at 1.1 times",
      { ...PLAIN, provider_name: "Amazon Bedrock", cost_total: "0.00495" },
      models(ONE),
      "unknown 1 (regional_endpoint 1)",
    ],
    [
      "the same where its endpoint is listed",
      { ...PLAIN, provider_name: "Amazon Bedrock", cost_total: "0.00495" },
      endpoints(["Amazon Bedrock", ONE], ["Amazon Bedrock", { prompt: "0.0000033", completion: "0.0000165" }]),
      "exact 1",
    ],
    [
      "a provider that is not among the endpoints",
      { ...PLAIN, provider_name: "There" },
      endpoints(["Here", ONE]),
      "unknown 1 (provider_not_listed 1)",
    ],
    [
      "no provider told, one endpoint fits",
      { ...PLAIN, provider_name: "" },
      endpoints(["There", { prompt: "1", completion: "1" }], ["Here", ONE]),
      "exact 1",
    ],
    [
      "batches at half the price, told by the variant, which the catalogue does not name",
      { ...PLAIN, variant: "batch", cost_total: "0.00225" },
      models(ONE),
      "unknown 1 (provider_price 1)",
    ],
    [
      "open weights that somebody else serves for less",
      { ...PLAIN, cost_total: "0.001" },
      models(ONE, { hugging_face_id: "x/one" }),
      "unknown 1 (provider_price 1)",
    ],
  ] as [string, Record<string, string>, unknown, string][])("%s", async (_name, row, catalogue, expected) => {
    expect(await repriced([row], catalogue)).toBe(expected);
  });

  it("takes a provider for the listed one where most of its requests came out so", async () => {
    const rows = [PLAIN, PLAIN, { ...PLAIN, cost_total: "0.009" }];
    expect(await repriced(rows, models(ONE, { hugging_face_id: "x/one" }))).toBe("exact 2, different 1");
  });

  it.each([
    ["a prompt of just the threshold", "1000", "10:30", "0.0045"],
    ["a longer prompt", "1001", "10:30", "0.007506"],
    ["the cheap hours past midnight", "1000", "01:59", "0.0015"],
    ["their end", "1000", "02:00", "0.0045"],
  ])("takes the price of the moment: %s", async (_name, tokens_prompt, clock, cost_total) => {
    const overrides = [
      { min_prompt_tokens: 1000, prompt: "0.000006" },
      { utc_start: 2300, utc_end: 200, prompt: "0" },
    ];
    const row = { ...PLAIN, tokens_prompt, cost_total, created_at: `2026-11-20 ${clock}:00.000` };
    expect(await repriced([row], models({ ...ONE, overrides }))).toBe("exact 1");
  });

  it.each([
    ["columns in another order", HEADER.split(",").reverse().join(","), "exact 2"],
    ["no searches and files", HEADER.replace("cost_web_search,", "").replace("cost_file_processing,", ""), "exact 2"],
    ["no cached tokens, which their dollars tell", HEADER.replace("tokens_cached,", ""), "exact 2"],
    ["no dollars of the cache", HEADER.replace("cost_cache,", ""), "exact 2"],
    [
      "neither of the two",
      HEADER.replace("tokens_cached,", "").replace("cost_cache,", ""),
      "exact 1, unknown 1 (cache_counts 1)",
    ],
    ["no provider", HEADER.replace("provider_name,", ""), "exact 2"],
    ["no variant and no own keys", HEADER.replace("variant,", "").replace("byok_usage_inference,", ""), "exact 2"],
  ])("reads logs with %s", async (_name, header, expected) => {
    const rows = [PLAIN, { ...PLAIN, tokens_cached: "900", cost_cache: "-0.00243", cost_total: "0.00207" }];
    expect(await repriced(rows, models(ONE), header)).toBe(expected);
  });

  it("finds every micro-dollar of any counts, and no other", async () => {
    const counts = fc.record({ cached: fc.nat(90_000), plain: fc.nat(90_000), completion: fc.integer({ min: 1, max: 9000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(counts, { minLength: 1, maxLength: 20 }), fc.integer({ min: 3, max: 40 }), async (all, much) => {
        const rowsOf = (more: bigint) =>
          all.map(({ cached, plain, completion }) => {
            const units = BigInt(plain) * 30n + BigInt(cached) * 3n + BigInt(completion) * 150n;
            const micro = units / 10n + more;
            return {
              tokens_prompt: String(plain + cached),
              tokens_cached: String(cached),
              tokens_completion: String(completion),
              cost_cache: `-${(BigInt(cached) * 27n) / 10n}e-6`,
              cost_total: `${micro}e-6`,
            };
          });
        expect(await repriced(rowsOf(0n), models(ONE))).toBe(`exact ${all.length}`);
        expect(await repriced(rowsOf(1n), models(ONE))).toBe(`offByOne ${all.length}`);
        const far = await repriceLog(
          bytesOf(log(rowsOf(BigInt(much)))),
          readPriceList(models({ ...ONE, web_search: undefined })),
        );
        expect(far.exact + far.offByOne).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the demo account's own log", () => {
  it("comes out exactly by its endpoints, own keys, cache writes, regional and conditional prices among them", async () => {
    const now = new Date("2026-11-20T15:30:00Z");
    const server = await startDemoOpenRouter({ account: makeAcmeAccount(parseDay("2026-11-20"), 4), now: () => now });
    try {
      const ask = async (path: string) =>
        z.object({ data: z.unknown() }).parse(await (await fetch(`${server.url}${path}`)).json()).data;
      const listed = z.array(z.looseObject({ id: z.string() })).parse(await ask("/models"));
      const served = await Promise.all(listed.map(({ id }) => ask(`/models/${id}/endpoints`)));
      const logText = await (await fetch(`${server.origin}/_demo/log.csv?from=2026-11-17&to=2026-11-19`)).text();
      const counts = await repriceLog(bytesOf(logText), readPriceList(served));
      expect(counts.rows).toBeGreaterThan(1000);
      expect(said(counts)).toBe(`exact ${counts.rows}`);
      // A model's own price is not that of each endpoint: what another one charged is not known, and hardly ever different.
      const byModel = await repriceLog(bytesOf(logText), readPriceList(listed));
      expect(byModel.exact).toBeGreaterThan(counts.rows * 0.8);
      expect(byModel.different).toBeLessThan(counts.rows * 0.01);
    } finally {
      await server.stop();
    }
  });
});

describe("a catalogue", () => {
  const entry = { id: "x/one", canonical_slug: "x/one-20260101", created: 1767225600, pricing: ONE };
  const served = { id: "x/one", created: 1767225600, endpoints: [{ provider_name: "Here", pricing: ONE }] };
  it.each([
    ["a whole answer", { data: [entry] }],
    ["its data", [entry]],
    ["answers of endpoints", [{ data: served }]],
    ["their data", [served]],
    ["one answer of endpoints", { data: served }],
    ["odd entries among good ones", [null, 7, {}, { id: "x/none" }, entry]],
  ])("is read as %s", async (_name, catalogue) => {
    expect(await repriced([PLAIN], catalogue)).toBe("exact 1");
  });

  it.each([[{}], [[{}]], [null], ["words"], [{ error: { code: 401 } }]])("is refused in words for %j", (catalogue) => {
    expect(() => readPriceList(catalogue)).toThrow(/no catalogue of OpenRouter/);
  });

  const named = (id: string, created: string, prompt: string) => ({
    id,
    created: Date.parse(created) / 1000,
    endpoints: [{ provider_name: "P", pricing: { prompt, completion: "0" } }],
  });
  const list = readPriceList([
    named("anthropic/claude-sonnet-4.5", "2025-09-29", "1"),
    named("deepseek/deepseek-v4-flash", "2026-04-23", "2"),
    named("deepseek/deepseek-v4-flash-0731", "2026-07-31", "3"),
    named("z-ai/glm-4.6", "2025-09-30", "4"),
    named("openai/gpt-oss-20b:free", "2025-08-05", "0"),
  ]);
  it.each([
    ["anthropic/claude-4.5-sonnet-20250929", "standard", "1"],
    ["deepseek/deepseek-v4-flash-20260423", "standard", "2"],
    ["deepseek/deepseek-v4-flash-20260731", "standard", "3"],
    // Another model of that name and a later day.
    ["z-ai/glm-4.6-20251208", "standard", "model_not_listed"],
    ["deepseek/deepseek-v4", "standard", "model_not_listed"],
    ["openai/gpt-oss-20b", "free", "0"],
    ["openai/gpt-oss-20b", "standard", "variant_not_listed"],
  ])("finds %s (%s) by its words and day, or not at all", (model, variant, prompt) => {
    const offers = list.offersOf(model, variant, "P");
    expect(typeof offers === "string" ? offers : offers.pricings.map((pricing) => pricing.prompt).join()).toBe(prompt);
  });
});

it("reads prices in any spelling, exactly", () => {
  const said = (value: unknown) => readPrice(value)?.toString() ?? null;
  expect(["0.000001", "1e-6", ".000001", 0.000001].map(said)).toEqual(Array(4).fill("1000000000000000000"));
  expect(said("0.00000100000000000000015")).toBe("1000000000000000150");
  expect(["-1", -1, "", ".", "cheap", null, undefined, {}, "1e99", Number.NaN, "Infinity"].map(said)).toEqual(
    Array(11).fill(null),
  );
});
