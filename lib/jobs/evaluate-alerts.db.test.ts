import { randomBytes } from "node:crypto";
import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAcmeAccount } from "../../demo/account/make-account";
import { PEOPLE } from "../../demo/acme";
import { type DemoInbox, startDemoInbox } from "../../demo/inbox/server";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool } from "../db/client";
import { addDays, type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { addChannel } from "../ledger/alert/channels";
import { createBudget } from "../ledger/budget/budgets";
import { importAccount, type SyncingAccount } from "../test/syncing-account";
import { evaluateOrganization } from "./evaluate-alerts";
import { makeSender, type Sender } from "./send-messages";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const ANCHOR = "2026-11-20" as Day;
/** The day of the demo's runaway loop: 640 requests on the dearest model from 13:12 to 16:45, by one developer. */
const LOOP = addDays(ANCHOR, -9);
const HOUR = 3_600_000;
const at = (day: Day, hour: number, minute = 0) => new Date(startOfDay(day).getTime() + (hour * 60 + minute) * 60_000);
const log = pino({ level: "silent" });

let clock = at(LOOP, 11);
const now = () => clock;
let demo: DemoOpenRouter;
let inbox: DemoInbox;
let account: SyncingAccount;
let scope: AuthorizedScope;
let sender: Sender;

async function developerOf(email: string): Promise<string> {
  const { rows } = await pool().query("SELECT developer_id FROM developer_aliases WHERE organization_id = $1 AND value = $2", [
    account.organizationId,
    email,
  ]);
  return rows[0].developer_id;
}

/** What the worker does, once. */
async function work(): Promise<void> {
  await account.sync("hourly");
  await evaluateOrganization(account.organizationId, { now, log });
  await sender.sendDue();
}

const titles = (kind: string) => inbox.arrivals.filter((arrival) => arrival.kind === kind).map(({ title }) => title);

beforeAll(async () => {
  inbox = await startDemoInbox();
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(ANCHOR, 32), now, analyticsPerMinute: 1_000_000 });
  account = await importAccount(demo, now);
  scope = mintSystemScope(account.organizationId, { kind: "operator" });
  await account.sync("first");
  for (const kind of ["email", "slack", "webhook"] as const) {
    const to = kind === "email" ? "mei@acme.example" : `${inbox.origin}/${kind}`;
    await addChannel(scope, { kind, name: kind, to, rules: null, allowPrivate: true }, now());
  }
  const environment = {
    SMTP_URL: inbox.smtpUrl,
    MAIL_FROM: "Waybill <waybill@acme.example>",
    WAYBILL_URL: "https://waybill.example",
    WAYBILL_ALLOW_PRIVATE_NETWORKS: "1" as const,
  };
  sender = makeSender(environment, { now, signal: new AbortController().signal, log });
});
afterAll(async () => {
  sender.close();
  await inbox.stop();
  await demo.stop();
});

/** Works every twenty minutes. */
async function liveUntil(until: Date): Promise<void> {
  for (; clock < until; clock = new Date(clock.getTime() + 20 * 60_000)) await work();
}

it("says nothing on quiet days", async () => {
  const everything = { name: "Everything", per: "month", filters: {}, amount: "20000", startsOn: addDays(LOOP, -3) };
  await createBudget(scope, everything, now());
  clock = at(addDays(LOOP, -3), 6);
  for (; clock < at(LOOP, 0); clock = new Date(clock.getTime() + 8 * HOUR)) await work();
  expect(inbox.arrivals).toEqual([]);
});

it("tells each threshold of the runaway loop once on each channel, with its driver, then its recovery", async () => {
  const filters = { developer: [await developerOf(PEOPLE.member.email)] };
  await createBudget(scope, { name: "Jonas", per: "day", filters, amount: "80", startsOn: LOOP }, now());
  clock = at(LOOP, 13);
  await liveUntil(at(LOOP, 17, 30));
  clock = at(addDays(LOOP, 1), 0, 20);
  await work();
  await work();
  const told = ["reached 50\u00a0%", "reached 80\u00a0%", "reached 100\u00a0%", "Recovered"];
  for (const kind of ["email", "slack", "webhook"]) {
    expect(titles(kind)).toEqual(told.map((words) => expect.stringContaining(words)));
  }
  const [fifty] = inbox.arrivals.filter(({ kind }) => kind === "email");
  expect(fifty?.text).toMatch(
    /What made the difference: .* made \+\$4\d\.\d\d, .*Claude Opus 5 \+\$4\d\.\d\d: \d+ times as many requests, against .* 2026\./,
  );
  expect(fifty?.text).toContain("https://waybill.example/");
});

it("is evaluated by one worker where two look, and tells nothing twice", async () => {
  const before = inbox.arrivals.length;
  await createBudget(scope, { name: "Tiny", kind: "hard_cap", per: "month", filters: {}, amount: "1", startsOn: LOOP }, now());
  const both = () => evaluateOrganization(account.organizationId, { now, log });
  await Promise.all([both(), both(), both()]);
  await both();
  await sender.sendDue();
  expect(inbox.arrivals.slice(before).map(({ title }) => title)).toEqual(
    Array(3).fill(expect.stringContaining("hard cap Tiny reached 100\u00a0%")),
  );
});

it("leaves nothing behind where the database goes away in the middle, and tells all of it the next time", async () => {
  const before = inbox.arrivals.length;
  await createBudget(scope, { name: "Small", per: "week", filters: {}, amount: "1", startsOn: LOOP }, now());
  // The last statement of an evaluation fails: states, events and messages must all be gone with it.
  await pool().query("ALTER TABLE alert_evaluations ADD CONSTRAINT broken CHECK (evaluated_at IS NULL) NOT VALID");
  await expect(evaluateOrganization(account.organizationId, { now, log })).rejects.toThrow("broken");
  await pool().query("ALTER TABLE alert_evaluations DROP CONSTRAINT broken");
  await sender.sendDue();
  expect(inbox.arrivals).toHaveLength(before);
  await evaluateOrganization(account.organizationId, { now, log });
  await sender.sendDue();
  expect(inbox.arrivals.slice(before).map(({ title }) => title)).toEqual(
    Array(3).fill(expect.stringContaining("Small reached 100\u00a0%")),
  );
});

it("keeps what is known where a source fails, and closes without a word what is watched no more", async () => {
  const state = async (name: string) =>
    (await pool().query("SELECT level, watched FROM alert_states WHERE name = $1", [`Budget ${name}`])).rows;
  await pool().query("ALTER TABLE budgets RENAME TO budgets_away");
  await evaluateOrganization(account.organizationId, { now, log });
  await pool().query("ALTER TABLE budgets_away RENAME TO budgets");
  expect(await state("Tiny")).toContainEqual({ level: "exceeded", watched: true });
  const before = inbox.arrivals.length;
  await pool().query("DELETE FROM budgets WHERE name = 'Tiny'");
  await evaluateOrganization(account.organizationId, { now, log });
  await sender.sendDue();
  expect((await state("Tiny")).every(({ watched }) => !watched)).toBe(true);
  expect(inbox.arrivals).toHaveLength(before);
});
