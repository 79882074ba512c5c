/** A pretend OpenRouter account, imported into an organization of its own, for tests of syncs. */
import { randomBytes, randomUUID } from "node:crypto";
import pino from "pino";
import type { Account } from "../../demo/account/account";
import { type DemoOpenRouter, type DemoOpenRouterOptions, startDemoOpenRouter } from "../../demo/openrouter/server";
import { prisma } from "../db/client";
import { mintSystemScope } from "../domain/mint-scope";
import { type SyncSettings, syncConnection } from "../jobs/sync/connection";
import { storeNewKey } from "../ledger/connection-keys";
import type { FactsOwner } from "../ledger/facts-lock";
import { requestSync, type SyncTrigger } from "../ledger/sync/runs";
import { probeManagementKey } from "../openrouter/probe";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");

/** Waits are not waited: a test must not depend on the clock. */
export const IMPATIENT: NonNullable<SyncSettings["client"]> = {
  wait: async () => {},
  random: () => 0,
  timeoutMs: 2_000,
  attempts: 3,
};

export interface SyncingAccount extends FactsOwner {
  demo: DemoOpenRouter;
  /** Asks for a sync and does it; returns the run's row. */
  sync(trigger?: SyncTrigger, settings?: Partial<SyncSettings>): ReturnType<typeof lastRun>;
  settings: SyncSettings;
}

export async function lastRun(connectionId: string) {
  return prisma().syncRun.findFirstOrThrow({ where: { connectionId }, orderBy: [{ queuedAt: "desc" }, { startedAt: "desc" }] });
}

/** Imports the account of a pretend OpenRouter into a new organization. */
export async function importAccount(demo: DemoOpenRouter, now: () => Date): Promise<SyncingAccount> {
  const organization = await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } });
  const scope = mintSystemScope(organization.id, { kind: "job" });
  const key = demo.managementKey;
  const probed = await probeManagementKey(key, { serverUrl: demo.url });
  const stored = { key, label: probed.label ?? "", accountId: probed.accountId, keyHash: probed.keyHash };
  const { connectionId } = await storeNewKey(scope, { name: "Demo", connectionId: null, probed: stored, now: now() });
  const settings: SyncSettings = {
    serverUrl: demo.url,
    analyticsPerMinute: 1_000_000,
    now,
    signal: new AbortController().signal,
    log: pino({ level: "silent" }),
    client: IMPATIENT,
  };
  return {
    demo,
    organizationId: organization.id,
    connectionId,
    settings,
    async sync(trigger = "first", changes = {}) {
      await requestSync(scope, connectionId, trigger);
      await syncConnection(connectionId, { ...settings, ...changes });
      return lastRun(connectionId);
    },
  };
}

/** Starts a pretend OpenRouter with the account and imports it. Stop `demo` afterwards. */
export async function startSyncingAccount(
  account: Account,
  now: () => Date,
  options: Partial<DemoOpenRouterOptions> = {},
): Promise<SyncingAccount> {
  const demo = await startDemoOpenRouter({ account, now, analyticsPerMinute: 1_000_000, ...options });
  return importAccount(demo, now);
}

/** What the account billed, as the pretend OpenRouter itself adds it up. */
export async function billOf(demo: DemoOpenRouter, from: string, to: string, by: string[]) {
  const query = new URLSearchParams({ from, to, by: by.join(",") });
  const answer = await fetch(`${demo.origin}/_demo/bill?${query}`);
  return (await answer.json()) as { total: { costUsd: string; byokUsd: string; requests: number }; rows: BillRow[] };
}

export interface BillRow {
  values: Record<string, string>;
  costUsd: string;
  byokUsd: string;
  requests: number;
}
