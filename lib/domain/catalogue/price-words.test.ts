import { describe, expect, it } from "vitest";
import { changeWords, overrideWords, priceChanges, priceWords, shortPrice } from "./price-words";

const LONG = {
  prompt: "0.000003",
  completion: "0.000015",
  input_cache_read: "0.0000003",
  input_cache_write: "0.00000375",
  web_search: "0.01",
  image: "0.000003",
  overrides: [
    { min_prompt_tokens: 200_000, prompt: "0.000006" },
    { utc_start: 100, utc_end: 1030, utc_days: ["saturday"], completion: "0.00001" },
  ],
};

describe("prices in words", () => {
  it("are dollars a million tokens, and a piece where it is charged so", () => {
    expect(priceWords(LONG)).toEqual([
      "$3.00 prompt",
      "$15.00 completion",
      "$0.30 cache read",
      "$3.75 cache write",
      "$0.01 a web search",
    ]);
    expect(shortPrice(LONG)).toBe("$3.00 in, $15.00 out a million tokens");
  });

  it("say what is free and what nobody can know", () => {
    expect([shortPrice({ prompt: "0", completion: "0" }), priceWords({ prompt: "0", completion: "0", request: "0" })]).toEqual([
      "free",
      ["$0 prompt", "$0 completion"],
    ]);
    expect([shortPrice({ prompt: "-1", completion: "-1" }), priceWords({ prompt: "-1" })]).toEqual([null, []]);
  });

  it("say when conditional ones hold", () => {
    expect(overrideWords(LONG)).toEqual([
      { when: "prompts above 200,000 tokens", prices: ["$6.00 prompt"] },
      { when: "01:00 to 10:30 UTC, on saturday", prices: ["$10.00 completion"] },
    ]);
    expect(overrideWords({ overrides: ["odd", null, {}] })).toEqual([{ when: "a condition", prices: [] }]);
  });

  it("say what changed, and nothing where only the spelling did", () => {
    const after = { ...LONG, prompt: "0.000002", input_cache_read: undefined, request: "0.5" };
    expect(priceChanges(LONG, after).map(changeWords)).toEqual([
      "prompt $3.00 → $2.00",
      "cache read $0.30 → not published",
      "a request not published → $0.50",
    ]);
    expect(priceChanges(LONG, { ...LONG, prompt: "0.0000030" })).toEqual([]);
  });
});
