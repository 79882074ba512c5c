import { describe, expect, it } from "vitest";
import { parseUsd } from "../../domain/usd";
import { readClientReport } from "./client-report";

const NOW = new Date("2026-11-21T10:00:00Z");
const SAID = { id: "gen-1", createdAt: "2026-11-20T09:00:00Z", model: "openai/gpt-5" };
const USAGE = {
  prompt_tokens: 194,
  completion_tokens: 2,
  prompt_tokens_details: { cached_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 0 },
  cost: 0.00014,
  is_byok: false,
  cost_details: { upstream_inference_cost: null },
};

it("takes OpenRouter's usage object as it came, to the last digit, and leaves unknown what it does not tell", () => {
  expect(readClientReport({ ...SAID, feature: "search", user: "ada", tags: { tenant: "7" }, usage: USAGE }, NOW)).toMatchObject({
    source: "client",
    generationId: "gen-1",
    feature: "search",
    externalUser: "ada",
    tags: { tenant: "7" },
    costUsd: parseUsd("0.00014"),
    byokUsd: 0n,
    promptTokens: 194,
    cachedTokens: 100,
    cacheWriteTokens: null,
    reasoningTokens: 0,
    keyHash: null,
  });
  expect(readClientReport(SAID, NOW)).toMatchObject({ costUsd: null, byokUsd: null, promptTokens: null, feature: null });
});

it("takes features and tags as Broadcast does: nothing in them turns or hides the text around", () => {
  const told = { feature: "\u202Egnp.exe\u0007", tags: { "\u202Ek": "a\u001b[31m\ud800" } };
  expect(readClientReport({ ...SAID, ...told }, NOW)).toMatchObject({
    feature: "\ufffdgnp.exe\ufffd",
    tags: { "\ufffdk": "a\ufffd[31m\ufffd" },
  });
});

it("keeps what the provider charges a customer's own key apart", () => {
  const usage = { ...USAGE, cost: 0.01, is_byok: true, cost_details: { upstream_inference_cost: 0.2 } };
  expect(readClientReport({ ...SAID, usage }, NOW)).toMatchObject({ costUsd: parseUsd("0.01"), byokUsd: parseUsd("0.2") });
});

it("stores nothing that it was not asked to: a prompt sent along is dropped", () => {
  expect(
    JSON.stringify(readClientReport({ ...SAID, messages: [{ content: "secret" }] }, NOW), (_, v) =>
      typeof v === "bigint" ? `${v}` : v,
    ),
  ).not.toContain("secret");
});

describe("refuses, naming the field", () => {
  it.each([
    ["no id", { ...SAID, id: undefined }, "id"],
    ["an id of 10 kB", { ...SAID, id: "x".repeat(10_000) }, "id"],
    ["an id with a NUL, which would be stored as another", { ...SAID, id: "gen-1\0" }, "id"],
    ["a time that is none", { ...SAID, createdAt: "soon" }, "createdAt"],
    ["a clock in 1970", { ...SAID, createdAt: "1970-01-01T00:00:00Z" }, "createdAt"],
    ["a clock in 2099", { ...SAID, createdAt: "2099-01-01T00:00:00Z" }, "createdAt"],
    ["a key in place of its hash", { ...SAID, keyHash: "sk-or-v1-abc" }, "keyHash"],
    ["a negative cost", { ...SAID, usage: { ...USAGE, cost: -1 } }, "usage.cost"],
    ["a cost of 1e308", { ...SAID, usage: { ...USAGE, cost: 1e308 } }, "usage.cost"],
    ["negative tokens", { ...SAID, usage: { ...USAGE, prompt_tokens: -5 } }, "usage.prompt_tokens"],
    ["a tag that is no text", { ...SAID, tags: { deep: { deeper: 1 } } }, "tags.deep"],
    ["no record", undefined, null],
  ])("%s", (_, record, field) => {
    expect(readClientReport(record, NOW)).toMatchObject({ field, reason: expect.stringMatching(/./) });
  });

  it.each([undefined, null, 5, "text", []])("%j, in words of ours", (record) => {
    expect(readClientReport(record, NOW)).toEqual({ field: null, reason: "is no JSON object" });
  });
});
