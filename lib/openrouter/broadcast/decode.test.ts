import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd } from "../../domain/usd";
import { generationSpan, type SampleDelivery, sample, withAttributes, withId } from "../../test/broadcast-samples";
import { decodeExport } from "./decode";
import { MOST_TAGS } from "./tags";

const NOW = new Date("2026-11-21T10:00:00Z");
const decode = (request: unknown) => decodeExport(request, NOW);
const only = (request: unknown) => {
  const { generations, refused } = decode(request);
  expect([generations.length, refused]).toEqual([1, []]);
  return generations[0]!;
};
const text = (value: string) => ({ stringValue: value });

describe("the real captures", () => {
  it("read a whole delivery as one generation, to the last digit", () => {
    expect(only(sample("success"))).toEqual({
      accounts: ["user_fixture0000000000000000"],
      creatorId: "user_fixture0000000000000000",
      endedAt: new Date("2026-09-28T14:24:08.278Z"),
      report: {
        source: "broadcast",
        generationId: "gen-1790605442-FDh36zGvkqZaDM6tk5Rd",
        createdAt: new Date("2026-09-28T14:24:02.792Z"),
        keyHash: null,
        keyName: "fixture key",
        model: "anthropic/claude-4.5-haiku-20251001",
        variant: null,
        provider: "Amazon Bedrock",
        externalUser: "0000000000000000000000000000000000000000000000000000000000000001",
        member: null,
        sessionId: "177b923f-8cf6-42fc-9f30-9a7b86236265",
        app: null,
        feature: null,
        tags: { device_id: "0000000000000000000000000000000000000000000000000000000000000003" },
        costUsd: parseUsd("0.06507625"),
        byokUsd: 0n,
        promptTokens: 48894,
        cachedTokens: 0,
        cacheWriteTokens: 47889,
        completionTokens: 842,
        reasoningTokens: 518,
        streamed: null,
        cancelled: null,
        finishReason: "tool_calls",
        generationTimeMs: 5486,
        firstTokenMs: 4413,
      },
    });
  });

  it("read an error as a request whose cost nobody told", () => {
    const { report } = only(sample("error"));
    expect(report).toMatchObject({ model: "openai/gpt-5.1-codex-mini", keyName: "fixture key", provider: "Azure" });
    expect(report).toMatchObject({ costUsd: null, byokUsd: null, promptTokens: null, completionTokens: null, tags: null });
  });

  it("read the caller's tags, and none of OpenRouter's own", () => {
    const { report, accounts } = only(sample("synthetic-tags-cost-privacy"));
    expect(report.tags).toEqual({
      team: "platform",
      project: "invoice-bot",
      environment: "production",
      labels: '{"cost_center":"CC-17"}',
    });
    expect(report).toMatchObject({ model: "openai/gpt-4.1-2025-04-14", externalUser: "alice@example.com", cancelled: false });
    expect(accounts).toEqual(["org_synthetic00000000000000"]);
  });

  it("hold no word of a prompt or completion", () => {
    const told = JSON.stringify(decode(sample("success")), (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(JSON.stringify(sample("success"))).toContain("TRIMMED");
    expect(told).not.toMatch(/TRIMMED|toolu_|messages/);
  });
});

const success = sample("success");

it.each<[string, unknown]>([
  ["an empty object", {}],
  ["no resources", { resourceSpans: [] }],
  ["Test Connection", sample("connection-test")],
  ["Send test trace", withAttributes(success, { "trace.name": text("Test Trace - OpenRouter Observability") })],
  [
    "another service's request to a model",
    JSON.parse(JSON.stringify(withId(success, "chatcmpl-1")).replaceAll('"openrouter"', '"mine"')),
  ],
  ["an application's own span", { resourceSpans: [{ scopeSpans: [{ spans: [{ name: "GET /", attributes: [] }] }] }] }],
  ["a list", []],
  ["a number", 7],
  ["nothing", null],
])("finds no generation in %s", (_, request) => {
  expect(decode(request)).toEqual({ generations: [], refused: [], remarks: [] });
});

describe("recognition", () => {
  const renamed = structuredClone(success);
  for (const span of renamed.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))) {
    Object.assign(span, { name: "mine", parentSpanId: "1234567890abcdef" });
  }
  it.each<[string, SampleDelivery]>([
    ["names and parents are the caller's", renamed],
    ["only usage tells", withAttributes(success, { "span.type": undefined })],
    ["the id stands in the resource alone", withAttributes(success, { "gen_ai.response.id": undefined })],
    [
      "a part of the generation speaks for it",
      withAttributes(success, { "gen_ai.response.id": text("gen-1790605442-FDh36zGvkqZaDM6tk5Rd:generation") }),
    ],
    [
      "a relay dropped the resource's name",
      JSON.parse(JSON.stringify(success).replaceAll('"service.name"', '"was.service.name"')),
    ],
    ["the delivery holds it twice", { resourceSpans: [...success.resourceSpans, ...success.resourceSpans] }],
  ])("finds the one generation where %s", (_, delivery) => {
    expect(only(delivery).report).toMatchObject({
      generationId: "gen-1790605442-FDh36zGvkqZaDM6tk5Rd",
      costUsd: parseUsd("0.06507625"),
    });
  });
});

