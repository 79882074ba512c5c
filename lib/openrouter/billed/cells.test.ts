import { describe, expect, it } from "vitest";
import { partitionKeys } from "../generation/key-partition";
import { billedCellsOf } from "./cells";

const [main = { only: null, except: [], hashByName: new Map() }] = partitionKeys([{ hash: "h1", name: "ci" }]);

describe("billedCellsOf", () => {
  const row = (changes: Record<string, unknown>) => ({
    date__day: "2026-11-03T00:00:00.000Z",
    api_key_id: "ci",
    model: "m/a",
    credits_usage: 0.1,
    total_usage: 0.3,
    request_count: "2",
    tokens_prompt: "100",
    ...changes,
  });

  it("takes the figures as they stand on the wire, unknown fields or none", () => {
    const { cells, refused } = billedCellsOf(
      [row({ cached_tokens: "7", brand_new: { x: 1 }, created_at__day: undefined })],
      main,
    );
    expect(refused).toEqual([]);
    expect(cells).toEqual([
      {
        day: "2026-11-03",
        key: { hash: "h1", name: "ci" },
        model: "m/a",
        provider: null,
        costUsd: 100_000_000_000n,
        byokUsd: 200_000_000_000n,
        requests: 2,
        promptTokens: 100,
        cachedTokens: 7,
        cacheWriteTokens: null,
        completionTokens: null,
        reasoningTokens: null,
      },
    ]);
  });

  it.each([
    ["created_at__day", { date__day: undefined, created_at__day: "2026-11-03 00:00:00" }],
    ["date", { date__day: undefined, date: "2026-11-03" }],
  ])("finds the day in %s, too", (_, changes) => {
    expect(billedCellsOf([row(changes)], main).cells[0]?.day).toBe("2026-11-03");
  });

  it("forgives sums of doubles their last digits, nothing more", () => {
    expect(billedCellsOf([row({ total_usage: 0.0999999999 })], main).cells[0]?.byokUsd).toBe(0n);
    expect(billedCellsOf([row({ total_usage: 0.09 })], main).refused).toEqual([
      {
        cell: "2026-11-03, key ci, model m/a",
        day: "2026-11-03",
        problem: "total_usage is less than credits_usage, which it includes",
      },
    ]);
  });

  it.each([
    [{ credits_usage: -5 }, "credits_usage is -5: a charge cannot be negative"],
    [{ credits_usage: null }, "credits_usage is null, not an amount"],
    [{ total_usage: "NaN" }, 'total_usage is "NaN", not an amount'],
    [{ credits_usage: 1e12, total_usage: 1e12 }, "credits_usage is 1000000000000: no charge is that large"],
    [{ request_count: "-1" }, 'request_count is "-1": a count cannot be negative'],
    [{ tokens_prompt: 1e20 }, "tokens_prompt is 100000000000000000000: no count is that large"],
  ])("refuses %j by name and lets the others through", (changes, problem) => {
    const { cells, refused } = billedCellsOf([row(changes), row({ model: "m/b" })], main);
    expect(cells.map((cell) => cell.model)).toEqual(["m/b"]);
    expect(refused).toEqual([{ cell: "2026-11-03, key ci, model m/a", day: "2026-11-03", problem }]);
  });

  it("does not know which day a row without one spoils", () => {
    expect(billedCellsOf([row({ date__day: "soon" })], main).refused).toMatchObject([{ day: null }]);
  });
});
