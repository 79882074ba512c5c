import { describe, expect, it } from "vitest";
import type { Day } from "../day";
import { parseUsd, usdToString, ZERO_USD } from "../usd";
import type { ModelOffer, ObservedCell } from "./observed-traffic";
import { type Accepted, Outcomes } from "./outcome";
import type { Baseline } from "./recommendation";
import type { TrafficCell } from "./traffic";

const [MONDAY, TUESDAY] = ["2026-11-02" as Day, "2026-11-03" as Day];
const DEAR = { prompt: "0.000005", completion: "0.000025" };

const offer = (slug: string, pricing: ModelOffer["pricing"]): [string, ModelOffer] => [
  slug,
  {
    permaslug: slug,
    slug,
    name: slug,
    pricing,
    contextLength: null,
    inputModalities: [],
    outputModalities: [],
    parameters: [],
    benchmark: null,
    tier: null,
    retiresOn: null,
    endpoints: [],
  },
];
const MODELS = new Map([offer("maker/dear", DEAR)]);

/** Before: 100 requests of 10,000 prompt and 1,000 answer tokens, at list price. */
const BASELINE: Baseline = {
  requests: 100,
  costUsd: parseUsd("7.5"),
  listUsd: parseUsd("7.5"),
  modelListUsd: parseUsd("7.5"),
  tokens: { promptTokens: 1_000_000, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 100_000, reasoningTokens: 0 },
  retriedUsd: null,
  shareAtTarget: 0,
};

function acceptedOf(more: Partial<Accepted> = {}): Accepted {
  return {
    id: "1",
    kind: "cheaper_model",
    filters: { feature: ["triage"], model: ["maker/dear"] },
    move: { from: { model: "maker/dear", provider: null }, to: { model: "maker/light", provider: null } },
    since: MONDAY,
    baseline: BASELINE,
    ...more,
  };
}

/** A hundred such requests on the light model, for 1.5 dollars. */
function cellOf(more: Partial<TrafficCell> = {}): TrafficCell {
  return {
    id: "a",
    keyId: null,
    app: null,
    feature: "triage",
    isRest: false,
    model: "maker/light",
    variant: null,
    provider: null,
    requests: 100,
    costUsd: parseUsd("1.5"),
    tokens: BASELINE.tokens,
    longestPrompt: 10_000,
    at: new Date("2026-11-02T10:00:00Z"),
    pricing: null,
    ...more,
  };
}

function outcome(accepted: Accepted, ...days: [Day, TrafficCell[]][]) {
  const outcomes = new Outcomes([accepted], MODELS);
  for (const [day, cells] of days) outcomes.add(day, cells);
  const found = outcomes.results().get(accepted.id);
  return [
    found?.verdict,
    usdToString(found?.savedUsd ?? ZERO_USD),
    found?.switchedOn ?? null,
    `${found?.switched}/${found?.requests}`,
  ];
}

