import { describe, expect, it } from "vitest";
import { parseUsd, usdToString } from "../usd";
import { type ComingModel, fittingModels, fittingModelWords, type UsedModel } from "./new-model";

const AT = new Date("2026-11-18T08:00:00Z");
/** 10 million prompt tokens of which 9 million cached, half a million answered: $3.30 + … on the model in use. */
const TOKENS = {
  promptTokens: 10_000_000,
  cachedTokens: 9_000_000,
  cacheWriteTokens: 0,
  completionTokens: 500_000,
  reasoningTokens: 0,
};
const USED: UsedModel = {
  permaslug: "x/dear",
  name: "Dear",
  costUsd: parseUsd("13.20"),
  requests: 1000,
  used: TOKENS,
  known: [{ requests: 1000, longestPrompt: 100_000, at: AT, used: TOKENS }],
  supportedParameters: ["tools"],
  benchmark: 40,
};
const COMING: ComingModel = {
  permaslug: "y/new",
  slug: "y/new",
  name: "New",
  how: "new",
  at: AT,
  pricing: { prompt: "0.000001", completion: "0.000004", input_cache_read: "0.0000001" },
  contextLength: 200_000,
  outputModalities: ["text"],
  supportedParameters: ["tools"],
  expirationDate: null,
  benchmark: 38,
};

const found = (coming: Partial<ComingModel> = {}, used: Partial<UsedModel> = {}) =>
  fittingModels([{ ...COMING, ...coming }], [{ ...USED, ...used }], 30);

describe("a model that came", () => {
  it("fits where it would cost less on these very tokens: 1 + 0.9 + 2 dollars", () => {
    const [one] = found();
    expect(one && [usdToString(one.wouldCostUsd), usdToString(one.savedMonthlyUsd), one.instead.name]).toEqual([
      "3.9",
      "9.3",
      "Dear",
    ]);
    expect(one && fittingModelWords(one)).toBe(
      "Newly listed: on the very tokens of Dear it would cost about $9.30 less a month, and it is 2.0 points lower by a public index.",
    );
  });

  it.each([
    ["goes away again", { expirationDate: "2027-01-01" }],
    ["is much worse", { benchmark: 34 }],
    ["is not measured", { benchmark: null }],
    ["is too short", { contextLength: 99_999 }],
    ["tells no length", { contextLength: null }],
    ["calls no tools", { supportedParameters: [] }],
    ["makes pictures", { outputModalities: ["image"] }],
    ["is free, which promises nothing", { pricing: { prompt: "0", completion: "0" } }],
    ["is a router", { pricing: { prompt: "-1", completion: "-1" } }],
    ["has no price", { pricing: {} }],
    // 10 million at 9e-7 and no cache: cheaper on paper by prompt price, dearer for what is cached.
    ["is cheaper on paper and dearer for this mix", { pricing: { prompt: "0.0000012", completion: "0.000004" } }],
    ["is the same one", { permaslug: "x/dear" }],
  ] as [string, Partial<ComingModel>][])("does not where it %s", (_name, coming) => {
    expect(found(coming)).toEqual([]);
  });

  it.each([
    ["it saves cents", { costUsd: parseUsd("4.5") }],
    ["no single request is known", { known: [] }],
    ["tokens are not known", { used: { ...USED.used, completionTokens: null } }],
    ["nothing was charged", { costUsd: parseUsd("0") }],
  ] as [string, Partial<UsedModel>][])("does not where %s", (_name, used) => {
    expect(found({}, used)).toEqual([]);
  });

  // A tenth of the prompts, with a tenth of all tokens, are long; on the new model these cost twice as much.
  const tenth = (part: number) => ({
    promptTokens: 1_000_000 * part,
    cachedTokens: 900_000 * part,
    cacheWriteTokens: 0,
    completionTokens: 50_000 * part,
    reasoningTokens: 0,
  });
  const short = { requests: 900, longestPrompt: 40_000, at: AT, used: tenth(9) };
  const long = { requests: 100, longestPrompt: 100_000, at: AT, used: tenth(1) };
  const doubled = { prompt: "0.000002", completion: "0.000008", input_cache_read: "0.0000002" };
  const twiceWhere = (condition: object) => ({ ...COMING.pricing, overrides: [{ ...condition, ...doubled }] });
  const NIGHT = new Date("2026-11-18T23:30:00Z");

  it.each([
    ["long prompts alone at the price of long ones", twiceWhere({ min_prompt_tokens: 50_000 }), [short, long], "4.29"],
    ["none of them where none is that long", twiceWhere({ min_prompt_tokens: 100_000 }), [short, long], "3.9"],
    [
      "those of the night alone at the night's",
      twiceWhere({ utc_start: 2200, utc_end: 400 }),
      [short, { ...long, at: NIGHT }],
      "4.29",
    ],
    ["all as dear as the half that is known", twiceWhere({ min_prompt_tokens: 50_000 }), [long], "7.8"],
  ] as const)("prices %s", (_name, pricing, known, expected) => {
    const [one] = found({ pricing }, { known });
    expect(one && usdToString(one.wouldCostUsd)).toBe(expected);
  });

  it("is told once a model in use, the cheapest alone, the largest saving first", () => {
    const cheaper = { ...COMING, permaslug: "y/newer", name: "Newer", pricing: { prompt: "0.0000001", completion: "0.000001" } };
    const small = { ...USED, permaslug: "x/small", name: "Small", costUsd: parseUsd("10") };
    const all = fittingModels([COMING, cheaper], [small, USED], 30).map(({ name, instead }) => `${name} for ${instead.name}`);
    expect(all).toEqual(["Newer for Dear", "Newer for Small"]);
  });
});
