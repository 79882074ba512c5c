import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { parseUsd, type Usd } from "../../domain/usd";
import type { DrawnRequest } from "../../test/generated-day";
import { type Account, storeAccount, storeBill } from "../../test/stored-day";
import { ledgerDigest } from "./digest";
import { rebuildDay } from "./rebuild-day";

const DAY = parseDay("2026-11-20");
const EARLY = new Date("2026-11-21T08:00:00Z");
const LATE = new Date("2026-11-22T08:00:00Z");

const KEYS = [
  { hasHash: false, name: "ci", owned: true, creator: 0, inWorkspace: true },
  { hasHash: false, name: "batch", owned: false, creator: 0, inWorkspace: false },
] as const;

const cell = (key: number, cost: string) => ({
  ...NO_FIGURES,
  key,
  model: "m",
  provider: null,
  costUsd: parseUsd(cost),
  requests: 3,
});

/** One request whose id is its own, as OpenRouter's are. */
async function storeRequest(account: Account, id: string, externalUser: DrawnRequest["externalUser"]): Promise<void> {
  await pool().query(
    `INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, model, external_user, cost_usd, sources)
     VALUES ($1, $2, $3, $4, '2026-11-20T01:00:00Z', $5, true, 'm', $6, 0.25, 2)`,
    [account.organizationId, id, account.connectionId, DAY, account.keyIds[0], externalUser],
  );
}

async function account(): Promise<Account> {
  return storeAccount(KEYS);
}

it("is the same for the same facts told in another order, at another time, under other row ids", async () => {
  const one = await account();
  for (const [id, user] of [
    ["gen-1", "ada@example.com"],
    ["gen-2", "svc"],
    ["gen-3", null],
  ] as const)
    await storeRequest(one, id, user);
  await storeBill(one, DAY, "analytics", [cell(0, "1"), cell(1, "2")], EARLY);
  await rebuildDay(one.connectionId, DAY, EARLY);
  const first = await ledgerDigest(one.organizationId);
  expect(first).toMatch(/^[0-9a-f]{64}$/);

  const two = await account();
  await storeBill(two, DAY, "analytics", [cell(1, "5")], EARLY);
  await rebuildDay(two.connectionId, DAY, EARLY);
  await storeBill(two, DAY, "analytics", [cell(1, "2"), cell(0, "1")], LATE);
  for (const [id, user] of [
    ["gen-3", null],
    ["gen-2", "svc"],
    ["gen-1", "ada@example.com"],
  ] as const) {
    await storeRequest(two, id, user);
    await rebuildDay(two.connectionId, DAY, LATE);
  }
  expect(await ledgerDigest(two.organizationId)).toBe(first);
});

it("is another for anything that a page would show otherwise", async () => {
  const one = await account();
  await storeRequest(one, "gen-1", "svc");
  await storeBill(one, DAY, "analytics", [cell(0, "1")], EARLY);
  await rebuildDay(one.connectionId, DAY, EARLY);
  const seen = new Set([await ledgerDigest(one.organizationId)]);
  const changes = [
    "UPDATE generations SET external_user = 'other' WHERE organization_id = $1",
    "UPDATE billed_cells SET cost_usd = cost_usd + 0.000000000001 WHERE organization_id = $1",
    "UPDATE spend_lines SET provider = 'x' WHERE organization_id = $1 AND evidence = 'generation'",
    "UPDATE spend_totals SET requests = requests + 1 WHERE organization_id = $1 AND grouping = 0",
    "UPDATE day_books SET unmatched_generations = 7 WHERE organization_id = $1",
    "DELETE FROM key_ownerships USING keys WHERE key_id = keys.id AND keys.organization_id = $1",
    "INSERT INTO dirty_days (connection_id, day, marked_at) SELECT id, '2026-11-01', now() FROM connections WHERE organization_id = $1",
  ];
  for (const [index, change] of changes.entries()) {
    await pool().query(change, [one.organizationId]);
    if (change.includes("key_ownerships")) await rebuildDay(one.connectionId, DAY, EARLY);
    seen.add(await ledgerDigest(one.organizationId));
    expect(seen.size).toBe(index + 2);
  }
});

it("does not see another organization", async () => {
  const one = await account();
  await storeBill(one, DAY, "analytics", [cell(0, "1")], EARLY);
  const before = await ledgerDigest(one.organizationId);
  const other = await account();
  await storeBill(other, addDays(DAY, 1), "analytics", [{ ...cell(0, "1"), byokUsd: 5n as Usd }], EARLY);
  await rebuildDay(other.connectionId, addDays(DAY, 1), EARLY);
  expect(await ledgerDigest(one.organizationId)).toBe(before);
});
