import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAcmeAccount } from "../../demo/account/make-account";
import { PEOPLE } from "../../demo/acme";
import { type DemoInbox, startDemoInbox } from "../../demo/inbox/server";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool } from "../db/client";
import { addDays, type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { createBudget } from "../ledger/budgets";
import { addChannel } from "../ledger/channels";
import { importAccount, type SyncingAccount } from "../test/syncing-account";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const ANCHOR = "2026-11-20" as Day;
/** The day of the demo's runaway loop, 13:12 to 16:45. */
const LOOP = addDays(ANCHOR, -9);
const at = (day: Day, hour: number, minute = 0) => new Date(startOfDay(day).getTime() + (hour * 60 + minute) * 60_000);
const SEED = Number(process.env.WAYBILL_TEST_SEED ?? 7);

let clock = at(LOOP, 13);
const now = () => clock;
let demo: DemoOpenRouter;
let inbox: DemoInbox;
let account: SyncingAccount;
let running: ChildProcess | null = null;

function startWorker(): ChildProcess {
  running = spawn(
    process.execPath,
    ["--import", "tsx", join(import.meta.dirname, "../test/worker-process.ts"), clock.toISOString()],
    {
      env: {
        ...process.env,
        OPENROUTER_BASE_URL: demo.url,
        OPENROUTER_ANALYTICS_PER_MINUTE: "10000",
        SMTP_URL: inbox.smtpUrl,
        MAIL_FROM: "Waybill <waybill@acme.example>",
        WAYBILL_URL: "https://waybill.example",
        WAYBILL_ALLOW_PRIVATE_NETWORKS: "1",
        WAYBILL_LOG_LEVEL: "silent",
        PGAPPNAME: "doomed",
      },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return running;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}

/** The connection was read, the alerts were evaluated and nothing is left to send, all at this instant. */
async function isDone(): Promise<boolean> {
  const { rows } = await pool().query(
    `SELECT (SELECT next_sync_at > $2 FROM connections WHERE id = $3)
        AND NOT EXISTS (SELECT FROM sync_runs WHERE connection_id = $3 AND status IN ('queued', 'running'))
        AND NOT EXISTS (SELECT FROM dirty_days)
        AND EXISTS (SELECT FROM alert_evaluations WHERE organization_id = $1 AND evaluated_at = $2)
        AND NOT EXISTS (SELECT FROM messages WHERE organization_id = $1 AND status = 'waiting') AS done`,
    [account.organizationId, clock, account.connectionId],
  );
  return rows[0].done === true;
}

/** Numbers in [0, 1), the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

beforeAll(async () => {
  inbox = await startDemoInbox();
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(ANCHOR, 16), now, analyticsPerMinute: 1_000_000 });
  account = await importAccount(demo, now);
  await account.sync("first");
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  for (const kind of ["email", "slack", "webhook"] as const) {
    const to = kind === "email" ? "mei@acme.example" : `${inbox.origin}/${kind}`;
    await addChannel(scope, { kind, name: kind, to, rules: ["budget_threshold"], allowPrivate: true }, now());
  }
  const { rows } = await pool().query("SELECT developer_id FROM developer_aliases WHERE value = $1", [PEOPLE.member.email]);
  const filters = { developer: [rows[0].developer_id] };
  await createBudget(scope, { name: "Jonas", per: "day", filters, amount: "80", startsOn: LOOP }, now());
});
afterAll(async () => {
  if (running && running.exitCode === null && running.signalCode === null) await kill(running);
  await inbox.stop();
  await demo.stop();
});

it("tells each threshold of the runaway loop once on each channel, then its recovery, whatever is killed meanwhile", async () => {
  const random = randomFrom(SEED);
  const instants = [
    at(LOOP, 15),
    at(LOOP, 15, 45),
    at(LOOP, 16, 30),
    at(LOOP, 17),
    at(LOOP, 18),
    at(addDays(LOOP, 1), 1),
    at(addDays(LOOP, 1), 3),
  ];
  let kills = 0;
  for (const [index, instant] of instants.entries()) {
    clock = instant;
    await pool().query("UPDATE connections SET next_sync_at = $1 WHERE id = $2", [clock, account.connectionId]);
    const doomed = startWorker();
    await sleep(1_000 + random() * 3_000);
    if (index % 3 === 2) {
      // What a restart of PostgreSQL does to a worker.
      await pool().query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('doomed', 'pgboss')",
      );
      await sleep(random() * 2_000);
    }
    await kill(doomed);
    kills += 1;
    const worker = startWorker();
    while (!(await isDone())) await sleep(100);
    await kill(worker);
  }
  expect(kills).toBe(instants.length);
  const told = ["reached 50 %", "reached 80 %", "reached 100 %", "Recovered"];
  for (const kind of ["email", "webhook"]) {
    // A repetition bears the id of what it repeats: a receiver counts it once.
    const byId = new Map(inbox.arrivals.filter((arrival) => arrival.kind === kind).map(({ id, title }) => [id, title]));
    expect([...byId.values()]).toEqual(told.map((words) => expect.stringContaining(words)));
  }
  const { rows } = await pool().query("SELECT status, count(*)::int FROM messages WHERE organization_id = $1 GROUP BY 1", [
    account.organizationId,
  ]);
  expect(rows).toEqual([{ status: "sent", count: 12 }]);
  const slack = new Set(inbox.arrivals.filter(({ kind }) => kind === "slack").map(({ title }) => title));
  expect([...slack]).toEqual(told.map((words) => expect.stringContaining(words)));
  // Three channels of four messages; a repetition needs a kill between the acceptance and the commit.
  expect(inbox.arrivals.length).toBeLessThanOrEqual(12 + kills);
});
