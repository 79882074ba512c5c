import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeAccount } from "@/demo/account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool } from "../db/client";
import { parseDay } from "../domain/day";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { removeConnection } from "../ledger/connections";
import { broadcastStatus } from "../queries/broadcast";
import { hashBearer } from "../vault/bearer";
import { type BroadcastPlace, lookAtBroadcast, turnOffBroadcast, turnOnBroadcast } from "./broadcast-setup";
import { addConnection } from "./connections";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const NOW = new Date("2026-11-20T12:00:00Z");
const FAULT = { kind: 500 as const, bodyMatch: "", after: 0, retryAfterSeconds: 0 };
const ORIGIN = "https://waybill.acme.com";

let demo: DemoOpenRouter;
let place: BroadcastPlace;
let scope: AuthorizedScope;
beforeAll(async () => {
  const account = makeAccount({ anchorDay: parseDay("2026-11-20"), days: 2, keys: 3, developers: 2 });
  demo = await startDemoOpenRouter({ account, now: () => NOW });
  process.env.OPENROUTER_BASE_URL = demo.url;
});
afterAll(() => demo.stop());
beforeEach(async () => {
  demo.destinations.length = 0;
  demo.requests.length = 0;
  demo.faults.clear();
  const { rows } = await pool().query(
    "INSERT INTO organizations (slug, name) VALUES (gen_random_uuid()::text, 'Acme') RETURNING id",
  );
  scope = mintSystemScope(rows[0].id, { kind: "operator" });
  const { connectionId } = await addConnection(scope, { key: demo.managementKey });
  place = { scope, connectionId, origin: ORIGIN, now: NOW };
});

const status = () => broadcastStatus(scope, place.connectionId, ORIGIN, NOW);
const writes = () => demo.requests.filter(({ method, path }) => method !== "GET" && !path.includes("/analytics/"));
const audit = async () =>
  (
    await pool().query(
      "SELECT action, detail FROM audit_entries WHERE organization_id = $1 AND action LIKE 'broadcast.%' ORDER BY id",
      [scope.organizationId],
    )
  ).rows;

async function turnOn(): Promise<string[]> {
  await lookAtBroadcast(place);
  const said = (await status()).wouldChange ?? [];
  await turnOnBroadcast(place, said);
  return said;
}

describe("turning Broadcast on", () => {
  it("does exactly what was said, for every workspace, and then has nothing left to do", async () => {
    expect((await status()).wouldChange).toBeNull();
    const said = await turnOn();
    const { workspaces } = demo.account.cast;
    expect(said.filter((sentence) => sentence.includes("make the destination"))).toHaveLength(workspaces.length);
    expect(demo.destinations).toHaveLength(workspaces.length);
    for (const destination of demo.destinations) {
      expect(destination).toMatchObject({
        type: "webhook",
        name: "Waybill",
        enabled: true,
        sampling_rate: 1,
        privacy_mode: true,
        broadcast_generation_cost: true,
        api_key_hashes: null,
        filter_rules: null,
        config: { url: `${ORIGIN}/api/v1/otlp/v1/traces?connection=${place.connectionId}` },
      });
    }
    expect(await status()).toMatchObject({
      wouldChange: [],
      destinationsMade: workspaces.length,
      consent: { givenBy: "operator", said },
    });
    expect(
      (await audit()).map(({ action }) => action).filter((action) => action === "broadcast.destination_created"),
    ).toHaveLength(workspaces.length);
  });

  it("sends each destination a token of its own that may only bring in evidence, and keeps no copy of it", async () => {
    await turnOn();
    const bearers = demo.destinations.map(({ config }) => config.headers?.Authorization?.replace("Bearer ", "") ?? "");
    const { rows } = await pool().query(
      "SELECT scopes FROM api_tokens WHERE organization_id = $1 AND token_hash = ANY ($2) AND revoked_at IS NULL",
      [scope.organizationId, bearers.map(hashBearer)],
    );
    expect(rows).toEqual(demo.destinations.map(() => ({ scopes: ["ingest"] })));
    const { rows: stored } = await pool().query(
      "SELECT (SELECT json_agg(a) FROM audit_entries a)::text || (SELECT json_agg(w) FROM broadcast_workspaces w)::text AS all",
    );
    for (const bearer of bearers) expect(stored[0].all).not.toContain(bearer);
  });

  it("repairs what drifted, with the same token where it still serves", async () => {
    await turnOn();
    const [first] = demo.destinations;
    const secret = first?.config.headers?.Authorization;
    Object.assign(first ?? {}, { enabled: false, sampling_rate: 0.1, privacy_mode: false });
    const said = await turnOn();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("switch it on; send all requests instead of 10\u00a0%; leave out prompts and completions");
    expect(first).toMatchObject({
      enabled: true,
      sampling_rate: 1,
      privacy_mode: true,
      config: { headers: { Authorization: secret } },
    });
    expect(await status()).toMatchObject({ wouldChange: [] });
  });

  it("gives a new token where the old one was revoked, and revokes what it replaces", async () => {
    await turnOn();
    const before = demo.destinations[0]?.config.headers?.Authorization;
    await pool().query("UPDATE api_tokens SET revoked_at = now() WHERE organization_id = $1", [scope.organizationId]);
    expect((await turnOn())[0]).toContain("send along a new access token");
    expect(demo.destinations[0]?.config.headers?.Authorization).not.toBe(before);
    expect(await status()).toMatchObject({ wouldChange: [] });
  });

  it("changes nothing where OpenRouter's settings are not what the asker was shown", async () => {
    await lookAtBroadcast(place);
    const { wouldChange } = await status();
    await expect(turnOnBroadcast(place, (wouldChange ?? []).slice(1))).rejects.toMatchObject({ code: "conflict" });
    await expect(turnOnBroadcast(place, [])).rejects.toMatchObject({ code: "conflict" });
    expect([writes(), demo.destinations, (await status()).consent]).toEqual([[], [], null]);
  });

  it("goes on where OpenRouter stopped answering in the middle, and leaves no token behind for what failed", async () => {
    await lookAtBroadcast(place);
    const said = (await status()).wouldChange ?? [];
    demo.faults.add({ ...FAULT, match: "POST /api/v1/observability/destinations", after: 1, times: 1 });
    await expect(turnOnBroadcast(place, said)).rejects.toMatchObject({ code: "upstream_unavailable" });
    const { rows } = await pool().query(
      "SELECT count(*)::int AS valid FROM api_tokens WHERE organization_id = $1 AND revoked_at IS NULL",
      [scope.organizationId],
    );
    expect(rows[0].valid).toBe(demo.destinations.length);
    demo.faults.clear();
    await turnOn();
    expect(demo.destinations).toHaveLength(demo.account.cast.workspaces.length);
    expect(await status()).toMatchObject({ wouldChange: [] });
  });

  it("gives a new token after a repair that OpenRouter may or may not have taken", async () => {
    await turnOn();
    const [first] = demo.destinations;
    Object.assign(first?.config ?? {}, { url: "https://elsewhere.example/api/v1/otlp" });
    await lookAtBroadcast(place);
    const said = (await status()).wouldChange ?? [];
    demo.faults.add({ ...FAULT, match: "PATCH /api/v1/observability/destinations/", times: 3 });
    await expect(turnOnBroadcast(place, said)).rejects.toMatchObject({ code: "upstream_unavailable" });
    // The answer was lost, the change was not.
    Object.assign(first?.config ?? {}, { url: `${ORIGIN}/api/v1/otlp/v1/traces?connection=${place.connectionId}` });
    expect(await turnOn()).toEqual([expect.stringContaining("send along a new access token")]);
    expect(await status()).toMatchObject({ wouldChange: [] });
  });

  it("refuses an address that OpenRouter cannot reach, unless OpenRouter is itself on this machine", async () => {
    process.env.OPENROUTER_BASE_URL = "https://openrouter.ai/api/v1";
    try {
      for (const origin of ["http://localhost:3000", "https://10.0.0.7", "http://waybill.acme.com"]) {
        const refused = turnOnBroadcast({ ...place, origin }, []);
        await expect(refused).rejects.toMatchObject({
          code: "invalid_input",
          message: expect.stringContaining("cannot deliver"),
        });
      }
    } finally {
      process.env.OPENROUTER_BASE_URL = demo.url;
    }
    expect(writes()).toEqual([]);
  });
});

