import { fork } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { prisma } from "../lib/db/client";
import { mintSystemScope } from "../lib/domain/mint-scope";
import { runWorker } from "../lib/jobs/worker";
import { storeNewKey } from "../lib/ledger/connection-keys";
import { requestSync } from "../lib/ledger/sync/runs";
import { listenForWork } from "../lib/ledger/sync/work";
import { probeManagementKey } from "../lib/openrouter/probe";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, median } from "./harness/measure";
import type { AccountOrder, OpenAccount } from "./sync/account-process";
import type { Question } from "./sync/plan";

const PER_MINUTE = 64;
const NOW = new Date("2026-11-20T12:00:00Z");
/** Enough single requests that the limit, not the machine, is what a backfill waits for. */
const ORDER: AccountOrder = {
  now: NOW.toISOString(),
  keys: 200,
  days: 367,
  requestsPerDay: 8_000,
  analyticsPerMinute: PER_MINUTE,
};

/** Asks one question, again while the limit says no: a request arrives a little later than it is sent. */
async function ask(account: OpenAccount, question: Question): Promise<void> {
  for (;;) {
    const answer = await fetch(`${account.url}/analytics/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${account.managementKey}`, "content-type": "application/json" },
      body: JSON.stringify(question),
    });
    const { data } = (await answer.json()) as { data?: { metadata: { truncated: boolean } } };
    if (answer.status === 429) await sleep(100);
    else if (!data || data.metadata.truncated) throw new Error(`the least plan does not hold: status ${answer.status}`);
    else return;
  }
}

/** Seconds that the fewest questions take for somebody who only asks and stores nothing. */
async function askLeast(account: OpenAccount): Promise<number> {
  const started = performance.now();
  const sent: number[] = [];
  const queue = [...account.questions];
  const lane = async () => {
    for (let question = queue.shift(); question; question = queue.shift()) {
      const earliest = (sent.at(-PER_MINUTE) ?? Number.NEGATIVE_INFINITY) + 60_000;
      sent.push(Math.max(performance.now(), earliest));
      if (earliest > performance.now()) await sleep(earliest - performance.now());
      await ask(account, question);
    }
  };
  await Promise.all([lane(), lane()]);
  return (performance.now() - started) / 1_000;
}

/** The run when it has ended, told by the database itself. */
async function ended(runId: string) {
  const done = new AbortController();
  let run = await prisma().syncRun.findUniqueOrThrow({ where: { id: runId } });
  await listenForWork(async () => {
    run = await prisma().syncRun.findUniqueOrThrow({ where: { id: runId } });
    if (run.finishedAt) done.abort();
  }, done.signal);
  return run;
}

/** Runs a worker as `npm start` does while the work goes on. */
async function withWorker<Result>(account: OpenAccount, work: () => Promise<Result>): Promise<Result> {
  process.env.OPENROUTER_BASE_URL = account.url;
  process.env.OPENROUTER_ANALYTICS_PER_MINUTE = String(PER_MINUTE);
  const stop = new AbortController();
  const worker = runWorker({ signal: stop.signal, now: () => NOW, log: pino({ level: "silent" }) });
  try {
    return await work();
  } finally {
    stop.abort();
    await worker;
  }
}

/** Seconds of a first sync, from its request to books that balance, and how often it asked. */
async function firstSync(account: OpenAccount): Promise<{ seconds: number; requests: number }> {
  const slug = `bench-${randomUUID()}`;
  const organization = await prisma().organization.create({ data: { slug, name: "Bench" } });
  const scope = mintSystemScope(organization.id, { kind: "operator" });
  const key = account.managementKey;
  const probed = await probeManagementKey(key, { serverUrl: account.url });
  const stored = { key, label: probed.label ?? "", accountId: probed.accountId, keyHash: probed.keyHash };
  const { connectionId } = await storeNewKey(scope, { name: "Bench", connectionId: null, probed: stored, now: NOW });
  const started = performance.now();
  const { runId } = await requestSync(scope, connectionId, "first");
  const run = await ended(runId);
  const seconds = (performance.now() - started) / 1_000;
  if (run.status !== "succeeded") throw new Error(`the sync ended as ${run.status}: ${run.errorMessage}`);
  const made = (await (await fetch(new URL("/_demo/requests", account.url))).json()) as { path: string }[];
  const requests = made.filter(({ path }) => path.includes("/analytics/query")).length;
  await prisma().organization.delete({ where: { id: organization.id } });
  return { seconds, requests };
}

export const bench: Bench = {
  about: "a year's backfill of 200 keys, against the least time its rate limit allows",
  usage: "[rounds]",
  async run(workshop, [roundsText = "3"]) {
    const rounds = Number(roundsText);
    if (!Number.isInteger(rounds) || rounds < 1) throw new BenchUsageError("rounds must be a whole number from 1");
    process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
    await workshop.database("sync");
    workshop.tell("Making the account: 200 keys, 367 days");
    const server = fork(join(import.meta.dirname, "sync", "account-process.ts"), [JSON.stringify(ORDER)], {
      execArgv: ["--import", "tsx"],
    });
    workshop.atEnd(async () => void server.disconnect());
    const open = async (): Promise<OpenAccount> => {
      server.send("open");
      return (await once(server, "message"))[0] as OpenAccount;
    };
    const { questions, keys, cells, generations } = await open();
    const asked: number[] = [];
    const works = {
      least: async () => askLeast(await open()),
      sync: async () => {
        const account = await open();
        const { seconds, requests } = await withWorker(account, () => firstSync(account));
        asked.push(requests);
        workshop.tell(`A backfill took ${seconds.toFixed(1)} s`);
        return seconds;
      },
    };
    const seconds = await inTurn(works, { rounds });
    return {
      value: Number(median(seconds.sync).toFixed(2)),
      unit: "s",
      baseline: Number(median(seconds.least).toFixed(2)),
      requests: median(asked),
      leastRequests: questions.length,
      perMinute: PER_MINUTE,
      keys,
      cells,
      generations,
      rounds,
      table: seconds.sync.map((sync, round) => ({ round: round + 1, sync, least: seconds.least[round] ?? Number.NaN })),
    };
  },
};
