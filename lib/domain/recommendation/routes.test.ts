import { describe, expect, it } from "vitest";
import type { Day } from "../day";
import { parseUsd, usdToString, ZERO_USD } from "../usd";
import { recommendCheaperProviders } from "./cheaper-provider";
import { recommendNextModels } from "./next-model";
import type { ModelOffer, ObservedCell, ObservedTraffic, ProviderOffer } from "./observed-traffic";
import { recommendPlainRouting } from "./plain-routing";
import { type Draft, savingAlone } from "./recommendation";

const LIST = { prompt: "0.000004", completion: "0.00002", input_cache_read: "0.0000004" };

/** 100 requests: 10 million prompt tokens, 8 million of them cached, and 500,000 answered: 8 + 3.2 + 10 dollars at LIST. */
function cellOf(more: Partial<ObservedCell> = {}): ObservedCell {
  return {
    id: "a",
    keyId: "k",
    app: null,
    feature: "triage",
    isRest: false,
    model: "maker/one",
    variant: "standard",
    provider: "Dear Cloud",
    requests: 100,
    costUsd: parseUsd("21.2"),
    tokens: {
      promptTokens: 10_000_000,
      cachedTokens: 8_000_000,
      cacheWriteTokens: 0,
      completionTokens: 500_000,
      reasoningTokens: 0,
    },
    longestPrompt: 120_000,
    at: new Date("2026-11-20T10:30:00Z"),
    pricing: LIST,
    signs: {
      toolRequests: 10,
      reasoningRequests: 0,
      cacheToldRequests: 100,
      sessionPromptTokens: 0,
      repeatedTokens: 0,
      repeatedWithinHourTokens: 0,
      retriedRequests: 0,
      retriedUsd: ZERO_USD,
    },
    dearest: [],
    retried: [],
    sample: [],
    ...more,
  };
}

const endpoint = (provider: string, pricing: Record<string, string>, more: Partial<ProviderOffer> = {}): ProviderOffer => ({
  tag: provider.toLowerCase().replaceAll(" ", "-"),
  provider,
  quantization: null,
  contextLength: 200_000,
  pricing,
  parameters: ["tools"],
  uptimeLastDay: 99.9,
  ...more,
});

function modelOf(permaslug: string, more: Partial<ModelOffer> = {}): ModelOffer {
  return {
    permaslug,
    slug: permaslug,
    name: permaslug,
    pricing: LIST,
    contextLength: 200_000,
    inputModalities: ["text"],
    outputModalities: ["text"],
    parameters: ["tools"],
    benchmark: 40,
    tier: "frontier",
    retiresOn: null,
    endpoints: [],
    ...more,
  };
}

function trafficOf(cells: ObservedCell[], models: ModelOffer[]): ObservedTraffic {
  return {
    from: "2026-10-22" as Day,
    to: "2026-11-20" as Day,
    days: 30,
    cells,
    models: new Map(models.map((model) => [model.permaslug, model])),
    benchmarkDistance: 5,
    keyName: (id) => id,
  };
}

function told(drafts: Draft[], traffic: ObservedTraffic): string[] {
  return drafts.map((draft) => {
    const { low, likely, high } = savingAlone(draft, traffic.cells);
    return `${draft.title}: ${[low, likely, high].map(usdToString).join(" ")}`;
  });
}

