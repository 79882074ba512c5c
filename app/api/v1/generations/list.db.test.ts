import { randomUUID } from "node:crypto";
import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { markDirty } from "@/lib/ledger/rebuild/dirty-days";
import { createToken } from "@/lib/ledger/tokens";
import { makeOwner } from "@/lib/test/facts-owner";
import { ErrorAnswer, GenerationListAnswer } from "../contract";
import { GET } from "./route";

const NOW = new Date("2026-11-21T08:00:00Z");
const FORMULA = '=HYPERLINK("http://evil.example","x")';
let token = "";
let ids: string[] = [];

beforeAll(async () => {
  const { organizationId, connectionId } = await makeOwner();
  ids = Array.from({ length: 25 }, () => `gen-${randomUUID()}`);
  for (const [index, id] of ids.entries()) {
    await pool().query(
      `INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, model, external_user, cost_usd, prompt_tokens, sources)
       VALUES ($1, $2, $3, '2026-11-20', $4, 'openai/gpt-5', $5, $6, $7, 3)`,
      [
        organizationId,
        id,
        connectionId,
        `2026-11-20T10:00:${String(59 - index).padStart(2, "0")}.500Z`,
        index === 0 ? FORMULA : null,
        index === 1 ? null : "0.000000000001",
        index === 0 ? 7 : null,
      ],
    );
  }
  await markDirty(pool(), connectionId, ["2026-11-20" as never], NOW);
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  ({ token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, NOW));
});

const ask = (query: string) =>
  GET(new Request(`http://localhost/api/v1/generations?${query}`, { headers: { authorization: `Bearer ${token}` } }));
const PERIOD = "from=2026-11-01&to=2026-11-21";

async function walk(query: string): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const address = `${PERIOD}&${query}${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`;
    const { generations, next } = GenerationListAnswer.parse(await (await ask(address)).json());
    found.push(...generations.map(({ id }) => id));
    after = next;
  }
  return found;
}

describe("GET /api/v1/generations", () => {
  it.each([1, 7, 25, 500])("tells all of them in order, %s at a time", async (limit) => {
    expect(await walk(`limit=${limit}`)).toEqual(ids);
  });

  it("leaves unknown costs out of the order of cost, and lists equal ones once each", async () => {
    const found = await walk("order=cost&limit=4");
    expect(found.toSorted()).toEqual(ids.filter((_, index) => index !== 1).toSorted());
  });

  it("tells exact money and what is not known", async () => {
    const { generations } = GenerationListAnswer.parse(await (await ask(`${PERIOD}&limit=2`)).json());
    expect(generations[0]).toMatchObject({
      costUsd: "0.000000000001",
      promptTokens: 7,
      cachedTokens: null,
      sources: ["log", "analytics"],
    });
    expect(generations[1]).toMatchObject({ costUsd: null, promptTokens: null, user: null });
  });

  it("is CSV that no spreadsheet takes for a formula", async () => {
    const response = await ask(`${PERIOD}&limit=2&format=csv`);
    expect(response.headers.get("content-disposition")).toContain("waybill-generations-2026-11-01-2026-11-21.csv");
    const { data } = Papa.parse<Record<string, string>>(await response.text(), { header: true, skipEmptyLines: true });
    expect(data.map((row) => [row.generationId, row.user, row.costUsd])).toEqual([
      [ids[0], `'${FORMULA}`, "0.000000000001"],
      [ids[1], "", ""],
    ]);
  });

  it.each([
    ["limit=0", "limit is below 1"],
    ["limit=501", "limit is above 500"],
    ["limit=many", "limit"],
    ["order=size", "order is not an order"],
    ["after=nowhere", "names no place"],
    ["order=cost&after=2026-11-20T10:00:00.000Z~gen-1", "names no place"],
    ["minimum=cheap", "no amount"],
    ["source=rumour", "source is not a source"],
    ["key=nobody", "is no key id"],
    ["from=2026-11-21&to=2026-11-01", "is given 2 times"],
    ["nonsense=1", "no parameter"],
  ])("refuses %s in words", async (query, words) => {
    const response = await ask(`${PERIOD}&${query}`);
    expect(response.status).toBe(400);
    expect(ErrorAnswer.parse(await response.json()).error.message).toContain(words);
  });
});