describe("values", () => {
  it.each<[string, Record<string, unknown>, object]>([
    ["counts as text", { "gen_ai.usage.input_tokens": { intValue: "48894" } }, { promptTokens: 48894 }],
    ["a zero cost as a whole number", { "gen_ai.usage.total_cost": { intValue: 0 } }, { costUsd: 0n }],
    ["a missing cost as unknown", { "gen_ai.usage.total_cost": undefined }, { costUsd: null }],
    [
      "the documentation's names of token counts",
      { "gen_ai.usage.input_tokens": undefined, "gen_ai.usage.prompt_tokens": { intValue: 5 } },
      { promptTokens: 5 },
    ],
    [
      "the model of the attempt that succeeded",
      {
        "trace.metadata.provider_responses": text(
          '[{"status":500,"model_permaslug":"a/b-1"},{"status":200,"model_permaslug":"c/d-2","is_byok":true}]',
        ),
      },
      { model: "c/d-2", byokUsd: null },
    ],
    [
      "the slug where nothing better is told",
      { "trace.metadata.provider_responses": text("no json") },
      { model: "anthropic/claude-haiku-4.5", byokUsd: null },
    ],
    [
      "what a provider charged the caller's own key",
      { "trace.metadata.openrouter_generation.byok_usage_inference": { doubleValue: 0.25 } },
      { byokUsd: parseUsd("0.25") },
    ],
    ["a variant", { "gen_ai.response.model": text("meta/llama:free") }, { variant: "free" }],
    ["no key's name as the chatroom", { "trace.metadata.openrouter.api_key_name": undefined }, { keyName: "Chatroom" }],
    ["an app", { "span.metadata.openrouter_generation.app.title": text("Editor") }, { app: "Editor" }],
    ["a feature", { "trace.metadata.feature": text("search") }, { feature: "search" }],
    ["a NUL in a user", { "user.id": text("a\0b") }, { externalUser: "a\ufffdb" }],
    ["half a character in a tag", { "trace.metadata.device_id": text("a\ud800") }, { tags: { device_id: "a\ufffd" } }],
    [
      "control and turning characters in a tag",
      { "trace.metadata.device_id": text("a\u202eb\u0007c\u0000") },
      { tags: { device_id: "a\ufffdb\ufffdc\ufffd" } },
    ],
    [
      "a list as a tag",
      {
        "trace.metadata.device_id": {
          arrayValue: { values: [{ intValue: 1 }, { kvlistValue: { values: [{ key: "k", value: text("v") }] } }] },
        },
      },
      { tags: { device_id: '[1,{"k":"v"}]' } },
    ],
    ["a flag as a tag", { "trace.metadata.device_id": { boolValue: false } }, { tags: { device_id: "false" } }],
    ["an empty value as no tag", { "trace.metadata.device_id": {} }, { tags: null }],
  ])("reads %s", (_, changes, expected) => {
    expect(only(withAttributes(success, changes)).report).toMatchObject(expected);
  });
});

