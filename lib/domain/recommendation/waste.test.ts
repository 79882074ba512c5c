import { describe, expect, it } from "vitest";
import type { Day } from "../day";
import { parseUsd, usdToString, ZERO_USD } from "../usd";
import { recommendCheaperModels } from "./cheaper-model";
import { recommendFewerRetries } from "./fewer-retries";
import { recommendKeyHygiene, type UsableKey } from "./key-hygiene";
import type { ModelOffer, ObservedCell, ObservedTraffic, Signs } from "./observed-traffic";
import { type Draft, savingAlone } from "./recommendation";
import { recommendShorterContexts } from "./shorter-context";
import { recommendStablePrefixes } from "./stable-prefix";
import { listCost } from "./traffic";

const AT = new Date("2026-11-20T10:30:00Z");
const DEAR = { prompt: "0.000005", completion: "0.000025", input_cache_read: "0.0000005" };
const LIGHT = { prompt: "0.000001", completion: "0.000005", input_cache_read: "0.0000001" };

const NO_SIGNS: Signs = {
  toolRequests: 0,
  reasoningRequests: 0,
  cacheToldRequests: 100,
  sessionPromptTokens: 0,
  repeatedTokens: 0,
  repeatedWithinHourTokens: 0,
  retriedRequests: 0,
  retriedUsd: ZERO_USD,
};

/** A hundred requests of 10,000 prompt and 1,000 answer tokens: 5 + 2.5 dollars. */
function cellOf(
  more: Partial<Omit<ObservedCell, "signs" | "tokens">> & { signs?: Partial<Signs>; tokens?: object } = {},
): ObservedCell {
  const { signs, tokens, ...rest } = more;
  const cell: ObservedCell = {
    id: "a",
    keyId: "k",
    app: null,
    feature: "triage",
    isRest: false,
    model: "maker/dear",
    variant: null,
    provider: "Maker",
    requests: 100,
    costUsd: ZERO_USD,
    tokens: {
      promptTokens: 1_000_000,
      cachedTokens: 0,
      cacheWriteTokens: 0,
      completionTokens: 100_000,
      reasoningTokens: 0,
      ...tokens,
    },
    longestPrompt: 10_000,
    at: AT,
    pricing: DEAR,
    signs: { ...NO_SIGNS, ...signs },
    dearest: [{ id: "gen-1", costUsd: parseUsd("1") }],
    retried: [],
    sample: ["gen-1"],
    ...rest,
  };
  return { ...cell, costUsd: rest.costUsd ?? (cell.pricing && listCost(cell, cell.pricing)) ?? ZERO_USD };
}

function offerOf(slug: string, more: Partial<ModelOffer> = {}): ModelOffer {
  return {
    permaslug: slug,
    slug,
    name: slug,
    pricing: LIGHT,
    contextLength: 200_000,
    inputModalities: ["text"],
    outputModalities: ["text"],
    parameters: ["tools", "reasoning"],
    benchmark: 50,
    tier: "light",
    retiresOn: null,
    endpoints: [],
    ...more,
  };
}

function trafficOf(cells: ObservedCell[], models: ModelOffer[] = []): ObservedTraffic {
  const all = [offerOf("maker/dear", { pricing: DEAR, benchmark: 60, tier: "frontier" }), ...models];
  return {
    from: "2026-10-22" as Day,
    to: "2026-11-20" as Day,
    days: 30,
    cells,
    models: new Map(all.map((model) => [model.permaslug, model])),
    benchmarkDistance: 12,
    keyName: (id) => id,
  };
}

function told(drafts: Draft[], { cells }: ObservedTraffic): string[] {
  return drafts.map((draft) => {
    const { low, likely, high } = savingAlone(draft, cells);
    return `${draft.title}: ${[low, likely, high].map(usdToString).join(" ")}`;
  });
}

