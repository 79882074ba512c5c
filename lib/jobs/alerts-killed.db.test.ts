/**
 * The demo's runaway loop is delivered as Broadcast delivers it, while the worker, the web server that takes the deliveries
 * and PostgreSQL itself are killed without a word and started again. The worker has two connections to live on.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAcmeAccount } from "../../demo/account/make-account";
import { PEOPLE } from "../../demo/acme";
import { type DemoInbox, startDemoInbox } from "../../demo/inbox/server";
import { deliveryOf } from "../../demo/openrouter/broadcast/delivery";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { migrate } from "../../scripts/migrate";
import { freePort } from "../../scripts/postgres/ports";
import { closeDb, pool } from "../db/client";
import { addDays, type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { addChannel } from "../ledger/alert/channels";
import { createBudget } from "../ledger/budget/budgets";
import { wakeWorker } from "../ledger/connections";
import { createToken } from "../ledger/tokens";
import { type DoomedProcess, deliveryServer, doomedWorker } from "../test/doomed-process";
import { type DurablePostgres, startDurablePostgres } from "../test/durable-postgres";
import { importAccount, type SyncingAccount } from "../test/syncing-account";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const ANCHOR = "2026-11-20" as Day;
/** The day of the demo's runaway loop, 13:12 to 16:45. */
const LOOP = addDays(ANCHOR, -9);
const at = (day: Day, hour: number, minute = 0) => new Date(startOfDay(day).getTime() + (hour * 60 + minute) * 60_000);

let clock = at(LOOP, 13);
const now = () => clock;
let postgres: DurablePostgres;
let demo: DemoOpenRouter;
let inbox: DemoInbox;
let account: SyncingAccount;
let web: DoomedProcess;
let worker: DoomedProcess;
let token: string;
let port: number;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  postgres = await startDurablePostgres();
  endings.push(postgres.stop, closeDb);
  await migrate(postgres.url);
  await closeDb();
  process.env.DATABASE_URL = postgres.url;
  inbox = await startDemoInbox();
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(ANCHOR, 16), now, analyticsPerMinute: 1_000_000 });
  endings.push(demo.stop, inbox.stop);
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
  token = (await createToken(scope, { name: "broadcast", scopes: ["ingest"], expiresAt: null }, now())).token;
  port = await freePort();
  web = deliveryServer(port);
  worker = doomedWorker({
    OPENROUTER_BASE_URL: demo.url,
    OPENROUTER_ANALYTICS_PER_MINUTE: "10000",
    SMTP_URL: inbox.smtpUrl,
    MAIL_FROM: "Waybill <waybill@acme.example>",
    WAYBILL_URL: "https://waybill.example",
    WAYBILL_ALLOW_PRIVATE_NETWORKS: "1",
    WAYBILL_LOG_LEVEL: "silent",
    WAYBILL_DB_CONNECTIONS: "2",
  });
  endings.push(web.kill, worker.kill);
  await web.start();
});
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

