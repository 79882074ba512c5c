/** How many Broadcast deliveries are acknowledged a second, next to a bare Node server that inserts each by one statement. */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pool } from "../lib/db/client";
import { mintSystemScope } from "../lib/domain/mint-scope";
import { createOrganization } from "../lib/ledger/organizations";
import { createToken } from "../lib/ledger/tokens";
import { buildPages } from "../scripts/build";
import { freePort } from "../scripts/postgres/ports";
import { startService } from "../scripts/run/service";
import { type Bench, BenchUsageError } from "./harness/bench";
import { median, percentile } from "./harness/measure";
import { startWebServer } from "./harness/web-server";
import type { Workshop } from "./harness/workshop";
import { nextBody } from "./ingest/bodies";
import { type Load, load, type Target } from "./ingest/load";
import { type PageServer, signIn } from "./pages/server";

const ROOT = join(import.meta.dirname, "..");
const CONNECTIONS = [1, 16, 64];
const ROUNDS = 5;
const SECONDS = 3;
const PATH = "/api/v1/otlp/v1/traces";

/** An organization with one connection of an account, and a token for its deliveries. */
async function furnish(): Promise<{ token: string; slug: string }> {
  const { id, slug } = await createOrganization(pool(), { name: "Ingest bench", actor: { kind: "operator" } });
  await pool().query("INSERT INTO connections (organization_id, name, account_id) VALUES ($1, 'Account', $2)", [
    id,
    "user_fixture0000000000000000",
  ]);
  const scope = mintSystemScope(id, { kind: "operator" });
  const { token } = await createToken(scope, { name: "broadcast", scopes: ["ingest"], expiresAt: null }, new Date());
  return { token, slug };
}

/** Milliseconds that a page takes, one view after the other, until `over`. */
async function viewUntil(server: PageServer, path: string, over: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  const ended = over.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) times.push(await server.load(path));
  await ended;
  return times;
}

/** The overview of the organization that the deliveries are for, without them and beside as many as are taken. */
async function viewsBeside(target: Target, slug: string, seconds: number) {
  const server = await signIn(target.port);
  const path = `/${slug}/overview`;
  for (let warm = 0; warm < 5; warm++) await server.load(path);
  const views = async (deliveries: Promise<unknown>) => {
    const times = await viewUntil(server, path, deliveries);
    return { views: times.length, p50: Math.round(median(times)), p95: Math.round(percentile(times, 0.95)) };
  };
  const alone = await views(pause(seconds * 1_000));
  const deliveries = load(target, { connections: 64, seconds, body: nextBody });
  const beside = await views(deliveries);
  return { alone, beside, deliveriesPerSecond: (await deliveries).perSecond };
}

async function startBare(workshop: Workshop, databaseUrl: string): Promise<number> {
  const port = await freePort();
  const args = ["--import", "tsx", join("bench", "ingest", "bare-process.ts"), `${port}`];
  const env = { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: "production" as const };
  const service = startService("bare server", args, { env, cwd: ROOT, log: join(workshop.folder, "bare.log") });
  workshop.atEnd(() => service.stop());
  await Promise.race([once(service.process, "message"), service.died]);
  return port;
}

function middle(loads: readonly Load[], of: keyof Load): number {
  return Number(median(loads.map((one) => one[of])).toFixed(2));
}

export const bench: Bench = {
  about: "Broadcast deliveries acknowledged a second at 1, 16 and 64 connections, next to a bare Node server",
  usage: "[seconds]",
  async run(workshop, [seconds = String(SECONDS)]) {
    if (!(Number(seconds) > 0)) throw new BenchUsageError("Seconds are a number: npm run bench -- ingest 3");
    const databaseUrl = await workshop.database("waybill_bench_ingest");
    await buildPages(workshop.tell);
    const { token, slug } = await furnish();
    const waybill = { port: await startWebServer(workshop, databaseUrl, "waybill"), path: PATH, token };
    const targets: Record<string, Target> = { waybill };
    targets.bare = { port: await startBare(workshop, databaseUrl), path: PATH, token };
    targets.next = { port: await startWebServer(workshop, databaseUrl, "next"), path: PATH, token };
    const measured: Record<string, Load[]> = {};
    for (const target of Object.values(targets)) await load(target, { connections: 16, seconds: 1, body: nextBody });
    for (let round = 0; round < ROUNDS; round++) {
      for (const connections of CONNECTIONS) {
        for (const [name, target] of Object.entries(targets)) {
          const one = await load(target, { connections, seconds: Number(seconds), body: nextBody });
          workshop.tell(`${name} at ${connections}: ${JSON.stringify(one)}`);
          measured[`${name} ${connections}`] = [...(measured[`${name} ${connections}`] ?? []), one];
        }
      }
    }
    const of = (name: string, connections: number, what: keyof Load) => middle(measured[`${name} ${connections}`] ?? [], what);
    const table = CONNECTIONS.map((connections) => ({
      connections,
      perSecond: of("waybill", connections, "perSecond"),
      barePerSecond: of("bare", connections, "perSecond"),
      nextPerSecond: of("next", connections, "perSecond"),
      ratio: Number((of("waybill", connections, "perSecond") / of("bare", connections, "perSecond")).toPrecision(3)),
      p50: of("waybill", connections, "p50"),
      p99: of("waybill", connections, "p99"),
      bareP99: of("bare", connections, "p99"),
      nextP99: of("next", connections, "p99"),
    }));
    const pages = await viewsBeside(waybill, slug, 3 * Number(seconds));
    workshop.tell(`the overview alone and beside deliveries: ${JSON.stringify(pages)}`);
    const most = table.at(-1);
    if (!most) throw new BenchUsageError("Nothing was measured.");
    return {
      value: most.perSecond,
      unit: "deliveries acknowledged/s at 64 connections",
      baseline: most.barePerSecond,
      p99: most.p99,
      bareP99: most.bareP99,
      connections: table,
      pages,
      table,
    };
  },
};
