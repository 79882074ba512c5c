import { randomBytes } from "node:crypto";
import pino from "pino";
import { expect, it } from "vitest";
import { makeAcmeAccount } from "../../demo/account/make-account";
import { startDemoInbox } from "../../demo/inbox/server";
import { startDemoOpenRouter } from "../../demo/openrouter/server";
import { addDays, type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { addChannel } from "../ledger/alert/channels";
import { createBudget } from "../ledger/budget/budgets";
import { spikes } from "../queries/spike/spikes";
import { importAccount } from "../test/syncing-account";
import { evaluateOrganization } from "./evaluate-alerts";
import { findSpikes } from "./find-spikes";
import { makeSender } from "./send-messages";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const ANCHOR = "2026-11-20" as Day;
/** The demo's runaway loop is nine days before its anchor, its Search team's switch twenty: the month ends before both. */
const END = addDays(ANCHOR, -21);
const START = addDays(END, -30);
const STEP_MS = 12 * 3_600_000;
const log = pino({ level: "silent" });

it("raises no spike and sends no message in a quiet month", async () => {
  let clock = startOfDay(START);
  const now = () => clock;
  const inbox = await startDemoInbox();
  const demo = await startDemoOpenRouter({ account: makeAcmeAccount(ANCHOR, 95), now, analyticsPerMinute: 1_000_000 });
  const account = await importAccount(demo, now);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  await account.sync("first");
  await addChannel(
    scope,
    { kind: "webhook", name: "all", to: `${inbox.origin}/webhook`, rules: null, allowPrivate: true },
    now(),
  );
  await createBudget(scope, { name: "Everything", per: "month", filters: {}, amount: "20000", startsOn: START }, now());
  const environment = { WAYBILL_URL: "https://waybill.example", WAYBILL_ALLOW_PRIVATE_NETWORKS: "1" as const };
  const sender = makeSender(environment, { now, signal: new AbortController().signal, log });
  for (; clock < startOfDay(END); clock = new Date(clock.getTime() + STEP_MS)) {
    await account.sync("hourly");
    await findSpikes(account.organizationId, { now, log });
    await evaluateOrganization(account.organizationId, { now, log });
    await sender.sendDue();
  }
  const found = (await spikes(scope, { since: startOfDay(START) })).map(({ from, driver }) => [from, driver]);
  const told = inbox.arrivals.map(({ title }) => title);
  sender.close();
  await inbox.stop();
  await demo.stop();
  expect(found).toEqual([]);
  expect(told).toEqual([]);
}, 240_000);