/** Delivers what happened since, sending again whatever is not acknowledged, as a collector does. `done`: told of each. */
async function deliver(since: Date, done: (share: number) => void): Promise<void> {
  const days = [...new Set([since, clock].map((instant) => instant.toISOString().slice(0, 10) as Day))];
  const all = days.flatMap((day) => [...demo.account.generationsOf(day, clock)]);
  const news = all.filter(({ createdAt }) => createdAt > since.getTime());
  let next = 0;
  let acknowledged = 0;
  const send = async (body: string) => {
    const request = { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body };
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/otlp/v1/traces`, { ...request, signal }).catch(() => null);
    return answer?.status === 200 && (await answer.text().catch(() => "")) === '{"partialSuccess":{}}';
  };
  const lane = async () => {
    for (let one = news[next++]; one; one = news[next++]) {
      const content = { cost: true, identity: true, privacy: true };
      const body = JSON.stringify(deliveryOf({ account: demo.account, now } as Parameters<typeof deliveryOf>[0], one, content));
      while (!(await send(body))) await pause(20);
      acknowledged += 1;
      done(acknowledged / news.length);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

/** Asks until it is so; a database that is being started again says nothing. */
async function until(condition: string): Promise<void> {
  const isSo = async () => {
    const values = [account.organizationId, clock, account.connectionId];
    // Named, so that each has a type whether or not the condition asks for it.
    const given = "WITH given AS (SELECT $1::uuid AS organization, $2::timestamptz AS now, $3::uuid AS connection)";
    const answer = await pool()
      .query(`${given} SELECT ${condition} AS so FROM given`, values)
      .catch(() => null);
    return answer?.rows[0]?.so === true;
  };
  while (!(await isSo())) await pause(50);
}

const BOOKS_ARE_UP =
  "NOT EXISTS (SELECT FROM dirty_days) AND NOT EXISTS (SELECT FROM sync_runs WHERE status IN ('queued', 'running')) AND (SELECT next_sync_at > now FROM connections WHERE id = connection)";
const IS_EVALUATED = "EXISTS (SELECT FROM alert_evaluations WHERE organization_id = organization AND evaluated_at = now)";
const ALL_IS_SENT = "NOT EXISTS (SELECT FROM messages WHERE organization_id = organization AND status = 'waiting')";

const KILLS = {
  web: async () => {
    await web.kill();
    await web.start();
  },
  worker: async () => {
    await worker.kill();
    await worker.start(clock.toISOString());
  },
  postgres: () => postgres.kill(),
};
type Killed = keyof typeof KILLS;

/** Each instant's evidence takes the budget over one threshold; `sync`: the bill is read as well. */
const PLAN: readonly { instant: Date; kills: readonly Killed[]; sync: boolean }[] = [
  { instant: at(LOOP, 15), kills: ["web", "postgres"], sync: false },
  { instant: at(LOOP, 15, 45), kills: ["worker", "web"], sync: false },
  { instant: at(LOOP, 16, 30), kills: ["postgres", "worker"], sync: false },
  { instant: at(addDays(LOOP, 1), 1), kills: ["worker", "postgres"], sync: true },
];

it("tells each threshold of the runaway loop once on each channel, then its recovery, whatever is killed meanwhile", async () => {
  let kills = 0;
  for (const { instant, kills: plan, sync } of PLAN) {
    const since = clock;
    clock = instant;
    await pool().query("UPDATE connections SET next_sync_at = $1 WHERE id = $2", [
      sync ? clock : at(addDays(LOOP, 9), 0),
      account.connectionId,
    ]);
    await worker.start(clock.toISOString());
    let killing = Promise.resolve();
    const due = [...plan];
    await deliver(since, (share) => {
      // One in the middle of the deliveries, one at their end, when it is evaluated and told.
      if (due.length > 0 && share >= (1 + plan.length - due.length) / plan.length - 0.01) {
        const kind = due.shift() as Killed;
        kills += 1;
        killing = killing.then(KILLS[kind]);
      }
    });
    await killing;
    await until(BOOKS_ARE_UP);
    await until(IS_EVALUATED);
    // The clock stands, and the worker may have looked before all evidence was there: it looks once more.
    const isMine = "organization_id = $1 AND evaluated_at = $2";
    await pool().query(`UPDATE alert_evaluations SET evaluated_at = evaluated_at - interval '1 minute' WHERE ${isMine}`, [
      account.organizationId,
      clock,
    ]);
    await wakeWorker(pool());
    await until(`${IS_EVALUATED} AND ${ALL_IS_SENT}`);
    await worker.kill();
  }
  expect(kills).toBe(2 * PLAN.length);
  const told = ["reached 50\u00a0%", "reached 80\u00a0%", "reached 100\u00a0%", "Recovered"];
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
  expect(inbox.arrivals.length).toBeLessThanOrEqual(12 + 3 * kills);
});
