import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { mintSystemScope } from "../../domain/mint-scope";
import { storeAccount } from "../../test/stored-day";
import { freshness } from "./freshness";

async function addConnection(organizationId: string, name: string, status = "active"): Promise<string> {
  const id = randomUUID();
  await pool().query("INSERT INTO connections (id, organization_id, name, status) VALUES ($1, $2, $3, $4)", [
    id,
    organizationId,
    name,
    status,
  ]);
  return id;
}

async function addRun(connectionId: string, status: string, at: string, message: string | null = null): Promise<void> {
  const finished = ["succeeded", "failed", "interrupted"].includes(status) ? at : null;
  await pool().query(
    `INSERT INTO sync_runs (organization_id, connection_id, trigger, status, queued_at, finished_at, error_message)
     SELECT organization_id, id, 'hourly', $2, $3, $4, $5 FROM connections WHERE id = $1`,
    [connectionId, status, at, finished, message],
  );
}

const ask = (organizationId: string) => freshness(mintSystemScope(organizationId, { kind: "operator" }), pool());

it("knows an organization without anything from one that is fresh", async () => {
  const { organizationId, connectionId } = await storeAccount();
  await pool().query("UPDATE connections SET status = 'removed' WHERE id = $1", [connectionId]);
  expect(await ask(organizationId)).toEqual({
    firstDay: null,
    lastDay: null,
    lastSyncedAt: null,
    syncing: false,
    failing: [],
    rebuildingDays: 0,
    connections: 0,
  });
});

it("is as fresh as the connection that was read longest ago, paused ones aside", async () => {
  const { organizationId, connectionId } = await storeAccount();
  await addRun(connectionId, "succeeded", "2026-11-20T10:00:00Z");
  await addRun(connectionId, "succeeded", "2026-11-21T10:00:00Z");
  await addRun(await addConnection(organizationId, "Second"), "succeeded", "2026-11-21T08:00:00Z");
  await addRun(await addConnection(organizationId, "Paused", "paused"), "succeeded", "2026-01-01T00:00:00Z");
  await addConnection(organizationId, "Uploads");
  expect(await ask(organizationId)).toMatchObject({
    lastSyncedAt: new Date("2026-11-21T08:00:00Z"),
    syncing: false,
    connections: 4,
  });
});

it("says which connection's latest run failed, that one is running, and how many days wait", async () => {
  const { organizationId, connectionId } = await storeAccount();
  await addRun(connectionId, "failed", "2026-11-20T10:00:00Z", "refused");
  await addRun(connectionId, "succeeded", "2026-11-21T10:00:00Z");
  const second = await addConnection(organizationId, "Second");
  await addRun(second, "succeeded", "2026-11-20T10:00:00Z");
  await addRun(second, "failed", "2026-11-21T10:00:00Z", "The key was refused.");
  await addRun(second, "queued", "2026-11-21T11:00:00Z");
  await pool().query(
    "INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, '2026-11-20', now()), ($1, '2026-11-21', now())",
    [second],
  );
  expect(await ask(organizationId)).toMatchObject({
    failing: [{ connectionName: "Second", message: "The key was refused." }],
    syncing: true,
    rebuildingDays: 2,
  });
  const other = await storeAccount();
  expect(await ask(other.organizationId)).toMatchObject({ failing: [], syncing: false, rebuildingDays: 0, connections: 1 });
});
