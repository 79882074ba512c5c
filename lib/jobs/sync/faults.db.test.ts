import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Account } from "../../../demo/account/account";
import { makeAccount } from "../../../demo/account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../../demo/openrouter/server";
import { pool } from "../../db/client";
import { type Day, startOfDay } from "../../domain/day";
import { ledgerDigest } from "../../ledger/rebuild/digest";
import { IMPATIENT, importAccount } from "../../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const now = () => NOON;

/** Questions of a first sync, early and late ones. */
const QUESTIONS = {
  "the key listing": { match: "GET /api/v1/keys" },
  "billed cells": { match: "POST /api/v1/analytics/query", bodyMatch: '"granularity":"day"' },
  "single requests": { match: "POST /api/v1/analytics/query", bodyMatch: '"credits_usage","total_usage"', after: 2 },
  "their users": { match: "POST /api/v1/analytics/query", bodyMatch: '"external_user"' },
};

describe("a fault in the middle of a first sync", () => {
  let account: Account;
  let demo: DemoOpenRouter;
  let undisturbed: string;
  beforeAll(async () => {
    account = makeAccount({ anchorDay: TODAY, days: 45, keys: 5, requestsPerDay: 60 });
    demo = await startDemoOpenRouter({ account, now, analyticsPerMinute: 1_000_000 });
    const imported = await importAccount(demo, now);
    expect(await imported.sync()).toMatchObject({ status: "succeeded" });
    undisturbed = await ledgerDigest(imported.organizationId);
  });
  afterAll(() => demo.stop());

  const fault = { bodyMatch: "", after: 0, times: 1, retryAfterSeconds: 7 };

  for (const [name, question] of Object.entries(QUESTIONS)) {
    it(`that passes, on ${name}, is asked again after as long as the server wants`, async () => {
      const imported = await importAccount(demo, now);
      for (const kind of [429, 500, 503, "stall", "cut", "malformed"] as const) demo.faults.add({ ...fault, ...question, kind });
      const waits: number[] = [];
      const wait = async (ms: number) => void waits.push(ms);
      expect(await imported.sync("first", { client: { ...IMPATIENT, timeoutMs: 400, attempts: 7, wait } })).toMatchObject({
        status: "succeeded",
      });
      expect(demo.faults.pending()).toEqual([]);
      // The pace of other calls waits, too: only what 429 and 503 asked for is looked at.
      expect(waits.filter((ms) => ms === 7_000)).toHaveLength(2);
      expect(await ledgerDigest(imported.organizationId)).toBe(undisturbed);
    });
  }

  const LASTING = [
    ["billed cells", 429, "rate_limited"],
    ["billed cells", 500, "upstream_unavailable"],
    ["single requests", "malformed", "upstream_malformed"],
    ["their users", 403, "forbidden"],
  ] as const;
  for (const [name, kind, code] of LASTING) {
    it(`${kind} on ${name}, lasting, ends the run with words, and the next one goes on`, async () => {
      const imported = await importAccount(demo, now);
      demo.faults.add({ ...fault, ...QUESTIONS[name], kind, times: 1_000 });
      const run = await imported.sync();
      demo.faults.clear();
      expect(run).toMatchObject({ status: "failed", errorCode: code });
      expect(run.errorMessage).toMatch(/^OpenRouter('s answer to| answered) (GET|POST) \//);
      expect(run.errorMessage).not.toContain("sk-or");
      expect(await imported.sync("manual")).toMatchObject({ status: "succeeded" });
      expect(await ledgerDigest(imported.organizationId)).toBe(undisturbed);
    });
  }

  it("catalogue, credits and Broadcast settings that nobody can read do not keep the bill from the books", async () => {
    const imported = await importAccount(demo, now);
    for (const match of ["GET /api/v1/models", "GET /api/v1/credits", "GET /api/v1/observability/destinations"]) {
      demo.faults.add({ ...fault, match, kind: "malformed", times: 1_000 });
    }
    const run = await imported.sync();
    demo.faults.clear();
    expect(run).toMatchObject({ status: "failed", errorCode: "upstream_malformed" });
    expect(run.errorMessage).toContain("cannot be read: it is not JSON");
    expect(await ledgerDigest(imported.organizationId)).toBe(undisturbed);
  });

  it("impossible costs are refused by name, their days keep what they had, and the next run has them", async () => {
    const imported = await importAccount(demo, now);
    demo.faults.add({
      match: "POST /api/v1/analytics/query",
      bodyMatch: '"granularity":"day"',
      kind: "absurd",
      times: 1,
      after: 0,
      retryAfterSeconds: 1,
    });
    const run = await imported.sync();
    expect(run).toMatchObject({ status: "failed", errorCode: "upstream_malformed" });
    expect(run.errorMessage).toMatch(/\d{4}-\d{2}-\d{2}, key .+, model .+: credits_usage is -12.5: a charge cannot be negative/);
    // The first question spans seven days; all others went through.
    const { rows } = await pool().query(
      "SELECT count(*) AS days, max(day) AS newest FROM billed_days WHERE connection_id = $1 AND source = 'analytics'",
      [imported.connectionId],
    );
    expect(rows).toEqual([{ days: 360, newest: "2026-11-13" }]);
    expect(await imported.sync("manual")).toMatchObject({ status: "succeeded" });
    expect(await ledgerDigest(imported.organizationId)).toBe(undisturbed);
  });

  it("impossible costs of single requests leave them out, and the next run asks for them again", async () => {
    const imported = await importAccount(demo, now);
    demo.faults.add({ ...fault, match: "/analytics/query", bodyMatch: '"generation_id","model"', kind: "absurd" });
    const run = await imported.sync();
    expect(run).toMatchObject({ status: "failed", errorCode: "upstream_malformed" });
    expect(run.errorMessage).toMatch(/\d{4}-\d{2}-\d{2}, generation gen-[^ ]+: credits_usage is /);
    expect(await imported.sync("hourly")).toMatchObject({ status: "succeeded" });
    expect(await ledgerDigest(imported.organizationId)).toBe(undisturbed);
  });
});