describe("turning Broadcast off", () => {
  it("removes what Waybill made and nothing else, revokes its tokens, and withdraws the consent", async () => {
    await turnOn();
    const [made] = demo.destinations;
    const other = {
      ...(made as NonNullable<typeof made>),
      id: "theirs",
      name: "Theirs",
      config: { url: "https://elsewhere.example" },
    };
    demo.destinations.push(other);
    await turnOffBroadcast(place);
    expect(demo.destinations).toEqual([other]);
    expect(await status()).toMatchObject({ consent: null, destinationsMade: 0 });
    const { rows } = await pool().query(
      "SELECT count(*)::int AS valid FROM api_tokens WHERE organization_id = $1 AND revoked_at IS NULL",
      [scope.organizationId],
    );
    expect(rows[0].valid).toBe(0);
    expect((await audit()).at(-1)).toMatchObject({ action: "broadcast.consent_withdrawn" });
    await expect(turnOffBroadcast(place)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("Nobody consented"),
    });
  });

  it("keeps what is left noted where OpenRouter does not answer, and finishes when asked again", async () => {
    await turnOn();
    demo.faults.add({ ...FAULT, match: "DELETE /api/v1/observability/destinations/", times: 3 });
    await expect(turnOffBroadcast(place)).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect((await status()).consent).not.toBeNull();
    demo.faults.clear();
    await turnOffBroadcast(place);
    expect(demo.destinations).toEqual([]);
  });
});

it("refuses what still delivers once the connection is removed", async () => {
  await turnOn();
  await removeConnection(scope, place.connectionId, NOW);
  const count = async (question: string) => (await pool().query(question, [scope.organizationId])).rows[0].count;
  expect(await count("SELECT count(*)::int FROM api_tokens WHERE organization_id = $1 AND revoked_at IS NULL")).toBe(0);
  expect(await count("SELECT count(*)::int FROM broadcast_consents WHERE organization_id = $1 AND withdrawn_at IS NULL")).toBe(0);
});

it("is for those who manage connections, of their own organization", async () => {
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const finance = mintPersonScope(scope.organizationId, actor, "finance", { kind: "all" });
  for (const act of [lookAtBroadcast, turnOffBroadcast, (at: BroadcastPlace) => turnOnBroadcast(at, [])]) {
    await expect(act({ ...place, scope: finance })).rejects.toMatchObject({ code: "forbidden" });
    const stranger = mintSystemScope("00000000-0000-4000-8000-000000000000", { kind: "operator" });
    await expect(act({ ...place, scope: stranger })).rejects.toMatchObject({ code: "not_found" });
  }
  expect(writes()).toEqual([]);
});
