/**
 * Evaluations at once with fewer database connections than there are of them: none may hold one while it waits for
 * another. Fails by never ending.
 */
import { randomBytes } from "node:crypto";
import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDb, pool } from "../db/client";
import { addDays, type Day, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { evaluateAlerts, type FoundSignals } from "../ledger/alert/alerts";
import { snoozeAlert } from "../ledger/alert/answers";
import { addChannel } from "../ledger/alert/channels";
import { setAlertSettings } from "../ledger/alert/settings";
import { createBudget } from "../ledger/budget/budgets";
import { accountOfTwoKeys, billDays } from "../test/billed-days";
import { evaluateOrganization } from "./evaluate-alerts";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const TODAY = "2026-11-20" as Day;
const NOW = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const CONNECTIONS = 2;
const ORGANIZATIONS = 8;
const log = pino({ level: "silent" });
const now = () => NOW;

const systemScope = (id: string) => mintSystemScope(id, { kind: "operator" });

async function organizationOverBudget(): Promise<string> {
  const account = await accountOfTwoKeys();
  await billDays(account, addDays(TODAY, -9), Array(10).fill(["10", "5"]), NOW);
  const scope = systemScope(account.organizationId);
  const budget = { name: "Everything", per: "month", filters: {}, amount: "100", startsOn: addDays(TODAY, -9) };
  await createBudget(scope, budget, NOW);
  await addChannel(scope, { kind: "email", name: "Leads", to: "mei@acme.example", rules: null, allowPrivate: false }, NOW);
  return account.organizationId;
}

const ids: string[] = [];
beforeAll(async () => {
  for (let made = 0; made < ORGANIZATIONS; made += 1) ids.push(await organizationOverBudget());
  await closeDb();
  process.env.WAYBILL_DB_CONNECTIONS = String(CONNECTIONS);
});
afterAll(() => {
  delete process.env.WAYBILL_DB_CONNECTIONS;
});

async function told(organizationId: string): Promise<{ title: string; text: string }[]> {
  const { rows } = await pool().query(
    "SELECT content->>'title' AS title, content->>'lines' AS text FROM messages WHERE organization_id = $1 ORDER BY number",
    [organizationId],
  );
  return rows;
}

it("ends for all, each told once with its driver, however many are evaluated at once", async () => {
  await Promise.all([...ids, ...ids, ...ids].map((id) => evaluateOrganization(id, { now, log })));
  expect(pool().options.max).toBe(CONNECTIONS);
  for (const id of ids) {
    const messages = await told(id);
    expect(messages).toEqual([
      {
        title: expect.stringContaining("budget Everything reached 100\u00a0%"),
        text: expect.stringContaining("What made the difference"),
      },
    ]);
  }
});

it("stores nothing where what it decided on changed meanwhile: another evaluation, a snooze, other rules", async () => {
  const [id = ""] = ids;
  const organization = { id, slug: "acme", name: "Acme", mailOwners: false };
  const before = await told(id);
  const { rows } = await pool().query("SELECT id FROM alert_states WHERE organization_id = $1 AND rule = 'budget_threshold'", [
    id,
  ]);
  const evaluation = (meanwhile: () => Promise<unknown>) => {
    const ask = async (): Promise<FoundSignals[]> => {
      await meanwhile();
      return [{ source: "budgets", rules: ["budget_threshold", "budget_projected", "budget_pace"], signals: [] }];
    };
    return evaluateAlerts(organization, { ask, driverOf: async () => null }, NOW);
  };
  const later = () => new Date(NOW.getTime() + 60_000);
  expect(await evaluation(() => evaluateOrganization(id, { now: later, log }))).toBeNull();
  expect(await evaluation(() => snoozeAlert(systemScope(id), rows[0].id, 4, NOW))).toBeNull();
  expect(await evaluation(() => setAlertSettings(systemScope(id), { thresholdsOn: "on", thresholds: "90" }, NOW))).toBeNull();
  const known = await pool().query("SELECT level, watched FROM alert_states WHERE id = $1", [rows[0].id]);
  expect(known.rows).toEqual([{ level: "exceeded", watched: true }]);
  expect(await told(id)).toEqual(before);
});
