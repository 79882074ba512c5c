import { expect, it } from "vitest";
import type { z } from "zod";
import { usdToString } from "../../domain/usd";
import type { OpenRouter } from "../client";
import { readActivityCells } from "./activity";

interface Row {
  date?: unknown;
  model?: string;
  provider_name?: string;
  usage?: unknown;
  byok_usage_inference?: unknown;
  requests?: unknown;
}

/** An account that answers `/activity` with rows by key; the empty key asks for the whole account. */
function accountOf(rowsByKey: Record<string, Row[]>): OpenRouter {
  return {
    async ask(call, reader) {
      let asked = "";
      const fetcher = async (input: Request) => {
        asked = new URL(input.url).searchParams.get("api_key_hash") ?? "";
        return Response.json({ data: [] });
      };
      const [{ OpenRouterCore }, { HTTPClient }] = await Promise.all([
        import("@openrouter/sdk/core.js"),
        import("@openrouter/sdk/lib/http.js"),
      ]);
      const httpClient = new HTTPClient({ fetcher: (input) => fetcher(new Request(input)) });
      await call(new OpenRouterCore({ apiKey: "sk-or-v1-test", serverURL: "http://127.0.0.1:1", httpClient }));
      const rows = (rowsByKey[asked] ?? []).map((row) => ({
        date: "2026-11-03 00:00:00",
        model: "m/a",
        provider_name: "Acme Cloud",
        usage: 0,
        byok_usage_inference: 0,
        requests: 1,
        brand_new: true,
        ...row,
      }));
      return reader.parse({ data: rows }) as z.infer<typeof reader>;
    },
  };
}

const KEYS = [
  { hash: "h1", name: "ci" },
  { hash: "h2", name: "ci" },
];

async function cellsOf(rowsByKey: Record<string, Row[]>) {
  const { cells, refused } = await readActivityCells(accountOf(rowsByKey), KEYS);
  return {
    cells: cells.map(
      (cell) => `${cell.day} ${cell.key.hash} ${cell.model} ${cell.provider} ${usdToString(cell.costUsd)} ${cell.requests}`,
    ),
    refused,
  };
}

it("splits the account's total over its keys and keeps what no key explains", async () => {
  const { cells, refused } = await cellsOf({
    "": [{ usage: 1, requests: "5" }],
    h1: [{ usage: 0.5, requests: 2 }],
    h2: [{ usage: 0.2, requests: 2 }],
  });
  expect(refused).toEqual([]);
  expect(cells).toEqual([
    "2026-11-03 h1 m/a Acme Cloud 0.5 2",
    "2026-11-03 h2 m/a Acme Cloud 0.2 2",
    "2026-11-03 null m/a Acme Cloud 0.3 1",
  ]);
});

it("adds up the endpoints of a provider", async () => {
  const { cells } = await cellsOf({ "": [{ usage: 1 }, { usage: 2, requests: 3 }] });
  expect(cells).toEqual(["2026-11-03 null m/a Acme Cloud 3 4"]);
});

it("adds up to the account's total to the last digit, also where sums of doubles differ in theirs", async () => {
  const { cells } = await cellsOf({ "": [{ usage: 0.3, requests: 2 }], h1: [{ usage: 0.1 }], h2: [{ usage: 0.200000000001 }] });
  expect(cells).toEqual(["2026-11-03 h1 m/a Acme Cloud 0.1 1", "2026-11-03 h2 m/a Acme Cloud 0.2 1"]);
});

it("refuses a day on which the keys have more than the account", async () => {
  const { cells, refused } = await cellsOf({ "": [{ usage: 1, requests: 1 }], h1: [{ usage: 2, requests: 1 }] });
  expect(cells).toEqual([]);
  expect(refused).toMatchObject([{ day: "2026-11-03", cell: "2026-11-03, model m/a, provider Acme Cloud" }]);
});

it("refuses what is charged to a key and not to the account", async () => {
  const { refused } = await cellsOf({ "": [], h1: [{ usage: 2 }] });
  expect(refused).toMatchObject([{ day: "2026-11-03", problem: "is charged to the key but not to the account" }]);
});

it.each([
  [{ usage: -1 }, "usage is -1: a charge cannot be negative"],
  [{ usage: null }, "usage is null, not an amount"],
  [{ byok_usage_inference: "NaN" }, 'byok_usage_inference is "NaN", not an amount'],
])("refuses %j by name", async (row, problem) => {
  const { refused } = await cellsOf({ "": [row, { model: "m/b", usage: 1 }] });
  expect(refused).toEqual([{ cell: "2026-11-03, all keys, model m/a", day: "2026-11-03", problem }]);
});