describe("what an accepted switch has saved", () => {
  it("is what the same tokens would have cost before, less what they did: 7.5 − 1.5", () => {
    expect(outcome(acceptedOf(), [MONDAY, [cellOf()]])).toEqual(["saved", "6", MONDAY, "100/100"]);
  });
  it("carries over what the list price does not have: charged 9 for 7.5 before", () => {
    const baseline = { ...BASELINE, costUsd: parseUsd("9") };
    expect(outcome(acceptedOf({ baseline }), [MONDAY, [cellOf()]])).toEqual(["saved", "7.5", MONDAY, "100/100"]);
  });
  it("is seen from the first day on which requests move, whoever stays", () => {
    const staying = cellOf({ id: "b", model: "maker/dear", costUsd: parseUsd("7.5") });
    expect(outcome(acceptedOf(), [MONDAY, [staying]], [TUESDAY, [staying, cellOf()]])).toEqual([
      "saved",
      "6",
      TUESDAY,
      "100/300",
    ]);
  });
  it("counts nothing of requests that were served so already: half were, so half of 6", () => {
    const baseline = { ...BASELINE, shareAtTarget: 0.5 };
    expect(outcome(acceptedOf({ baseline }), [MONDAY, [cellOf()]])).toEqual(["saved", "3", MONDAY, "100/100"]);
  });
  it("takes longer answers for the new model's doing: five times as long, the old one would have cost 5 + 2.5", () => {
    const tokens = { ...BASELINE.tokens, completionTokens: 500_000 };
    expect(outcome(acceptedOf(), [MONDAY, [cellOf({ tokens, costUsd: parseUsd("3.5") })]])).toEqual([
      "saved",
      "4",
      MONDAY,
      "100/100",
    ]);
  });
  it("adds up several connections' requests of one day", () => {
    const found = new Outcomes([acceptedOf()], MODELS);
    found.add(MONDAY, [cellOf()]);
    found.add(MONDAY, [cellOf()]);
    expect(found.results().get("1")?.days).toEqual([{ day: MONDAY, requests: 200, savedUsd: parseUsd("12") }]);
  });
  it("counts a request for the one that was accepted first alone", () => {
    const both = new Outcomes([acceptedOf({ id: "2", filters: {}, since: TUESDAY }), acceptedOf()], MODELS);
    both.add(MONDAY, [cellOf()]);
    both.add(TUESDAY, [cellOf()]);
    expect(both.results().get("1")?.savedUsd).toBe(parseUsd("12"));
    expect(both.results().get("2")?.savedUsd).toBe(ZERO_USD);
  });
  it("falls back to cost per request where the old model has no price any more", () => {
    const move = { from: { model: "maker/gone", provider: null }, to: { model: "maker/light", provider: null } };
    expect(outcome(acceptedOf({ move }), [MONDAY, [cellOf()]])).toEqual(["saved", "6", MONDAY, "100/100"]);
  });
  it("is what tries anew would have added: 2.5 of 7.5 before, so 5 asked once would have been 7.5, and 6 was charged", () => {
    const signs = { retriedUsd: parseUsd("1") } as ObservedCell["signs"];
    const cell = { ...cellOf({ model: "maker/dear", costUsd: parseUsd("6") }), signs };
    const baseline = { ...BASELINE, retriedUsd: parseUsd("2.5") };
    expect(outcome(acceptedOf({ move: null, baseline }), [MONDAY, [cell]])).toEqual(["saved", "1.5", null, "100/100"]);
  });
  it("is told by cost per request where no model changes: 7.5 before, 6 now", () => {
    const cell = cellOf({ model: "maker/dear", costUsd: parseUsd("6") });
    expect(outcome(acceptedOf({ move: null }), [MONDAY, [cell]])).toEqual(["saved", "1.5", null, "100/100"]);
  });
  it("tells heavy requests from light ones: twice the tokens by a cheaper provider, 15 as before, 12 charged", () => {
    const move = { from: { model: "maker/dear", provider: null }, to: { model: "maker/dear", provider: "Cheap" } };
    const tokens = { ...BASELINE.tokens, promptTokens: 2_000_000, completionTokens: 200_000 };
    const cell = cellOf({ model: "maker/dear", provider: "Cheap", tokens, costUsd: parseUsd("12") });
    const accepted = acceptedOf({ kind: "cheaper_provider", move });
    expect(outcome(accepted, [MONDAY, [cell]])).toEqual(["saved", "3", MONDAY, "100/100"]);
  });
  it("tells what a stable prefix saved by what is read from the cache: half of twice the prompt, 10 + 2.5 as before", () => {
    const tokens = { ...BASELINE.tokens, promptTokens: 2_000_000, cachedTokens: 1_000_000 };
    const cell = cellOf({ model: "maker/dear", tokens, costUsd: parseUsd("8") });
    const accepted = acceptedOf({ kind: "unstable_prefix", move: null });
    expect(outcome(accepted, [MONDAY, [cell]])).toEqual(["saved", "4.5", null, "100/100"]);
  });
  it("has saved where requests have grown so that each costs more than before: ten times the prompt, 52.5 on the old model", () => {
    const tokens = { ...BASELINE.tokens, promptTokens: 10_000_000 };
    expect(outcome(acceptedOf(), [MONDAY, [cellOf({ tokens, costUsd: parseUsd("10.5") })]])).toEqual([
      "saved",
      "42",
      MONDAY,
      "100/100",
    ]);
  });

  it.each<[string, TrafficCell[], string]>([
    ["nothing moved", [cellOf({ model: "maker/dear" })], "waiting"],
    ["49 requests tell nothing", [cellOf({ requests: 49 })], "waiting"],
    ["other features' requests are none of it", [cellOf({ feature: "other" })], "waiting"],
    ["it cost more", [cellOf({ costUsd: parseUsd("8") })], "not_saved"],
    ["nothing was charged less", [cellOf({ costUsd: parseUsd("7.5") })], "not_saved"],
  ])("%s", (_, cells, verdict) => expect(outcome(acceptedOf(), [MONDAY, cells])[0]).toBe(verdict));

  it("begins with the day on which it was accepted", () => {
    expect(outcome(acceptedOf({ since: TUESDAY }), [MONDAY, [cellOf()]])[0]).toBe("waiting");
  });
});
