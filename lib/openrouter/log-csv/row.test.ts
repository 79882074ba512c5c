import { describe, expect, it } from "vitest";
import type { Day } from "../../domain/day";
import { readHeader } from "./header";
import { LogRowReader } from "./row";

const GOOD = {
  generation_id: "gen-1",
  created_at: "2026-02-27 03:43:49.788",
  cost_total: "0.00068",
  byok_usage_inference: "0",
  tokens_prompt: "402",
  tokens_completion: "1301",
  tokens_reasoning: "1139",
  tokens_cached: "401",
  model_permaslug: "x-ai/grok-3-mini",
  provider_name: "xAI",
  variant: "standard",
  cancelled: "false",
  streamed: "true",
  user: "ada@acme.dev",
  finish_reason_raw: "completed",
  finish_reason_normalized: "stop",
  generation_time_ms: "12672",
  time_to_first_token_ms: "268",
  app_name: "Arbiter",
  api_key_name: "ci",
};

function read(told: Partial<typeof GOOD>, without: readonly string[] = []) {
  const fields = Object.entries({ ...GOOD, ...told }).filter(([name]) => !without.includes(name));
  const reader = new LogRowReader(readHeader(fields.map(([name]) => name)), "2026-11-22" as Day);
  return reader.read({ line: 7, fields: fields.map(([, value]) => value) });
}

