/** How fast single requests leave as a file over HTTP, next to PostgreSQL's own COPY of the same columns, and at what memory. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { pool } from "../lib/db/client";
import { mintSystemScope } from "../lib/domain/mint-scope";
import { createToken } from "../lib/ledger/tokens";
import { buildPages } from "../scripts/build";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, median, timed } from "./harness/measure";
import { startWebServerProcess } from "./harness/web-server";
import { type BenchAccount, ensureAccount } from "./pages/account";
import { ensureSpend, PERIOD } from "./pages/spend";

const GENERATIONS = 5_000_000;
const ROUNDS = 3;

/** The columns of the file, as they lie in the table. */
const COLUMNS = `g.generation_id, g.created_at, g.connection_id, g.key_id, g.key_name, g.model, g.variant, g.provider, g.external_user,
  g.member, g.session_id, g.app, g.feature, g.tags, g.cost_usd, g.byok_usd, g.prompt_tokens, g.cached_tokens, g.cache_write_tokens,
  g.completion_tokens, g.reasoning_tokens, g.streamed, g.cancelled, g.finish_reason, g.generation_time_ms, g.first_token_ms, g.sources`;

/** The database writes them to nowhere: nothing is sent, parsed or hashed. */
async function copyToNowhere({ organizationId }: BenchAccount): Promise<void> {
  await pool().query(
    `COPY (SELECT ${COLUMNS} FROM generations g WHERE g.organization_id = '${organizationId}') TO '/dev/null' (FORMAT csv)`,
  );
}

async function take(port: number, path: string, token: string): Promise<{ bytes: number; records: number }> {
  const asked = get({ host: "127.0.0.1", port, path, headers: { authorization: `Bearer ${token}` } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
  let [bytes, records] = [0, 0];
  for await (const block of answer as AsyncIterable<Buffer>) {
    bytes += block.length;
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) records += 1;
  }
  return { bytes, records };
}

/** Hangs up in the middle of a file; how long the database then goes on writing it. */
async function hangUp(port: number, path: string, token: string): Promise<number> {
  const asked = get({ host: "127.0.0.1", port, path, headers: { authorization: `Bearer ${token}` } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  for await (const block of answer as AsyncIterable<Buffer>) if (block.length > 0) break;
  asked.destroy();
  return timed(async () => {
    const writing =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (%STDOUT%'";
    while ((await pool().query<{ n: number }>(writing)).rows[0]?.n !== 0) await new Promise((go) => setTimeout(go, 20));
  });
}

function megabytesOf(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** The most memory that a process takes while some work goes on. */
async function peakDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = megabytesOf(pid);
  const look = setInterval(() => {
    peak = Math.max(peak, megabytesOf(pid));
  }, 50);
  try {
    await work();
    return peak;
  } finally {
    clearInterval(look);
  }
}

export const bench: Bench = {
  about: "single requests exported a second over HTTP, next to COPY of the same columns to nowhere, and peak memory",
  usage: "[generations] [rounds]",
  async run(workshop, [size = String(GENERATIONS), times = String(ROUNDS)]) {
    const [wanted, rounds] = [Number(size), Number(times)];
    if (!(Number.isSafeInteger(rounds) && rounds > 0)) throw new BenchUsageError("Rounds are a count, such as 3.");
    if (!(Number.isSafeInteger(wanted) && wanted > 0)) throw new BenchUsageError("A count: npm run bench -- export 5000000");
    const url = await workshop.database("waybill_bench_export");
    await buildPages(workshop.tell);
    const account = await ensureAccount(`export-${wanted}`);
    await ensureSpend(account, wanted, workshop.tell);
    const scope = mintSystemScope(account.organizationId, { kind: "operator" });
    const { token } = await createToken(scope, { name: "bench", scopes: ["read"], expiresAt: null }, new Date());
    const { port, pid } = await startWebServerProcess(workshop, url, "waybill");
    const path = `/api/v1/exports/generations?from=${PERIOD.from}&to=${PERIOD.to}`;
    // A small file first, so that what every first request costs is not taken for the file's.
    await take(port, `/api/v1/exports/generations?from=${PERIOD.from}&to=${PERIOD.from}`, token);
    const before = megabytesOf(pid);
    const peaks: number[] = [];
    let bytes = 0;
    const samples = await inTurn(
      {
        copy: () => timed(() => copyToNowhere(account)),
        file: () =>
          timed(async () => {
            const peak = await peakDuring(pid, async () => {
              const taken = await take(port, path, token);
              if (taken.records < wanted) throw new Error(`${taken.records} lines for ${wanted} generations`);
              bytes = taken.bytes;
            });
            peaks.push(peak);
            workshop.tell(`${bytes} bytes, ${Math.round(peak)} MB`);
          }),
      },
      { rounds },
    );
    const perSecond = (ms: readonly number[]) => Math.round((wanted / median(ms)) * 1000);
    const figures = {
      generations: wanted,
      megabytes: Math.round(bytes / 1e6),
      startMegabytes: Math.round(before),
      peakMegabytes: Math.round(Math.max(...peaks)),
      freedAfterMs: Math.round(await hangUp(port, path, token)),
      growthMegabytes: Math.round(Math.max(...peaks) - before),
    };
    const [value, baseline] = [perSecond(samples.file), perSecond(samples.copy)];
    return {
      value,
      unit: "generations/s",
      baseline,
      ...figures,
      table: [{ perSecond: value, copyPerSecond: baseline, ...figures }],
    };
  },
};
