import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAcmeAccount } from "../../../demo/account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../../demo/openrouter/server";
import { pool } from "../../db/client";
import { addDays, type Day, startOfDay } from "../../domain/day";
import { ledgerDigest } from "../../ledger/rebuild/digest";
import { billOf, IMPATIENT, importAccount, type SyncingAccount } from "../../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const DAYS = 4;
let clock = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const now = () => clock;

let demo: DemoOpenRouter;
beforeAll(async () => {
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(TODAY, DAYS), now, analyticsPerMinute: 1_000_000 });
});
afterAll(() => demo.stop());

const ENDPOINTS = { workspaces: "/workspaces", members: "/organization/members", keys: "/keys" } as const;
type Part = keyof typeof ENDPOINTS;

/** The faults last for as long as the run; other questions, such as `/keys` of Analytics, are not met. */
async function syncDespite(account: SyncingAccount, parts: readonly Part[], kind: 500 | 403 | "malformed" | "cut" | "misshapen") {
  for (const part of parts) {
    const match = `GET /api/v1${ENDPOINTS[part]}`;
    demo.faults.add({ match, bodyMatch: "", kind, after: 0, times: 10_000, retryAfterSeconds: 1 });
  }
  const run = await account.sync("manual", { client: { ...IMPATIENT, attempts: 1 } });
  demo.faults.clear();
  return run;
}

async function directoryOf({ connectionId }: SyncingAccount) {
  const { rows } = await pool().query(
    `SELECT 'key' AS what, hash AS id, name, gone_at::text AS gone FROM keys WHERE connection_id = $1 AND hash IS NOT NULL
     UNION ALL SELECT 'member', member_id, email, NULL FROM openrouter_members WHERE connection_id = $1
     UNION ALL SELECT 'workspace', external_id, name, NULL FROM workspaces WHERE connection_id = $1 ORDER BY 1, 2`,
    [connectionId],
  );
  return rows;
}

async function booked({ connectionId }: SyncingAccount) {
  const { rows } = await pool().query("SELECT trim_scale(sum(cost_usd)) AS cost FROM spend_lines WHERE connection_id = $1", [
    connectionId,
  ]);
  return rows[0]?.cost;
}

/** By hash: the keys of one name apart. */
async function byKey({ connectionId }: SyncingAccount) {
  const { rows } = await pool().query(
    `SELECT line.day, line.evidence, key.hash, sum(line.cost_usd)::text AS cost, sum(line.requests)::int AS requests
     FROM spend_lines line JOIN keys key ON key.id = line.key_id WHERE line.connection_id = $1 AND key.hash IS NOT NULL
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [connectionId],
  );
  return rows;
}

const billed = async () => (await billOf(demo, addDays(TODAY, 1 - DAYS), TODAY, [])).total.costUsd;

describe("a part of the directory that cannot be read", () => {
  let account: SyncingAccount;
  beforeAll(async () => {
    account = await importAccount(demo, now);
    expect(await account.sync()).toMatchObject({ status: "succeeded" });
  });

  const CODES = {
    500: "upstream_unavailable",
    403: "forbidden",
    malformed: "upstream_malformed",
    cut: "upstream_unavailable",
    misshapen: "upstream_malformed",
  } as const;
  const cases = Object.keys(ENDPOINTS).flatMap((part) =>
    ([500, 403, "malformed", "cut", "misshapen"] as const).map((kind) => [part as Part, kind] as const),
  );

  it.each(cases)("(%s, %s) stays as it was; the bill is in the books, and the run says what is missing", async (part, kind) => {
    const before = await directoryOf(account);
    const bookedBefore = await booked(account);
    clock = new Date(clock.getTime() + 20 * 60_000);
    const run = await syncDespite(account, [part], kind);
    expect(run).toMatchObject({ status: "failed", errorCode: CODES[kind] });
    // Broadcast is set up by workspace.
    expect(run.errorMessage?.replace(", Broadcast's settings", "")).toContain(
      `The bill is in the books. What could not be read stays as it was: ${part}. OpenRouter`,
    );
    expect(run.errorMessage).toMatch(/next sync/);
    expect(await directoryOf(account)).toEqual(before);
    expect(await booked(account)).toBe(await billed());
    expect(await booked(account)).not.toBe(bookedBefore);
  });

  it("is read by the next run, with what was read meanwhile under the right key", async () => {
    expect(await account.sync("manual")).toMatchObject({ status: "succeeded" });
    const undisturbed = await importAccount(demo, now);
    expect(await undisturbed.sync()).toMatchObject({ status: "succeeded" });
    expect(await ledgerDigest(account.organizationId)).toBe(await ledgerDigest(undisturbed.organizationId));
  });

  it("at the first sync, too: the books hold the bill by the keys' names, and the next run finds the keys of one name", async () => {
    const undisturbed = await importAccount(demo, now);
    expect(await undisturbed.sync()).toMatchObject({ status: "succeeded" });
    const blind = await importAccount(demo, now);
    const run = await syncDespite(blind, ["workspaces", "members", "keys"], 403);
    expect(run.errorMessage).toContain("What could not be read stays as it was: workspaces, members, keys.");
    expect(await directoryOf(blind)).toEqual([]);
    expect(await booked(blind)).toBe(await billed());
    expect(await byKey(blind)).toEqual([]);
    expect(await blind.sync("manual")).toMatchObject({ status: "succeeded" });
    expect(await byKey(blind)).toEqual(await byKey(undisturbed));
  });

  it("takes no key for gone that the list names in a way nobody can read", async () => {
    const before = await directoryOf(account);
    const [workspace] = demo.account.cast.workspaces;
    const [key] = demo.account.cast.keys;
    if (!workspace || !key) throw new Error("no key in the account");
    const { hash } = key;
    key.hash = "neither a hash";
    try {
      const run = await account.sync("manual");
      expect(run).toMatchObject({ status: "failed", errorCode: "upstream_malformed" });
      expect(run.errorMessage).toContain("stays as it was: some keys. OpenRouter lists a key");
      expect(await directoryOf(account)).toEqual(before);
    } finally {
      key.hash = hash;
    }
    expect(await account.sync("manual")).toMatchObject({ status: "succeeded" });
  });
});