describe("a cheaper provider of the same model", () => {
  const withOffers = (...endpoints: ProviderOffer[]) => trafficOf([cellOf()], [modelOf("maker/one", { endpoints })]);
  const find = (...endpoints: ProviderOffer[]) => told(recommendCheaperProviders(withOffers(...endpoints)), withOffers());
  const cheap = { prompt: "0.000002", completion: "0.00001", input_cache_read: "0.0000002" };

  it("is the one where these very tokens would cost least: 4 + 1.6 + 5 dollars", () => {
    const mid = { prompt: "0.000003", completion: "0.000015", input_cache_read: "0.0000003" };
    // Low: half as much cached, 12 + 0.8 + 5 dollars, and a tenth of what that saves is not saved.
    expect(find(endpoint("Dear Cloud", LIST), endpoint("Mid", mid), endpoint("Cheap", cheap))).toEqual([
      "triage: maker/one by Cheap: 3.06 10.6 10.6",
    ]);
    const [draft] = recommendCheaperProviders(withOffers(endpoint("Cheap", cheap, { tag: "cheap/fp8" })));
    expect(JSON.parse(draft?.change.snippet ?? "")).toEqual({
      model: "maker/one",
      provider: { order: ["cheap"], allow_fallbacks: true },
    });
    expect(draft?.move).toEqual({ from: { model: "maker/one", provider: null }, to: { model: "maker/one", provider: "Cheap" } });
  });

  it.each([
    ["is the one that serves already", endpoint("Dear Cloud", cheap)],
    ["costs the same", endpoint("Other", LIST)],
    [
      "is cheaper on paper and dearer for this mix, having no cache",
      endpoint("No cache", { prompt: "0.000002", completion: "0.00001" }),
    ],
    ["depends", endpoint("Router", { prompt: "-1", completion: "-1" })],
    ["has no price", endpoint("Odd", {})],
    ["is too short", endpoint("Short", cheap, { contextLength: 100_000 })],
    ["is down", endpoint("Down", cheap, { uptimeLastDay: 60 })],
    ["is coarse", endpoint("Coarse", cheap, { quantization: "fp4" })],
    ["calls no tools", endpoint("Plain", cheap, { parameters: [] })],
  ])("is none where it %s", (_name, offer) => expect(find(offer)).toEqual([]));

  it("is none for few requests, and for a model that has left the catalogue", () => {
    const few = trafficOf([cellOf({ requests: 3 })], [modelOf("maker/one", { endpoints: [endpoint("Cheap", cheap)] })]);
    expect(recommendCheaperProviders(few)).toEqual([]);
    expect(recommendCheaperProviders(trafficOf([cellOf()], []))).toEqual([]);
  });
});

describe("dear ways of asking", () => {
  it.each([
    ["nitro", ":nitro"],
    ["priority", "the priority tier"],
  ])("tells what %s costs above the list price", (variant, asked) => {
    const traffic = trafficOf([cellOf({ variant, costUsd: parseUsd("42.4") }), cellOf({ id: "b" })], [modelOf("maker/one")]);
    expect(told(recommendPlainRouting(traffic), traffic)).toEqual([`triage: maker/one without ${asked}: 10.6 21.2 21.2`]);
  });

  it.each([
    ["plain requests", { variant: "standard" }, {}],
    ["the cheap tier", { variant: "floor" }, {}],
    ["what costs the list price anyway", { variant: "nitro" }, {}],
    ["a price that depends", { variant: "nitro", costUsd: parseUsd("99") }, { pricing: { prompt: "-1", completion: "-1" } }],
  ] as [string, Partial<ObservedCell>, Partial<ModelOffer>][])("says nothing of %s", (_name, cell, model) => {
    expect(recommendPlainRouting(trafficOf([cellOf(cell)], [modelOf("maker/one", model)]))).toEqual([]);
  });

  const light = { prompt: "0.000001", completion: "0.000002", input_cache_read: "0.0000001" };
  const auto = (model: string, id: string, costUsd: string, requests = 100) =>
    cellOf({ id, model, variant: "auto", costUsd: parseUsd(costUsd), requests });

  it("fixes the cheapest model that openrouter/auto itself gives a fifth of the requests: 2 + 0.8 + 1 dollars", () => {
    const rare = modelOf("maker/rare", { pricing: { prompt: "0", completion: "0" } });
    const traffic = trafficOf(
      [auto("maker/one", "a", "21.2"), auto("maker/light", "b", "3.8"), auto("maker/rare", "c", "0", 5)],
      [modelOf("maker/one"), modelOf("maker/light", { pricing: light }), rare],
    );
    const [found] = told(recommendPlainRouting(traffic), traffic);
    // What went to the rare free model costs something on the fixed one.
    expect(found).toBe("triage: maker/light instead of openrouter/auto: 6.8 13.6 13.6");
  });

  it("leaves the router alone where it takes the cheapest already, or one of its models has no known price", () => {
    const same = trafficOf([auto("maker/one", "a", "21.2")], [modelOf("maker/one")]);
    expect(recommendPlainRouting(same)).toEqual([]);
    const odd = trafficOf([auto("maker/one", "a", "21.2")], [modelOf("maker/one", { pricing: {} })]);
    expect(recommendPlainRouting(odd)).toEqual([]);
  });
});

