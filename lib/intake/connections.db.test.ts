import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeAccount, makeAcmeAccount } from "../../demo/account/make-account";
import { DISABLED_MANAGEMENT_KEY, EXPIRED_MANAGEMENT_KEY, INFERENCE_KEY, MANAGEMENT_KEY } from "../../demo/acme";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool } from "../db/client";
import { parseDay } from "../domain/day";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import { ROLES, roleMay } from "../domain/role";
import type { AuthorizedScope } from "../domain/scope";
import { openConnectionKey, pauseConnection } from "../ledger/connections";
import { createOrganization } from "../ledger/organizations";
import { addConnection, replaceConnectionKey } from "./connections";

const DAY = parseDay("2026-11-20");
const now = () => new Date("2026-11-20T12:00:00Z");
let demo: DemoOpenRouter;
let other: DemoOpenRouter;
let scope: AuthorizedScope;

beforeAll(async () => {
  process.env.WAYBILL_MASTER_KEY = randomBytes(32).toString("base64");
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(DAY, 100), now });
  other = await startDemoOpenRouter({ account: makeAccount({ anchorDay: DAY, days: 1, seed: "other" }), now });
});
afterAll(async () => {
  await Promise.all([demo.stop(), other.stop()]);
});
beforeEach(async () => {
  process.env.OPENROUTER_BASE_URL = demo.url;
  const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  scope = mintSystemScope(id, { kind: "operator" });
});

async function everything(): Promise<string> {
  const tables = ["connections", "audit_entries", "sync_runs"];
  const rows = await Promise.all(tables.map((table) => pool().query(`SELECT t::text FROM ${table} t ORDER BY 1`)));
  return JSON.stringify(rows.map((answer) => answer.rows));
}

describe("addConnection", () => {
  it("asks OpenRouter, seals the key and queues the first sync, with quotes and spaces around the key", async () => {
    const { connectionId } = await addConnection(scope, { name: "Production", key: ` "${MANAGEMENT_KEY}"\n` });
    expect(await openConnectionKey(connectionId)).toBe(MANAGEMENT_KEY);
    const { rows } = await pool().query(
      "SELECT c.name, c.label, c.account_id IS NOT NULL AS known, r.trigger, r.status FROM connections c JOIN sync_runs r ON r.connection_id = c.id WHERE c.id = $1",
      [connectionId],
    );
    expect(rows).toEqual([
      { name: "Production", label: expect.stringMatching(/^sk-or-v1-.+\.\.\./), known: true, trigger: "first", status: "queued" },
    ]);
    expect(await everything()).not.toContain(MANAGEMENT_KEY);
  });

  it.each([
    ["an inference key", INFERENCE_KEY, "wrong_key_kind"],
    ["a disabled key", DISABLED_MANAGEMENT_KEY, "key_disabled"],
    ["an expired key", EXPIRED_MANAGEMENT_KEY, "key_expired"],
    ["a key nobody knows", `sk-or-v1-${"0".repeat(64)}`, "key_unknown"],
    ["nothing", "  ", "invalid_input"],
    ["a sentence", "my key is sk-or-v1-abc", "invalid_input"],
  ])("refuses %s with what to do, stores nothing and repeats no key", async (_name, key, code) => {
    const before = await everything();
    const refusal = addConnection(scope, { key });
    await expect(refusal).rejects.toMatchObject({ code, todo: expect.stringMatching(/./) });
    expect(JSON.stringify(await refusal.catch((error) => [error.message, error.todo, error.detail]))).not.toContain(
      key.trim() || "\0",
    );
    expect(await everything()).toBe(before);
  });

  it("refuses the account a second time without asking for another sync", async () => {
    await addConnection(scope, { key: MANAGEMENT_KEY });
    const before = await everything();
    await expect(addConnection(scope, { key: MANAGEMENT_KEY })).rejects.toMatchObject({ code: "account_known" });
    expect(await everything()).toBe(before);
  });

  it("stores nothing when OpenRouter cannot be reached", async () => {
    const silent = await startDemoOpenRouter({ account: makeAccount({ anchorDay: DAY, days: 1, seed: "gone" }), now });
    process.env.OPENROUTER_BASE_URL = silent.url;
    await silent.stop();
    const before = await everything();
    vi.useFakeTimers({ toFake: ["setTimeout"], shouldAdvanceTime: true, advanceTimeDelta: 1000 });
    try {
      await expect(addConnection(scope, { key: MANAGEMENT_KEY })).rejects.toMatchObject({ code: "upstream_unavailable" });
    } finally {
      vi.useRealTimers();
    }
    expect(await everything()).toBe(before);
  });

  it("does not even ask OpenRouter for people who may not", async () => {
    const asked = demo.requests.length;
    const person = { kind: "person", userId: randomUUID(), email: "ada@acme.com" } as const;
    for (const role of ROLES.filter((candidate) => !roleMay(candidate, "connections.manage"))) {
      const theirs = mintPersonScope(scope.organizationId, person, role, { kind: "all" });
      await expect(addConnection(theirs, { key: MANAGEMENT_KEY })).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(demo.requests.length).toBe(asked);
  });
});

describe("replaceConnectionKey", () => {
  it("refuses another account's key and keeps the old one in use", async () => {
    const { connectionId } = await addConnection(scope, { key: MANAGEMENT_KEY });
    process.env.OPENROUTER_BASE_URL = other.url;
    await expect(replaceConnectionKey(scope, connectionId, other.managementKey)).rejects.toMatchObject({ code: "conflict" });
    expect(await openConnectionKey(connectionId)).toBe(MANAGEMENT_KEY);
  });

  it("lets a paused connection stay paused", async () => {
    const { connectionId } = await addConnection(scope, { key: MANAGEMENT_KEY });
    await pauseConnection(scope, connectionId);
    await replaceConnectionKey(scope, connectionId, MANAGEMENT_KEY);
    const { rows } = await pool().query("SELECT status FROM connections WHERE id = $1", [connectionId]);
    expect(rows).toEqual([{ status: "paused" }]);
  });
});
