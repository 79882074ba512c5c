import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAccount } from "../../../demo/account/make-account";
import { pool } from "../../db/client";
import { addDays, type Day, startOfDay } from "../../domain/day";
import { modelsWithoutEndpoints } from "../../ledger/catalogue/endpoints";
import { billOf, type SyncingAccount, startSyncingAccount } from "../../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const OLDEST = addDays(TODAY, -59);

const CELL = ["day", "key", "model", "cost", "byok", "requests"] as const;
const inOrder = (rows: Record<string, unknown>[]) => rows.map((row) => CELL.map((name) => String(row[name])).join(" ")).sort();

/** Spend by day, key hash and model, as decimal text without trailing zeros. */
async function booksOf(table: "spend_lines" | "billed_cells", account: SyncingAccount) {
  const { rows } = await pool().query(
    `SELECT line.day, coalesce(key.hash, lower(key.name), 'none') AS key, line.model, trim_scale(sum(line.cost_usd)) AS cost,
       trim_scale(sum(line.byok_usd)) AS byok, sum(line.requests)::int AS requests
     FROM ${table} line LEFT JOIN keys key ON key.id = line.key_id WHERE line.connection_id = $1
       ${table === "billed_cells" ? "AND line.source = 'analytics'" : ""} GROUP BY 1, 2, 3`,
    [account.connectionId],
  );
  return inOrder(rows);
}

async function trueBill(account: SyncingAccount) {
  const { rows } = await billOf(account.demo, OLDEST, TODAY, ["day", "key", "model"]);
  return inOrder(rows.map(({ values, costUsd: cost, byokUsd: byok, requests }) => ({ ...values, cost, byok, requests })));
}

describe("a first sync of a small account", () => {
  let account: SyncingAccount;
  beforeAll(async () => {
    account = await startSyncingAccount(makeAccount({ anchorDay: TODAY, days: 60, keys: 13, developers: 6 }), () => NOON);
  });
  afterAll(() => account.demo.stop());

  it("ends with the account's bill, to the last digit, by day, key and model", async () => {
    const run = await account.sync();
    expect(run).toMatchObject({ status: "succeeded", errorMessage: null, progress: 1 });
    const bill = await trueBill(account);
    expect(bill.length).toBeGreaterThan(400);
    expect(await booksOf("billed_cells", account)).toEqual(bill);
    expect(await booksOf("spend_lines", account)).toEqual(bill);
  });

  it("knows who serves each model in use, at which price, and asks no more about it that day", async () => {
    const { rows } = await pool().query(
      `SELECT m.permaslug, count(e.tag)::int AS endpoints, count(p.tag)::int AS prices FROM models m
       LEFT JOIN model_endpoints e ON e.permaslug = m.permaslug
       LEFT JOIN model_prices p ON p.permaslug = e.permaslug AND p.tag = e.tag
       WHERE m.permaslug IN (SELECT model FROM billed_cells WHERE connection_id = $1 AND day > $2::date - 30) GROUP BY 1`,
      [account.connectionId, TODAY],
    );
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter(({ endpoints, prices }) => endpoints === 0 || prices !== endpoints)).toEqual([]);
    expect(await modelsWithoutEndpoints(account.connectionId, 30, NOON)).toEqual([]);
  });
});
