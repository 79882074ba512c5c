import { afterEach, describe, expect, it } from "vitest";
import { makeAccount, makeEmptyAccount } from "../../../demo/account/make-account";
import { pool, prisma } from "../../db/client";
import { addDays, type Day, startOfDay } from "../../domain/day";
import { billOf, type SyncingAccount, startSyncingAccount } from "../../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const now = () => NOON;

let account: SyncingAccount | undefined;
afterEach(async () => {
  await account?.demo.stop();
  account = undefined;
});

async function rows(question: string) {
  return (await pool().query(question, [account?.connectionId])).rows;
}
const lines = "FROM spend_lines line LEFT JOIN keys key ON key.id = line.key_id WHERE line.connection_id = $1";

describe("a first sync", () => {
  it("of an empty account knows that nothing was charged, which is not the same as not knowing", async () => {
    account = await startSyncingAccount(makeEmptyAccount(TODAY), now);
    expect(await account.sync()).toMatchObject({ status: "succeeded" });
    expect(
      await rows(
        "SELECT count(*) AS days, sum(cost_usd)::float8 AS cost FROM billed_days WHERE connection_id = $1 AND source = 'analytics'",
      ),
    ).toEqual([{ days: 367, cost: 0 }]);
    expect(await rows(`SELECT count(*) AS lines ${lines}`)).toEqual([{ lines: 0 }]);
    // The way back over a year of nothing costs two questions, and 31 days of nothing two more.
    expect(account.demo.requests.filter(({ path }) => path.endsWith("/query")).length).toBeLessThanOrEqual(4);
  });

  it("of a personal account has keys and no members", async () => {
    account = await startSyncingAccount(makeAccount({ anchorDay: TODAY, days: 5, organization: false }), now);
    expect(await account.sync()).toMatchObject({ status: "succeeded" });
    expect(await prisma().openRouterMember.count({ where: { connectionId: account.connectionId } })).toBe(0);
    expect(await prisma().key.count({ where: { connectionId: account.connectionId, NOT: { hash: null } } })).toBe(3);
    const { total } = await billOf(account.demo, addDays(TODAY, -4), TODAY, []);
    expect(await rows(`SELECT trim_scale(sum(line.cost_usd)) AS cost ${lines}`)).toEqual([{ cost: total.costUsd }]);
  });

  it("of an account with more keys than a page lists them all", async () => {
    const many = makeAccount({ anchorDay: TODAY, days: 2, keys: 230, workspaces: 2, developers: 3 });
    account = await startSyncingAccount(many, now);
    expect(await account.sync()).toMatchObject({ status: "succeeded" });
    expect(await prisma().key.count({ where: { connectionId: account.connectionId, NOT: { hash: null } } })).toBe(230);
  });

  it.each([403, 404] as const)(
    "of an account without Analytics (%s) takes its finished days from /activity",
    async (analytics) => {
      account = await startSyncingAccount(makeAccount({ anchorDay: TODAY, days: 40, analytics }), now);
      expect(await account.sync()).toMatchObject({ status: "succeeded" });
      expect(await prisma().connection.findFirst({ where: { id: account.connectionId } })).toMatchObject({ hasAnalytics: false });
      const bill = await billOf(account.demo, addDays(TODAY, -30), addDays(TODAY, -1), ["day", "key", "model", "provider"]);
      const found = await rows(
        `SELECT line.day, coalesce(key.hash, 'chatroom') AS key, line.model, line.provider, trim_scale(sum(line.cost_usd)) AS "costUsd",
         trim_scale(sum(line.byok_usd)) AS "byokUsd", sum(line.requests)::int AS requests
       ${lines} GROUP BY 1, 2, 3, 4`,
      );
      const flat = bill.rows.map(({ values, costUsd, byokUsd, requests }) => ({ ...values, costUsd, byokUsd, requests }));
      const order = (list: Record<string, unknown>[]) => list.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
      expect(found.length).toBeGreaterThan(100);
      expect(order(found)).toEqual(order(flat));
      expect(await rows("SELECT DISTINCT books FROM day_books WHERE connection_id = $1")).toEqual([{ books: "activity" }]);
    },
  );

  it("looks again for Analytics while the account has none, and then reads its whole history", async () => {
    account = await startSyncingAccount(makeAccount({ anchorDay: TODAY, days: 40 }), now);
    account.demo.faults.add({ match: "/analytics/meta", bodyMatch: "", kind: 403, after: 0, times: 1, retryAfterSeconds: 1 });
    await account.sync();
    expect(await rows("SELECT DISTINCT books FROM day_books WHERE connection_id = $1")).toEqual([{ books: "activity" }]);
    expect(await account.sync("manual")).toMatchObject({ status: "succeeded" });
    const { total } = await billOf(account.demo, addDays(TODAY, -39), TODAY, []);
    expect(await rows(`SELECT trim_scale(sum(line.cost_usd)) AS cost ${lines}`)).toEqual([{ cost: total.costUsd }]);
    expect(await rows("SELECT DISTINCT books FROM day_books WHERE connection_id = $1 AND billed_usd > 0")).toEqual([
      { books: "analytics" },
    ]);
  });
});
