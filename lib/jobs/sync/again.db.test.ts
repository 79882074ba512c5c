import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Account } from "../../../demo/account/account";
import { makeAccount } from "../../../demo/account/make-account";
import { pool, prisma } from "../../db/client";
import { addDays, type Day, startOfDay } from "../../domain/day";
import { ledgerDigest } from "../../ledger/rebuild/digest";
import { billOf, type SyncingAccount, startSyncingAccount } from "../../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const HOUR = 3_600_000;
const noon = (day: Day) => new Date(startOfDay(day).getTime() + 12 * HOUR);

/** Every figure of a day, as lines of evidence and of everything else. */
async function dayOf(account: SyncingAccount, day: Day) {
  const { rows } = await pool().query(
    `SELECT trim_scale(sum(cost_usd)) AS cost, trim_scale(coalesce(sum(cost_usd) FILTER (WHERE evidence = 'generation'), 0)) AS explained
     FROM spend_lines WHERE connection_id = $1 AND day = $2`,
    [account.connectionId, day],
  );
  return rows[0];
}

async function billed(account: SyncingAccount, day: Day) {
  return (await billOf(account.demo, day, day, [])).total.costUsd;
}

async function restatements(account: SyncingAccount) {
  return prisma().restatement.findMany({ where: { connectionId: account.connectionId }, orderBy: { day: "asc" } });
}

describe("a sync after the first", () => {
  let now: Date;
  let source: Account;
  let account: SyncingAccount;
  beforeEach(async () => {
    now = noon(TODAY);
    source = makeAccount({ anchorDay: addDays(TODAY, 10), days: 55, keys: 4, requestsPerDay: 80 });
    account = await startSyncingAccount(source, () => now);
    expect(await account.sync()).toMatchObject({ status: "succeeded" });
  });
  afterEach(() => account.demo.stop());

  async function balanced(day: Day) {
    const bill = await billed(account, day);
    expect(await dayOf(account, day)).toEqual({ cost: bill, explained: bill });
  }

  it("changes nothing when nothing changed, and asks little", async () => {
    const digest = await ledgerDigest(account.organizationId);
    for (const [trigger, most] of [
      ["hourly", 12],
      ["manual", 13],
    ] as const) {
      const before = account.demo.requests.length;
      expect(await account.sync(trigger)).toMatchObject({ status: "succeeded" });
      const asked = account.demo.requests.slice(before).filter(({ path }) => path.includes("/analytics/"));
      expect(asked.length).toBeLessThanOrEqual(most);
      expect(await ledgerDigest(account.organizationId)).toBe(digest);
    }
  });

  it("brings the hours since, whole, when it runs hourly", async () => {
    for (let hour = 1; hour <= 3; hour += 1) {
      now = new Date(noon(TODAY).getTime() + hour * HOUR);
      expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
      await balanced(TODAY);
    }
  });

  it("brings the days since, whole, after a week without a worker", async () => {
    now = noon(addDays(TODAY, 7));
    expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
    for (let days = 0; days <= 7; days += 1) await balanced(addDays(TODAY, days));
  });

  it("takes up again behind a gap that OpenRouter no longer tells single requests of", async () => {
    now = noon(addDays(TODAY, 40));
    expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
    await balanced(addDays(TODAY, 10));
    expect(
      await prisma().syncCursor.findFirst({ where: { connectionId: account.connectionId, stream: "generations" } }),
    ).toMatchObject({
      reachedFrom: startOfDay(addDays(TODAY, 10)),
      reachedTo: now,
    });
  });

  it.each(["hourly", "manual"] as const)("settles yesterday late without calling it a restatement (%s)", async (trigger) => {
    const yesterday = addDays(TODAY, -1);
    source.amend(yesterday, { kind: "reprice", percent: 150 });
    source.amend(yesterday, { kind: "late_requests", count: 5 });
    now = new Date(now.getTime() + HOUR);
    expect(await account.sync(trigger)).toMatchObject({ status: "succeeded" });
    await balanced(yesterday);
    expect(await restatements(account)).toEqual([]);
  });

  it("finds days that were restated after they were settled, far back too, and keeps old and new", async () => {
    const [recent, old] = [addDays(TODAY, -10), addDays(TODAY, -40)];
    const before = { recent: await billed(account, recent), old: await billed(account, old) };
    for (const day of [recent, old]) source.amend(day, { kind: "reprice", percent: 200 });
    expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
    expect(await restatements(account)).toEqual([]);
    expect(await account.sync("daily")).toMatchObject({ status: "succeeded" });
    await balanced(recent);
    expect((await dayOf(account, old)).cost).toBe(await billed(account, old));
    expect((await restatements(account)).map((row) => [row.day, row.oldUsd.toString(), row.newUsd.toString()])).toEqual([
      [startOfDay(old), before.old, await billed(account, old)],
      [startOfDay(recent), before.recent, await billed(account, recent)],
    ]);
  });
});
