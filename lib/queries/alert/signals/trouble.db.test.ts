import { beforeEach, expect, it } from "vitest";
import { pool } from "../../../db/client";
import { DEFAULT_ALERT_SETTINGS } from "../../../domain/alert/settings";
import { mintSystemScope } from "../../../domain/mint-scope";
import type { AuthorizedScope } from "../../../domain/scope";
import { makeOwner } from "../../../test/facts-owner";
import { reconciliationAlerts } from "./reconciliation";
import { syncAlerts } from "./sync";

const NOW = new Date("2026-11-20T12:00:00Z");
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
let scope: AuthorizedScope;
let connectionId: string;

beforeEach(async () => {
  const owner = await makeOwner();
  connectionId = owner.connectionId;
  scope = mintSystemScope(owner.organizationId, { kind: "job" });
  await pool().query("UPDATE connections SET sealed_key = '\\x00', seal_key_id = 'k' WHERE id = $1", [connectionId]);
});

async function run(status: string, hours: number) {
  const [finished, heartbeat] = ["queued", "running"].includes(status) ? [null, hoursAgo(hours)] : [hoursAgo(hours), null];
  await pool().query(
    `INSERT INTO sync_runs (organization_id, connection_id, trigger, status, queued_at, heartbeat_at, finished_at, error_message)
     VALUES ($1, $2, 'hourly', $3, $4, $5, $6, $7)`,
    [
      scope.organizationId,
      connectionId,
      status,
      hoursAgo(hours + 1),
      heartbeat,
      finished,
      status === "failed" ? "OpenRouter did not answer." : null,
    ],
  );
}
const sync = async () => (await syncAlerts(scope, DEFAULT_ALERT_SETTINGS, NOW))[0];

it("a sync that fails, one that hangs and one that goes on are told apart", async () => {
  await run("succeeded", 6);
  expect(await sync()).toMatchObject({ level: "ok", near: false });
  await run("running", 0.1);
  expect(await sync()).toMatchObject({ level: "ok" });
  await pool().query("UPDATE sync_runs SET heartbeat_at = $2 WHERE connection_id = $1 AND status = 'running'", [
    connectionId,
    hoursAgo(3),
  ]);
  expect(await sync()).toMatchObject({
    level: "warning",
    headline: "No new figures for 6 hours: the sync of connection Production comes no further",
  });
  await run("failed", 5);
  expect(await sync()).toMatchObject({ level: "warning", headline: expect.stringContaining("fails") });
});

it("books that were never checked are not said to balance", async () => {
  const ask = () => reconciliationAlerts(scope, DEFAULT_ALERT_SETTINGS, NOW);
  expect(await ask()).toEqual([]);
  await pool().query("INSERT INTO books_checks (organization_id, checked_at, days) VALUES ($1, $2, 3)", [
    scope.organizationId,
    NOW,
  ]);
  expect(await ask()).toMatchObject([{ level: "ok" }]);
  const warning = "INSERT INTO books_warnings (organization_id, connection_id, day, kind, expected_usd, found_usd, noticed_at)";
  for (const [kind, found] of [
    ["lines", "9"],
    ["totals", "8"],
  ]) {
    await pool().query(`${warning} VALUES ($1, $2, '2026-11-19', $3, 10, $4, $5)`, [
      scope.organizationId,
      connectionId,
      kind,
      found,
      NOW,
    ]);
  }
  // Two looks at the same dollars: the larger counts, once.
  expect(await ask()).toMatchObject([{ level: "warning", data: { days: 1, differenceUsd: "2" } }]);
});
