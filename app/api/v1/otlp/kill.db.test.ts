/**
 * The web server, the worker and PostgreSQL are each killed without a word while a client delivers that sends again what
 * was not acknowledged. WAYBILL_TEST_DELIVERIES says how many; 100,000 where the closing measure is taken. From ten thousand
 * on it is the whole web server, pages and all, as `npm start` runs it; the usual few hundred meet what in it takes deliveries.
 */
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, expect, it, vi } from "vitest";
import { closeDb, pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { rebuildDirtyDays } from "@/lib/ledger/rebuild/dirty-days";
import { createToken } from "@/lib/ledger/tokens";
import { sample, withId } from "@/lib/test/broadcast-samples";
import { deliveryServer, doomedProcess, doomedWorker } from "@/lib/test/doomed-process";
import { startDurablePostgres } from "@/lib/test/durable-postgres";
import { buildPages } from "@/scripts/build";
import { migrate } from "@/scripts/migrate";
import { freePort } from "@/scripts/postgres/ports";

const DELIVERIES = Number(process.env.WAYBILL_TEST_DELIVERIES ?? 600);
const IS_WHOLE = DELIVERIES >= 10_000;
const LANES = IS_WHOLE ? 64 : 16;
vi.setConfig({ testTimeout: 180_000 + DELIVERIES * 20 });

const endings: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

async function wholeWebServer(port: number) {
  await buildPages();
  const url = `http://127.0.0.1:${port}`;
  const answers = async (child: ChildProcess) => {
    const isUp = async () => (await fetch(`${url}/api/health`).catch(() => null))?.ok;
    while (child.exitCode === null && !(await isUp())) await pause(100);
    expect(child.exitCode).toBeNull();
  };
  const env = {
    WAYBILL_URL: url,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: "of-this-test-and-32-characters-long",
    NODE_ENV: "production",
  };
  return doomedProcess([join("scripts", "web-server.ts"), "127.0.0.1", String(port)], { answers, env });
}

it("loses none and doubles none", async () => {
  const postgres = await startDurablePostgres();
  endings.push(postgres.stop);
  await migrate(postgres.url);
  await closeDb();
  process.env.DATABASE_URL = postgres.url;
  const { id: organizationId } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  await pool().query("INSERT INTO connections (organization_id, name) VALUES ($1, 'Account')", [organizationId]);
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  const { token } = await createToken(scope, { name: "broadcast", scopes: ["ingest"], expiresAt: null }, new Date());
  const port = await freePort();
  const web = IS_WHOLE ? await wholeWebServer(port) : deliveryServer(port);
  const worker = doomedWorker();
  endings.push(web.kill, worker.kill);
  const startWorker = () => worker.start("2026-11-20T12:00:00Z");
  await Promise.all([web.start(), startWorker()]);

  const kinds = {
    web: () => web.kill().then(() => web.start()),
    worker: () => worker.kill().then(startWorker),
    postgres: postgres.kill,
  };
  const plan = ["web", "postgres", "worker", "postgres", "web", "worker"] as const;
  const killed: string[] = [];
  let killing: Promise<void> | null = null;
  const acknowledged = new Set<string>();
  let [next, repeated] = [0, 0];

  const [before = "", ...after] = JSON.stringify(withId(sample("success"), "gen-1-here")).split("gen-1-here");
  const bodyOf = (id: string) => [before, ...after].join(id);
  const send = async (id: string): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/otlp/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: bodyOf(id),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    const said = await answer?.text().catch(() => null);
    if (answer) expect([200, 503]).toContain(answer.status);
    return answer?.status === 200 && said === '{"partialSuccess":{}}';
  };
  const lane = async () => {
    while (next < DELIVERIES) {
      const id = `gen-1790605442-k${next++}`;
      while (!(await send(id))) {
        repeated += 1;
        await pause(50);
      }
      acknowledged.add(id);
      const step = plan[killed.length];
      const due = ((killed.length + 1) * DELIVERIES) / (plan.length + 1);
      if (step && !killing && acknowledged.size >= due) {
        killed.push(step);
        killing = kinds[step]().finally(() => {
          killing = null;
        });
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await (killing ?? Promise.resolve());

  expect(killed).toEqual(plan);
  expect(repeated).toBeGreaterThan(0);
  expect(acknowledged.size).toBe(DELIVERIES);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const ask = async (text: string) => (await client.query(text)).rows[0];
  const known = await client.query<{ generation_id: string }>("SELECT generation_id FROM generations");
  expect(known.rows.length).toBe(DELIVERIES);
  for (const { generation_id } of known.rows) expect(acknowledged.has(generation_id)).toBe(true);
  const cost = await ask("SELECT (sum(cost_usd) = 0.06507625 * count(*)) AS exact FROM generations");
  expect(cost).toEqual({ exact: true });
  // What arrived is counted in the commit that stores it, so nothing was counted as new twice.
  expect(await ask("SELECT sum(inserted)::int AS inserted FROM broadcast_arrivals")).toEqual({ inserted: DELIVERIES });
  await closeDb();
  await rebuildDirtyDays({ now: () => new Date("2026-11-20T12:00:00Z") });
  const books = await ask(
    "SELECT sum(requests)::int AS requests, sum(cost_usd) = 0.06507625 * sum(requests) AS exact FROM spend_lines",
  );
  expect(books).toEqual({ requests: DELIVERIES, exact: true });
  await client.end();
  await closeDb();
});