describe("LogRowReader", () => {
  it("reads a row", () => {
    expect(read({})).toEqual({
      line: 7,
      generationId: "gen-1",
      createdAt: "2026-02-27 03:43:49.788+00",
      keyName: "ci",
      model: "x-ai/grok-3-mini",
      variant: "standard",
      provider: "xAI",
      member: "ada@acme.dev",
      app: "Arbiter",
      costUsd: "0.00068",
      byokUsd: "0",
      promptTokens: "402",
      cachedTokens: "401",
      completionTokens: "1301",
      reasoningTokens: "1139",
      streamed: true,
      cancelled: false,
      finishReason: "stop",
      generationTimeMs: "12672",
      firstTokenMs: "268",
    });
  });

  it("takes what a header version lacks, or leaves empty, as unknown", () => {
    const unknown = { cachedTokens: null, keyName: null, app: null, member: null, finishReason: "completed" };
    expect(read({ app_name: "", user: "", finish_reason_normalized: "" }, ["tokens_cached", "api_key_name"])).toMatchObject(
      unknown,
    );
  });

  it.each([
    ["a time without fractions", { created_at: "2026-02-27 03:43:49" }, { createdAt: "2026-02-27 03:43:49.000+00" }],
    ["ISO time in UTC", { created_at: "2026-02-27T03:43:49.7Z" }, { createdAt: "2026-02-27 03:43:49.700+00" }],
    [
      "a last microsecond, not rounded into the next day",
      { created_at: "2026-02-27 23:59:59.999999" },
      { createdAt: "2026-02-27 23:59:59.999+00" },
    ],
    ["a charge a spreadsheet wrote", { cost_total: "6.8E-4" }, { costUsd: "0.00068" }],
    ["trailing zeros", { cost_total: "10.500000", byok_usage_inference: "100" }, { costUsd: "10.5", byokUsd: "100" }],
    ["flags a spreadsheet wrote", { cancelled: "TRUE", streamed: "FALSE" }, { cancelled: true, streamed: false }],
    ["a count with a point", { tokens_prompt: "402.0" }, { promptTokens: "402" }],
  ])("reads %s", (_, told, expected) => {
    expect(read(told)).toMatchObject(expected);
  });

  it.each([
    ["1e9 in a token count", { tokens_prompt: "1e9" }, "tokens_prompt", "is not a count in plain digits"],
    ["a billion tokens", { tokens_completion: "1000000000" }, "tokens_completion", "is more than any request has"],
    ["negative tokens", { tokens_cached: "-1" }, "tokens_cached", "is not a count in plain digits"],
    ["an endless count", { tokens_prompt: "9".repeat(400) }, "tokens_prompt", "is more than any request has"],
    ["a negative charge", { cost_total: "-0.5" }, "cost_total", "is negative; a charge never is"],
    ["an absurd charge", { cost_total: "99999999" }, "cost_total", "is more than any single request costs"],
    ["NaN", { cost_total: "NaN" }, "cost_total", "is not an amount of dollars such as 0.00068"],
    ["a charge with a comma", { cost_total: "0,5" }, "cost_total", "is not an amount of dollars such as 0.00068"],
    ["no charge", { cost_total: "" }, "cost_total", "is empty"],
    ["no model", { model_permaslug: "" }, "model_permaslug", "is empty"],
    ["no time", { created_at: "" }, "created_at", "is empty"],
    [
      "a time of the spreadsheet's making",
      { created_at: "2/27/26 3:43" },
      "created_at",
      "is not a time such as 2026-02-27 03:43:49.788",
    ],
    ["a day that is none", { created_at: "2026-02-30 03:43:49" }, "created_at", "is not a time such as 2026-02-27 03:43:49.788"],
    [
      "an hour that is none",
      { created_at: "2026-02-27 24:00:00" },
      "created_at",
      "is not a time such as 2026-02-27 03:43:49.788",
    ],
    ["a time to come", { created_at: "2026-11-23 00:00:00" }, "created_at", "lies in the future"],
    ["a time before OpenRouter", { created_at: "1999-12-31 00:00:00" }, "created_at", "lies before there was OpenRouter"],
    ["another zone", { created_at: "2026-02-27 03:43:49+02:00" }, "created_at", "is not a time such as 2026-02-27 03:43:49.788"],
    ["a flag that is none", { cancelled: "maybe" }, "cancelled", "is neither true nor false"],
    ["a NUL", { app_name: "a\0b" }, "app_name", "holds a NUL character"],
    ["an id too long", { generation_id: "g".repeat(201) }, "generation_id", "is longer than 200 characters"],
    ["too many milliseconds", { generation_time_ms: "2147483648" }, "generation_time_ms", "is more than any request has"],
  ])("refuses %s", (_, told, column, reason) => {
    expect(read(told)).toMatchObject({ line: 7, column, reason });
  });

  it("shows the value it refuses, shortened and without NULs", () => {
    expect(read({ tokens_prompt: "1e9" })).toMatchObject({ value: "1e9" });
    expect(read({ generation_id: `\0${"g".repeat(300)}` })).toMatchObject({ value: `\u2400${"g".repeat(79)}…` });
  });

  it("refuses a row cut short and one with a comma too many", () => {
    const reader = new LogRowReader(readHeader(["created_at", "cost_total", "model_permaslug"]), "2026-11-22" as Day);
    const early = { line: 3, column: null, reason: "the row ends early: 2 of 3 columns", value: "2026-02-27,0.0" };
    expect(reader.read({ line: 3, fields: ["2026-02-27", "0.0"] })).toEqual(early);
    expect(reader.read({ line: 4, fields: ["a", "b", "c", "d"] })).toMatchObject({
      reason: "the row has a comma too many: 4 of 3 columns",
    });
  });
});

describe("the id of a row that has none", () => {
  const id = (told: Partial<typeof GOOD>, without: string[] = []) => {
    const row = read({ generation_id: "", ...told }, without);
    return "generationId" in row ? row.generationId : row.reason;
  };
  it("is the same however the file spells and extends its columns", () => {
    expect(id({})).toMatch(/^row-[0-9a-f]{32}-1$/);
    expect(id({ cost_total: "0.000680", user: "", app_name: "other" }, ["generation_id", "tokens_cached", "provider_name"])).toBe(
      id({}),
    );
  });
  it("differs where time, model, tokens or charge do", () => {
    const others = [
      { created_at: "2026-02-27 03:43:49.789" },
      { model_permaslug: "x/y" },
      { tokens_prompt: "1" },
      { tokens_completion: "1" },
      { cost_total: "0.1" },
    ];
    expect(new Set([id({}), ...others.map((other) => id(other))]).size).toBe(6);
  });
});