describe("the next model", () => {
  const cheap = modelOf("maker/next", { pricing: { prompt: "0.000001", completion: "0.00001", input_cache_read: "0.0000001" } });

  it("follows one that goes away: 2 + 0.8 + 5 dollars", () => {
    const traffic = trafficOf([cellOf()], [modelOf("maker/one", { retiresOn: "2026-12-31" as Day }), cheap]);
    const drafts = recommendNextModels(traffic);
    expect(told(drafts, traffic)).toEqual(["triage: maker/one goes away on 31 Dec 2026: 6.2 13.4 13.4"]);
    expect(drafts[0]).toMatchObject({
      kind: "retiring_model",
      atStakeUsd: parseUsd("21.2"),
      move: { to: { model: "maker/next" } },
    });
  });

  it("saves nothing where it is dearer, and says so", () => {
    const dear = modelOf("maker/dear", { pricing: { prompt: "0.00001", completion: "0.0001" } });
    const traffic = trafficOf([cellOf()], [modelOf("maker/one", { retiresOn: "2026-11-01" as Day }), dear]);
    const [draft] = recommendNextModels(traffic);
    expect(told(draft ? [draft] : [], traffic)).toEqual(["triage: maker/one left the catalogue on 1 Nov 2026: 0 0 0"]);
    expect(draft?.figures).toContainEqual({ label: "That is dearer by", value: "$128.80" });
  });

  it("is for people to choose where none fits", () => {
    const traffic = trafficOf([cellOf()], [modelOf("maker/one", { retiresOn: "2026-12-31" as Day })]);
    expect(recommendNextModels(traffic)[0]).toMatchObject({ move: null, change: { snippet: null } });
  });

  it("is no matter for what goes away in years", () => {
    expect(
      recommendNextModels(trafficOf([cellOf()], [modelOf("maker/one", { retiresOn: "2098-12-31" as Day }), cheap])),
    ).toHaveLength(1);
    expect(recommendNextModels(trafficOf([cellOf()], [modelOf("maker/one", { retiresOn: "2098-12-31" as Day })]))).toEqual([]);
  });

  it("undercuts one of its tier where it is as good and a fifth cheaper for this mix", () => {
    const traffic = trafficOf([cellOf()], [modelOf("maker/one"), cheap]);
    expect(told(recommendNextModels(traffic), traffic)).toEqual(["triage: maker/next undercuts maker/one: 6.2 13.4 13.4"]);
  });

  it.each([
    ["is worse", { benchmark: 39.9 }],
    ["is not measured", { benchmark: null }],
    ["is of another tier", { tier: "mid" }],
    ["goes away itself", { retiresOn: "2027-01-01" as Day }],
    ["sees no pictures", { inputModalities: ["audio"] }],
    ["is too short", { contextLength: 100_000 }],
    ["is cheaper on paper and dearer for this mix", { pricing: { prompt: "0.000003", completion: "0.000015" } }],
    ["has no price", { pricing: {} }],
    ["depends", { pricing: { prompt: "-1", completion: "-1" } }],
  ] as [string, Partial<ModelOffer>][])("undercuts nothing where it %s", (_name, more) => {
    expect(recommendNextModels(trafficOf([cellOf()], [modelOf("maker/one"), { ...cheap, ...more }]))).toEqual([]);
  });

  it("has nothing to say of a model that the catalogue never had", () => {
    expect(recommendNextModels(trafficOf([cellOf()], [cheap]))).toEqual([]);
  });
});