describe("recommendCheaperModels", () => {
  const find = (cell: ObservedCell, ...models: ModelOffer[]) => {
    const traffic = trafficOf([cell], models);
    return told(recommendCheaperModels(traffic), traffic);
  };

  it("prices the very requests: 7.5 charged, 1.5 on the light model, with longer answers 1.625", () => {
    expect(find(cellOf(), offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/dear: 5.875 6 6"]);
  });

  it("counts the cache: 8 of 10 tokens read, 1 + 0.4 + 2.5 charged; without it the low end is 1.625 again", () => {
    const cell = cellOf({ tokens: { cachedTokens: 800_000 } });
    expect(find(cell, offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/dear: 2.275 3.12 3.12"]);
  });

  it("leaves what is charged beyond list prices, such as searches, but at the high end and where it was paid for speed: 1 of 8.5", () => {
    const [searching, fast] = [cellOf({ costUsd: parseUsd("8.5") }), cellOf({ costUsd: parseUsd("8.5"), variant: "nitro" })];
    expect(find(searching, offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/dear: 5.875 6 7"]);
    expect(recommendCheaperModels(trafficOf([searching], [offerOf("maker/light")]))[0]?.assumption).toContain(
      "beyond list prices",
    );
    expect(find(fast, offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/dear: 6.875 7 7"]);
  });

  it("takes nothing that answers in text alone for what answers in images as well", () => {
    const painting = offerOf("maker/dear", {
      pricing: DEAR,
      benchmark: 60,
      tier: "frontier",
      outputModalities: ["text", "image"],
    });
    const traffic = trafficOf([cellOf()], [offerOf("maker/light")]);
    const models = new Map(traffic.models).set("maker/dear", painting);
    expect(recommendCheaperModels({ ...traffic, models })).toEqual([]);
  });

  it("takes the one that is cheapest for this mix, not by its prompt price", () => {
    const chatty = offerOf("maker/chatty", { pricing: { prompt: "0.0000001", completion: "0.00003" } });
    expect(find(cellOf(), chatty, offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/dear: 5.875 6 6"]);
  });

  it.each<[string, Parameters<typeof cellOf>[0], Partial<ModelOffer>]>([
    ["a feature with three generations", { requests: 3 }, {}],
    ["49 generations", { requests: 49 }, {}],
    [
      "a candidate cheaper on paper and dearer for this mix, which is nearly all cached",
      { tokens: { cachedTokens: 1_000_000, completionTokens: 1_000 } },
      { pricing: { prompt: "0.000001", completion: "0.000005" } },
    ],
    ["a candidate of the same tier", {}, { tier: "frontier" }],
    ["a free one, which promises nothing", {}, { tier: "free", pricing: { prompt: "0", completion: "0" } }],
    ["a candidate that goes away", {}, { retiresOn: "2027-01-01" as Day }],
    ["too short a context for the longest of a hundred prompts", { longestPrompt: 199_500 }, {}],
    ["no tools where requests call some", { signs: { toolRequests: 1 } }, { parameters: ["reasoning"] }],
    ["no reasoning where requests reason", { signs: { reasoningRequests: 1 } }, { parameters: ["tools"] }],
    ["a benchmark further below than chosen", {}, { benchmark: 47.9 }],
    ["a candidate nobody rated", {}, { benchmark: null }],
    ["a router, whose price depends", {}, { pricing: { prompt: "-1", completion: "-1" } }],
    ["a price that is missing", {}, { pricing: {} }],
    ["images alone as the answer", {}, { outputModalities: ["image"] }],
    ["a model in use that the catalogue never had", { model: "maker/gone", pricing: null, costUsd: parseUsd("7.5") }, {}],
    ["requests that are known by nothing", { feature: null, app: null, keyId: null }, {}],
  ])("finds nothing for %s", (_, cell, model) => {
    expect(find(cellOf(cell), offerOf("maker/light", model))).toEqual([]);
  });

  it("still moves requests away from a model that is gone from the catalogue, with what they were charged", () => {
    const gone = offerOf("maker/gone", { pricing: {}, tier: "frontier", benchmark: 55, retiresOn: "2026-11-01" as Day });
    const cell = cellOf({ model: "maker/gone", pricing: null, costUsd: parseUsd("7.5") });
    expect(find(cell, gone, offerOf("maker/light"))).toEqual(["triage: maker/light instead of maker/gone: 5.875 6 6"]);
  });

  it("says what is not known: whether images are sent", () => {
    const traffic = trafficOf([cellOf()], [offerOf("maker/light")]);
    const seeing = {
      ...traffic,
      models: new Map(traffic.models).set(
        "maker/dear",
        offerOf("maker/dear", { pricing: DEAR, benchmark: 60, tier: "frontier", inputModalities: ["text", "image"] }),
      ),
    };
    expect(recommendCheaperModels(seeing)[0]?.risk).toContain("It takes text but no image as input");
  });
});

describe("recommendStablePrefixes", () => {
  const repeating = { sessionPromptTokens: 1_000_000, repeatedTokens: 800_000, repeatedWithinHourTokens: 900_000 };
  const find = (cell: ObservedCell) => {
    const traffic = trafficOf([cell]);
    return told(recommendStablePrefixes(traffic), traffic);
  };
  it("reads repeats at the cache's price: 800,000 × (5 − 0.5) / million, half of it, and within an hour", () => {
    expect(find(cellOf({ signs: repeating }))).toEqual([
      "triage: keep the beginning of prompts the same, so that maker/dear reads it from its cache: 1.8 3.6 4.05",
    ]);
  });
  it("pays for what is written where writing has a price: 3.6 less 200,000 × 1.25 / million", () => {
    const pricing = { ...DEAR, input_cache_write: "0.00000625" };
    expect(find(cellOf({ signs: repeating, pricing }))[0]).toContain(" 3.35 ");
  });
  it.each([
    ["the cache works", { tokens: { cachedTokens: 200_000 } }],
    ["no source tells cached tokens: they are unknown, not none", { signs: { ...repeating, cacheToldRequests: 0 } }],
    ["the model does not cache", { pricing: { prompt: "0.000005", completion: "0.000025" } }],
    ["prompts have little in common", { signs: { ...repeating, repeatedTokens: 299_999 } }],
  ])("finds nothing where %s", (_, more) => {
    expect(find(cellOf({ signs: repeating, ...more }))).toEqual([]);
  });
});

describe("recommendShorterContexts", () => {
  const bloated = (more: object = {}) =>
    cellOf({
      id: "b",
      requests: 20,
      longestPrompt: 120_000,
      tokens: { promptTokens: 2_000_000, completionTokens: 20_000 },
      ...more,
    });
  const find = (...cells: ObservedCell[]) => {
    const traffic = trafficOf(cells);
    return told(recommendShorterContexts(traffic), traffic);
  };
  it("shortens 20 prompts of 100,000 to the others' 10,000: 1,800,000 × 5 / million; at least to four times the middle", () => {
    expect(find(cellOf(), bloated())).toEqual(["triage: shorten the longest prompts to maker/dear: 6 9 9"]);
  });
  it.each([
    ["all prompts are alike", [cellOf()]],
    [
      "the long ones cost little",
      [
        cellOf({ requests: 2_000, tokens: { promptTokens: 20_000_000 } }),
        bloated({ requests: 2, tokens: { promptTokens: 200_000 } }),
      ],
    ],
    [
      "there are three of them in all",
      [cellOf({ requests: 2, tokens: { promptTokens: 20_000 } }), bloated({ requests: 1, tokens: { promptTokens: 100_000 } })],
    ],
  ])("finds nothing where %s", (_, cells) => {
    expect(find(...cells)).toEqual([]);
  });
});

describe("recommendFewerRetries", () => {
  it("spares what was tried again, or half of it, and names the dearest of these", () => {
    const cell = cellOf({
      signs: { retriedRequests: 30, retriedUsd: parseUsd("2") },
      retried: [{ id: "gen-2", costUsd: parseUsd("1") }],
    });
    const traffic = trafficOf([cell]);
    const drafts = recommendFewerRetries(traffic);
    expect(told(drafts, traffic)).toEqual(["triage: stop asking maker/dear the same again and again: 1 2 2"]);
    expect(drafts[0]?.generationIds).toEqual(["gen-2"]);
  });
  it("is sure of it within sessions alone: else many conversations stand in one row", () => {
    const confidence = (sessionPromptTokens: number) => {
      const signs = { retriedRequests: 100, retriedUsd: parseUsd("2"), sessionPromptTokens };
      return recommendFewerRetries(trafficOf([cellOf({ signs })]))[0]?.confidence;
    };
    expect([confidence(500_000), confidence(0)]).toEqual(["high", "low"]);
  });
  it("leaves a few repeats alone", () => {
    expect(recommendFewerRetries(trafficOf([cellOf({ signs: { retriedRequests: 9, retriedUsd: parseUsd("2") } })]))).toEqual([]);
  });
});

describe("recommendKeyHygiene", () => {
  const keyOf = (more: Partial<UsableKey> = {}): UsableKey => ({
    id: "k",
    name: "Backend",
    environment: "production",
    createdAt: new Date("2026-01-01T00:00:00Z"),
    limitUsd: parseUsd("100"),
    costUsd: parseUsd("60"),
    requests: 100,
    developers: ["Ada"],
    ...more,
  });
  const find = (key: UsableKey, days = 30, traffic = trafficOf([])) =>
    recommendKeyHygiene(traffic, [key], days).map(({ aspect, atStakeUsd }) => `${aspect} ${usdToString(atStakeUsd ?? ZERO_USD)}`);

  it.each<[string, Partial<UsableKey>, string[]]>([
    ["nothing wrong", {}, []],
    ["no limit", { limitUsd: null }, ["no_limit 60"]],
    ["no limit and hardly any spend", { limitUsd: null, costUsd: parseUsd("0.5") }, []],
    ["two developers", { developers: ["Ada", "Bo"] }, ["shared 60"]],
    ["no requests, its limit at stake", { requests: 0, costUsd: ZERO_USD }, ["idle 100"]],
    ["no requests, and made only just", { requests: 0, costUsd: ZERO_USD, createdAt: new Date("2026-11-01T00:00:00Z") }, []],
    ["no requests, and nobody tells since when", { requests: 0, costUsd: ZERO_USD, createdAt: null }, []],
  ])("%s", (_, key, expected) => expect(find(keyOf(key))).toEqual(expected));

  it("scales to a month where there are fewer days, and takes none for idle then", () => {
    expect(find(keyOf({ limitUsd: null }), 15)).toEqual(["no_limit 120"]);
    expect(find(keyOf({ requests: 0, costUsd: ZERO_USD }), 29)).toEqual([]);
  });

  it("finds CI on frontier models by its environment, or by its name where nobody said", () => {
    const traffic = trafficOf([cellOf()], [offerOf("maker/light")]);
    expect(find(keyOf({ environment: "ci" }), 30, traffic)).toEqual(["ci_frontier 7.5"]);
    expect(find(keyOf({ environment: null, name: "team-ci" }), 30, traffic)).toEqual(["ci_frontier 7.5"]);
    expect(find(keyOf({ environment: null, name: "Cinema" }), 30, traffic)).toEqual([]);
    expect(find(keyOf({ environment: "production", name: "CI" }), 30, traffic)).toEqual([]);
    const [draft] = recommendKeyHygiene(traffic, [keyOf({ environment: "ci" })], 30);
    expect(draft && usdToString(savingAlone(draft, traffic.cells).likely)).toBe("6");
  });
});
