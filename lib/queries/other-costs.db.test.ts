import { beforeEach, expect, it } from "vitest";
import { pool } from "../db/client";
import { parseDay } from "../domain/day";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import type { Role } from "../domain/role";
import { usdToString } from "../domain/usd";
import { addSubscription, changeSubscription, deleteSubscription, setCreditFee } from "../ledger/other-costs";
import { type Account, storeAccount } from "../test/stored-day";
import { otherCostSettings, otherCosts } from "./other-costs";

let account: Account;
const operator = () => mintSystemScope(account.organizationId, { kind: "operator" });
const march = { from: parseDay("2026-03-01"), to: parseDay("2026-03-31") };

async function read(at: string, total: string, connectionId = account.connectionId): Promise<void> {
  await pool().query(
    "INSERT INTO credit_readings (organization_id, connection_id, at, day, total_usd, used_usd) VALUES ($1, $2, $3, $3::timestamptz AT TIME ZONE 'UTC', $4, 0)",
    [account.organizationId, connectionId, at, total],
  );
}

async function told(range = march): Promise<string[]> {
  const { costs } = await otherCosts(operator(), range);
  return costs.map(({ day, name, amountUsd }) => `${day} ${name} ${usdToString(amountUsd)}`);
}

beforeEach(async () => {
  account = await storeAccount([]);
  await pool().query("UPDATE connections SET name = 'Main', account_id = 'acc' WHERE id = $1", [account.connectionId]);
});

it("tells subscriptions and the fee on what was bought, each on its day, and what they add up to", async () => {
  await addSubscription(operator(), { name: "Team seats", amount: "$1,200.50", from: "2026-01-15", to: "" });
  await addSubscription(operator(), { name: "Old tool", amount: "9", from: "2025-01-01", to: "2026-02-28" });
  await read("2026-02-20T10:00:00Z", "100");
  await read("2026-03-02T10:00:00Z", "600");
  await read("2026-03-02T11:00:00Z", "600");
  await read("2026-03-09T10:00:00Z", "605");
  await setCreditFee(operator(), { percent: "6", least: "1", from: "2026-03-05" });
  expect(await told()).toEqual([
    "2026-03-02 Fee on credits of Main 27.5",
    "2026-03-09 Fee on credits of Main 1",
    "2026-03-15 Team seats 1200.5",
  ]);
  const { totalUsd, purchasesKnownFrom } = await otherCosts(operator(), march);
  expect([usdToString(totalUsd), purchasesKnownFrom]).toEqual(["1229", "2026-02-20"]);
});

it("counts an account that was taken out and connected again once", async () => {
  await read("2026-03-01T10:00:00Z", "100");
  await pool().query("UPDATE connections SET status = 'removed' WHERE id = $1", [account.connectionId]);
  const { rows } = await pool().query(
    "INSERT INTO connections (organization_id, name, account_id) VALUES ($1, 'Again', 'acc') RETURNING id",
    [account.organizationId],
  );
  await read("2026-03-03T10:00:00Z", "100", rows[0].id);
  await read("2026-03-04T10:00:00Z", "200", rows[0].id);
  expect(await told()).toEqual(["2026-03-04 Fee on credits of Again 5.5"]);
});

it("says that no purchase can be known where credits were never read", async () => {
  expect(await otherCosts(operator(), march)).toEqual({ costs: [], totalUsd: 0n, purchasesKnownFrom: null });
});

it.each([
  [{ amount: "0" }, "more than nothing"],
  [{ amount: "-5" }, "is not an amount"],
  [{ amount: "99999999999999999999" }, "below 100 million"],
  [{ amount: "=1+1" }, "is not an amount"],
  [{ name: " " }, "needs a name"],
  [{ name: "a\nb" }, "needs a name"],
  [{ from: "2026-02-30" }, "is not a day"],
  [{ to: "2025-12-31" }, "end before it begins"],
])("refuses %o in words", async (wrong, words) => {
  const good = { name: "Seats", amount: "20", from: "2026-01-01", to: "" };
  await expect(addSubscription(operator(), { ...good, ...wrong })).rejects.toThrow(words);
  expect((await otherCostSettings(operator())).subscriptions).toEqual([]);
});

it("changes and deletes what is the organization's own, and notes who did", async () => {
  const { id } = await addSubscription(operator(), { name: "Seats", amount: "20", from: "2026-03-01", to: "" });
  const stranger = await storeAccount([]);
  const strange = mintSystemScope(stranger.organizationId, { kind: "operator" });
  await expect(deleteSubscription(strange, id)).rejects.toThrow("no such subscription");
  await changeSubscription(operator(), id, { name: "Seats", amount: "25", from: "2026-03-02", to: "" });
  expect(await told()).toEqual(["2026-03-02 Seats 25"]);
  await deleteSubscription(operator(), id);
  expect(await told()).toEqual([]);
  const { rows } = await pool().query("SELECT action FROM audit_entries WHERE organization_id = $1 ORDER BY id", [
    account.organizationId,
  ]);
  expect(rows.map(({ action }) => action)).toEqual(["subscription.added", "subscription.changed", "subscription.deleted"]);
});

it.each<[Role, boolean]>([
  ["owner", true],
  ["admin", true],
  ["finance", true],
  ["manager", false],
  ["member", false],
])("is open to the role %s: %s", async (role, open) => {
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const scope = mintPersonScope(account.organizationId, actor, role, { kind: "all" });
  const tried = [otherCosts(scope, march), setCreditFee(scope, { percent: "5", least: "0", from: "2026-01-01" })];
  for (const outcome of await Promise.allSettled(tried)) {
    if (open) expect(outcome.status).toBe("fulfilled");
    else expect(outcome).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  }
});
