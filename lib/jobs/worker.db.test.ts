import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeAccount } from "../../demo/account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool, prisma } from "../db/client";
import { type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { ledgerDigest } from "../ledger/rebuild/digest";
import { requestSync } from "../ledger/sync/runs";
import { listenForWork } from "../ledger/sync/work";
import { importAccount, lastRun, type SyncingAccount } from "../test/syncing-account";

const TODAY = "2026-11-20" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const now = () => NOON;
/** How often a worker is killed; 30 where the closing measure is taken. */
const KILLS = Number(process.env.WAYBILL_TEST_KILLS ?? 3);
const SEED = Number(process.env.WAYBILL_TEST_SEED ?? 7);

/** Numbers in [0, 1), the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

let demo: DemoOpenRouter;
const workers = new Set<ChildProcess>();

function startWorker(): ChildProcess {
  const worker = spawn(
    process.execPath,
    ["--import", "tsx", join(import.meta.dirname, "../test/worker-process.ts"), NOON.toISOString()],
    {
      env: { ...process.env, OPENROUTER_BASE_URL: demo.url, OPENROUTER_ANALYTICS_PER_MINUTE: "10000", PGAPPNAME: "doomed" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  workers.add(worker);
  worker.once("exit", () => workers.delete(worker));
  return worker;
}

async function end(worker: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, "exit");
  worker.kill(signal);
  await gone;
}

/** Waits until the connection's last run has ended, told by the database itself. */
async function settled(account: SyncingAccount): Promise<Awaited<ReturnType<typeof lastRun>>> {
  const done = new AbortController();
  let last = await lastRun(account.connectionId);
  const look = async () => {
    last = await lastRun(account.connectionId);
    if (last.status === "succeeded" || last.status === "failed") done.abort();
  };
  await listenForWork(() => void look(), done.signal);
  return last;
}

/** What an account was asked of its own so far: the catalogue is read once a day for all accounts, by whichever is first. */
function ownRequests(): number {
  return demo.requests.filter(({ path }) => !path.startsWith("/api/v1/models")).length;
}

async function askFor(account: SyncingAccount) {
  await requestSync(mintSystemScope(account.organizationId, { kind: "job" }), account.connectionId, "first");
}

/** Lets a worker run until OpenRouter has answered so many more requests, and a moment longer; or all is done. */
async function killAfter(account: SyncingAccount, requests: number, momentMs: number): Promise<void> {
  const worker = startWorker();
  const from = demo.requests.length;
  while (demo.requests.length < from + requests) {
    if ((await lastRun(account.connectionId)).status === "succeeded") break;
    await sleep(20);
  }
  await sleep(momentMs);
  await end(worker, "SIGKILL");
}

describe("workers that are killed, or several", () => {
  let undisturbed: string;
  let requests: number;
  beforeAll(async () => {
    const account = makeAccount({ anchorDay: TODAY, days: 35, keys: 5, requestsPerDay: 500 });
    demo = await startDemoOpenRouter({ account, now, analyticsPerMinute: 1_000_000 });
    const imported = await importAccount(demo, now);
    const before = ownRequests();
    expect(await imported.sync()).toMatchObject({ status: "succeeded" });
    requests = ownRequests() - before;
    undisturbed = await ledgerDigest(imported.organizationId);
    // So that workers find nothing else to do.
    await prisma().connection.update({ where: { id: imported.connectionId }, data: { nextSyncAt: null } });
  });
  afterEach(async () => {
    for (const worker of workers) await end(worker, "SIGKILL");
  });
  afterAll(() => demo.stop());

  it(`${KILLS} kills at random points of first syncs leave the ledger as if there had been none`, {
    timeout: 60_000 + KILLS * 60_000,
  }, async () => {
    const random = randomFrom(SEED);
    let interrupted = 0;
    for (let kills = 0; kills < KILLS; ) {
      const account = await importAccount(demo, now);
      await askFor(account);
      const times = Math.min(KILLS - kills, 1 + Math.floor(random() * 4));
      for (let time = 0; time < times; time += 1, kills += 1) {
        await killAfter(account, Math.floor((random() * requests) / times), random() * 300);
      }
      const worker = startWorker();
      expect(await settled(account)).toMatchObject({ status: "succeeded" });
      await end(worker, "SIGTERM");
      expect(await ledgerDigest(account.organizationId)).toBe(undisturbed);
      const runs = await prisma().syncRun.findMany({ where: { connectionId: account.connectionId } });
      expect(runs.map((run) => run.status)).not.toContain("running");
      interrupted += runs.filter((run) => run.status === "interrupted").length;
    }
    expect(interrupted).toBeGreaterThan(0);
  });

  it("two at once share the work: one run, asked for once", async () => {
    const account = await importAccount(demo, now);
    const before = ownRequests();
    const pair = [startWorker(), startWorker()];
    await askFor(account);
    expect(await settled(account)).toMatchObject({ status: "succeeded" });
    await Promise.all(pair.map((worker) => end(worker, "SIGTERM")));
    expect(await ledgerDigest(account.organizationId)).toBe(undisturbed);
    expect(await prisma().syncRun.count({ where: { connectionId: account.connectionId } })).toBe(1);
    expect(ownRequests() - before).toBe(requests);
  });

  it("a worker told to stop puts its sync down, and the next goes on", async () => {
    const account = await importAccount(demo, now);
    await askFor(account);
    const first = startWorker();
    const from = demo.requests.length;
    while (demo.requests.length < from + Math.floor(requests / 2)) await sleep(5);
    await end(first, "SIGTERM");
    expect(first.exitCode).toBe(0);
    const statuses = await prisma().syncRun.findMany({
      where: { connectionId: account.connectionId },
      orderBy: { queuedAt: "asc" },
    });
    expect(statuses.map((run) => run.status)).toEqual(["interrupted", "queued"]);
    startWorker();
    expect(await settled(account)).toMatchObject({ status: "succeeded" });
    expect(await ledgerDigest(account.organizationId)).toBe(undisturbed);
  });

  it("a database that drops every session in the middle costs the run, not the ledger", async () => {
    const account = await importAccount(demo, now);
    await askFor(account);
    startWorker();
    const from = demo.requests.length;
    while (demo.requests.length < from + Math.floor(requests / 2)) await sleep(5);
    await pool().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('doomed', 'pgboss')",
    );
    // The test's clock stands still, so that silence tells nobody: another worker looks after it when it starts.
    startWorker();
    expect(await settled(account)).toMatchObject({ status: "succeeded" });
    expect(await ledgerDigest(account.organizationId)).toBe(undisturbed);
  });
});
