import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pool } from "../db/client";
import { transaction } from "../db/sql";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import { parseUsd } from "../domain/usd";
import { storeNewKey } from "../ledger/connection-keys";
import type { FactsOwner } from "../ledger/facts-lock";
import { mergeGenerations } from "../ledger/generation/generations";
import { makeOwner } from "../test/facts-owner";
import { makeReport } from "../test/generation-report";
import { repairGeneration } from "./repair-generation";

process.env.WAYBILL_MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

/** What the pretend OpenRouter says, and what it was asked. */
let answer: { status: number; body: unknown; headers?: Record<string, string> };
let asked: string[] = [];
let server: Server;
let serverUrl: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
afterEach(() => {
  asked = [];
});

const TOLD = {
  id: "gen-1",
  created_at: "2026-11-03T10:00:00.750Z",
  model: "openai/gpt-5",
  provider_name: "OpenAI",
  external_user: "ada",
  session_id: "s-1",
  total_cost: 0.00015375,
  is_byok: false,
  upstream_inference_cost: null,
  native_tokens_prompt: 100,
  native_tokens_cached: 20,
  native_tokens_completion: 10,
  native_tokens_reasoning: 0,
  streamed: true,
  cancelled: false,
  finish_reason: "stop",
  generation_time: 812.4,
};

const operator = ({ organizationId }: FactsOwner) => mintSystemScope(organizationId, { kind: "operator" });
const client = { wait: async () => {} };

async function connected(): Promise<FactsOwner> {
  const owner = await makeOwner();
  const probed = { key: `sk-or-v1-${randomUUID()}`, label: "sk-or-v1-…", accountId: randomUUID(), keyHash: randomUUID() };
  await storeNewKey(operator(owner), { name: null, connectionId: owner.connectionId, probed, now: new Date() });
  return owner;
}

const repair = (owner: FactsOwner, id = "gen-1") => repairGeneration(operator(owner), id, { client: { ...client, serverUrl } });

async function stored({ organizationId }: FactsOwner) {
  const { rows } = await pool().query("SELECT * FROM generations WHERE organization_id = $1", [organizationId]);
  return rows;
}

async function audited({ organizationId }: FactsOwner) {
  const { rows } = await pool().query(
    "SELECT subject, detail FROM audit_entries WHERE organization_id = $1 AND action = 'generation.repaired' ORDER BY id",
    [organizationId],
  );
  return rows;
}

describe("repairGeneration", () => {
  it("merges what OpenRouter says with what the log told, the exact charge first, and notes who asked", async () => {
    const owner = await connected();
    const log = makeReport({ costUsd: parseUsd("0.000153"), keyName: "ci", firstTokenMs: 268, app: "Desk" });
    await transaction((on) => mergeGenerations(on, owner, [log]));
    answer = { status: 200, body: { data: TOLD } };
    expect(await repair(owner)).toEqual({ isNew: false, isChanged: true });
    expect(asked).toEqual([expect.stringMatching(/^Bearer sk-or-v1-\S+ \/api\/v1\/generation\?id=gen-1$/)]);
    const [row] = await stored(owner);
    expect(row).toMatchObject({ cost_usd: "0.000153750000", cost_is_cut: false, session_id: "s-1", app: "Desk", sources: 3 });
    expect(row).toMatchObject({ key_name: "ci", first_token_ms: 268, prompt_tokens: 100, finish_reason: "stop" });
    expect(await repair(owner)).toEqual({ isNew: false, isChanged: false });
    expect(await audited(owner)).toEqual([
      { subject: "gen-1", detail: { connection: "Production", changed: true } },
      { subject: "gen-1", detail: { connection: "Production", changed: false } },
    ]);
    const { rows } = await pool().query("SELECT day FROM dirty_days WHERE connection_id = $1", [owner.connectionId]);
    expect(rows).toEqual([{ day: "2026-11-03" }]);
  });

  it("takes in a request that it did not know", async () => {
    const owner = await connected();
    answer = { status: 200, body: { data: { ...TOLD, id: "gen-new" } } };
    expect(await repair(owner, "gen-new")).toEqual({ isNew: true, isChanged: true });
    expect(await stored(owner)).toMatchObject([{ generation_id: "gen-new", connection_id: owner.connectionId }]);
  });

  it.each([
    [
      404,
      { error: { code: 404, message: "Generation not found" } },
      "not_found",
      /does not know the request gen-1.*try again in a minute/,
    ],
    [429, { error: { code: 429, message: "slow" } }, "rate_limited", /asked less often.*Try again/],
    [401, { error: { code: 401, message: "No" } }, "forbidden", /key read single requests.*Check the key/],
    [403, { error: { code: 403, message: "No" } }, "forbidden", /key read single requests.*Check the key/],
    [500, { error: { code: 500, message: "Oops" } }, "upstream_unavailable", /status 500/],
    [200, { data: { ...TOLD, id: "gen-other" } }, "upstream_malformed", /another request/],
    [200, { data: { ...TOLD, total_cost: -1 } }, "upstream_malformed", /cannot be read/],
    [200, "<html>", "upstream_malformed", /cannot be read/],
  ])("says in words what %s means, and changes nothing", async (status, body, code, words) => {
    const owner = await connected();
    answer = { status, body, headers: { "retry-after": "1" } };
    const error = await repair(owner).catch((refused) => refused);
    expect(error).toMatchObject({ code });
    expect(`${error.message} ${error.todo}`).toMatch(words);
    expect(`${error.message} ${error.todo}`).not.toContain("sk-or");
    expect([await stored(owner), await audited(owner)]).toEqual([[], []]);
  });

  it("asks nothing for what is no generation id, without a key, or for a role that may not", async () => {
    const owner = await connected();
    for (const id of ["row-1", "gen-", "gen-a b", "", `gen-${"x".repeat(300)}`, "gen-\n"]) {
      await expect(repair(owner, id)).rejects.toMatchObject({ code: "invalid_input" });
    }
    await expect(repair(await makeOwner())).rejects.toMatchObject({ code: "not_found" });
    const person = { kind: "person", userId: "u", email: "e" } as const;
    const finance = mintPersonScope(owner.organizationId, person, "finance", { kind: "all" });
    await expect(repairGeneration(finance, "gen-1", { client: { serverUrl } })).rejects.toMatchObject({ code: "forbidden" });
    expect(asked).toEqual([]);
  });

  it("leaves a day alone whose requests were dropped", async () => {
    const owner = await connected();
    await pool().query(
      `INSERT INTO day_books (connection_id, day, organization_id, books, billed_usd, billed_byok_usd, explained_usd, remainder_usd, difference_usd,
         unmatched_generations, unmatched_usd, pulled_at, rebuilt_at, evidence_dropped_at)
       VALUES ($1, '2026-11-03', $2, 'log', 0, 0, 0, 0, 0, 0, 0, now(), now(), now())`,
      [owner.connectionId, owner.organizationId],
    );
    answer = { status: 200, body: { data: TOLD } };
    await expect(repair(owner)).rejects.toMatchObject({ code: "conflict" });
    expect(await stored(owner)).toEqual([]);
  });
});