describe("what cannot be", () => {
  const broken = (changes: Partial<ReturnType<typeof generationSpan>>) => {
    const delivery = structuredClone(success);
    Object.assign(generationSpan(delivery), changes);
    return delivery;
  };
  const usage = (name: string, value: unknown) => withAttributes(success, { [`gen_ai.usage.${name}`]: value });
  const longId = withAttributes(success, { "gen_ai.response.id": text(`gen-${"x".repeat(10_000)}`) });
  it.each<[string, SampleDelivery, string]>([
    ["a cost of 1e308", usage("total_cost", { doubleValue: 1e308 }), "total_cost is 1e+308: no charge is that large"],
    ["a negative cost", usage("total_cost", { doubleValue: -1 }), "total_cost is -1: a charge cannot be negative"],
    ["a cost in words", usage("total_cost", text("much")), 'total_cost is "much", not an amount'],
    ["negative tokens", usage("input_tokens", { intValue: -5 }), "input_tokens is -5: a count cannot be negative"],
    ["half a token", usage("output_tokens", { doubleValue: 0.5 }), "output_tokens is 0.5, not a count"],
    ["an id of 10 kB", longId, "its id is longer than 200 characters"],
    [
      "an id with a NUL",
      withAttributes(success, { "gen_ai.response.id": text("gen-1\0") }),
      "its id has characters that no id has",
    ],
    [
      "a clock of 1970",
      broken({ startTimeUnixNano: "0" }),
      "startTimeUnixNano is 1970-01-01T00:00:00.000Z: not between 2023 and tomorrow",
    ],
    [
      "a clock of 2099",
      broken({ startTimeUnixNano: "4070908800000000000" }),
      "startTimeUnixNano is 2099-01-01T00:00:00.000Z: not between 2023 and tomorrow",
    ],
    ["no clock", broken({ startTimeUnixNano: undefined }), "startTimeUnixNano is not a time"],
    [
      "a user of 10 kB",
      withAttributes(success, { "user.id": text("u".repeat(10_000)) }),
      "user.id is longer than 500 characters",
    ],
    [
      "no model",
      withAttributes(success, {
        "trace.metadata.provider_responses": undefined,
        "gen_ai.response.model": undefined,
        "gen_ai.request.model": undefined,
      }),
      "model is missing",
    ],
  ])("refuses %s by name and takes the rest", (_, bad, reason) => {
    const good = withId(success, "gen-1790605443-good");
    const { generations, refused } = decode({ resourceSpans: [...bad.resourceSpans, ...good.resourceSpans] });
    expect(generations.map(({ report }) => report.generationId)).toEqual(["gen-1790605443-good"]);
    expect(refused).toEqual([{ generation: expect.stringMatching(/^gen-.{1,58}/), reason }]);
  });

  it("keeps so many tags of so much text, the feature among them, and says what it left out", () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`trace.metadata.t${n}`, text("v".repeat(n === 0 ? 600 : 3))]),
    );
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ arrayValue: { values: [inner] } }), text("x"));
    const changes = {
      ...many,
      "trace.metadata.deep": deep,
      [`trace.metadata.${"k".repeat(99)}`]: text("v"),
      "trace.metadata.feature": text("search"),
    };
    const { generations, remarks } = decode(withAttributes(success, changes));
    const { tags, feature } = generations[0]!.report;
    expect([Object.keys(tags ?? {}).length, feature, tags?.feature, tags?.t0?.length]).toEqual([
      MOST_TAGS,
      "search",
      "search",
      512,
    ]);
    expect(remarks.map((remark) => remark.replace(/^gen-\S+ /, ""))).toEqual([
      "tag t0 cut to 512 characters",
      "tag deep left out: it is nested too deeply",
      "tag kkkkkkkkkkkkkkkkkkkk… left out: its key is longer than 64 characters",
      "9952 tags left out: 50 are kept",
    ]);
  });
});

it("never throws, and refuses or takes what it recognizes, whatever becomes of a real delivery", () => {
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, "", "\0", "\ud800", 1e308, -1, [], {}, "9".repeat(400)),
  );
  /** Puts a strange value at a place inside the delivery that the numbers choose. */
  const spoil = (value: unknown, path: readonly number[], into: unknown): unknown => {
    const [step, ...rest] = path;
    if (step === undefined || typeof value !== "object" || value === null) return into;
    const keys = Object.keys(value);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return into;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[key] = spoil(copy[key], rest, into);
    return copy;
  };
  const spoilings = fc.array(fc.tuple(fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }), strange), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom("success", "error", "synthetic-tags-cost-privacy"), spoilings, (name, changes) => {
      const spoiled = changes.reduce<unknown>((value, [path, into]) => spoil(value, path, into), sample(name));
      const { generations, refused } = decode(spoiled);
      expect(generations.length + refused.length).toBeLessThanOrEqual(3);
      for (const { report } of generations) {
        expect(report.generationId).toMatch(/^[\x21-\x7e]{1,200}$/);
        expect(report.costUsd === null || report.costUsd >= 0n).toBe(true);
        expect(JSON.stringify([report.tags, report.model, report.externalUser])).not.toMatch(/\\u0000|\\ud8/);
      }
    }),
    { numRuns: 1_000 },
  );
});
