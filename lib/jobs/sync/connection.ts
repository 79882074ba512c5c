import type { Logger } from "pino";
import { WaybillError } from "../../domain/error";
import { openConnectionKey } from "../../ledger/connections";
import { rebuildDirtyDays } from "../../ledger/rebuild/dirty-days";
import { refreshStatistics } from "../../ledger/statistics";
import { noteKeysUnread, readSyncingConnection, recordAnalytics, type SyncingConnection } from "../../ledger/sync/connections";
import { recordDayBilled } from "../../ledger/sync/credit-readings";
import { type SyncLock, withSyncLock } from "../../ledger/sync/lock";
import { analyticsBudget } from "../../ledger/sync/request-budget";
import { failuresInARow, finishRun, type RunOutcome, resumeDeadRun, type SyncRun, startRun } from "../../ledger/sync/runs";
import { readAnalyticsMeta } from "../../openrouter/billed/analytics";
import { type OpenRouterOptions, openRouter } from "../../openrouter/client";
import { syncActivity, syncActivityTotals } from "./activity";
import { syncBilledCells } from "./billed-cells";
import { syncEndpoints } from "./catalogue";
import { syncDirectory } from "./directory";
import { syncGenerations } from "./generations";
import { besideTheBooks, failOnGaps, reporter, type SyncJob } from "./job";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface SyncSettings {
  serverUrl: string | undefined;
  analyticsPerMinute: number;
  now: () => Date;
  signal: AbortSignal;
  log: Logger;
  /** Time-outs and waits of the client, for tests. */
  client?: Partial<Omit<OpenRouterOptions, "key" | "serverUrl" | "analyticsBudget" | "signal" | "onRequest">>;
}

async function runSteps(job: SyncJob, connection: SyncingConnection): Promise<void> {
  const { connectionId } = job.owner;
  const parts = await syncDirectory(job);
  // Asked anew while the answer was no: an account may get Analytics, and one odd 403 must not decide for good.
  const meta = await readAnalyticsMeta(job.openRouter, { mayLack: connection.hasAnalytics !== true });
  if (connection.hasAnalytics !== (meta !== null)) await recordAnalytics(connectionId, meta !== null);
  if (meta) {
    // What was read while keys could not be listed may stand under the name of another key.
    const doubtfulSince = job.keysAreAll ? connection.keysUnreadSince : null;
    const changedDays = await syncBilledCells(job, parts, doubtfulSince);
    if (job.creditsReadAt) await recordDayBilled(connectionId, job.creditsReadAt);
    await syncGenerations(job, parts, meta.dimensions, changedDays);
    if (doubtfulSince) await noteKeysUnread(connectionId, null);
    await besideTheBooks(job, "the account's activity", () => syncActivityTotals(job));
  } else {
    await syncActivity(job);
  }
  await job.report("rebuild", 0, { message: "Putting the last days into the books" });
  await rebuildDirtyDays({ now: job.now, connectionId, signal: job.signal });
  if (job.run.trigger === "first") await refreshStatistics();
  await syncEndpoints(job);
  job.signal.throwIfAborted();
  failOnGaps(job);
}

/** When a connection is due again: hourly; after a failure sooner at first, never before OpenRouter asked for. */
export function nextSyncAt(now: Date, failure: { error: WaybillError; inARow: number } | null): Date {
  if (!failure) return new Date(now.getTime() + HOUR_MS);
  const { error, inARow } = failure;
  const asked = Number(error.detail?.retryAfterSeconds ?? 0) * 1_000;
  const lasting = ["key_unknown", "forbidden", "upstream_malformed", "not_found"].includes(error.code);
  const backOff = lasting ? HOUR_MS : Math.min(HOUR_MS, 5 * MINUTE_MS * 2 ** Math.min(8, inARow));
  return new Date(now.getTime() + Math.max(asked, backOff));
}

function asWaybillError(error: unknown): WaybillError {
  if (error instanceof WaybillError) return error;
  return new WaybillError("internal", "The sync stopped on an error of Waybill's own; the worker's log has it.", {
    todo: "It is tried again by itself. If it lasts, report it with the log.",
    cause: error,
  });
}

async function oneRun(connectionId: string, run: SyncRun, connection: SyncingConnection, settings: SyncSettings, lock: SyncLock) {
  const { now, log } = settings;
  const signal = AbortSignal.any([settings.signal, lock.lost]);
  let requests = 0;
  const finish = (outcome: RunOutcome, next: Date | null) => finishRun(connectionId, run, outcome, next, now());
  try {
    if (connection.status === "removed" || !connection.hasKey) {
      throw new WaybillError("conflict", "The connection has no key any more.", { todo: "Add a management key to it." });
    }
    const client = openRouter({
      ...settings.client,
      key: await openConnectionKey(connectionId),
      serverUrl: settings.serverUrl,
      signal,
      analyticsBudget: analyticsBudget(connectionId, settings.analyticsPerMinute),
      onRequest: () => {
        requests += 1;
      },
    });
    const owner = { organizationId: connection.organizationId, connectionId };
    const report = reporter(run.id, () => requests, now);
    const found = { creditsReadAt: null, keysAreAll: false, refused: [], unread: [] };
    await runSteps({ owner, run, openRouter: client, now, signal, log, report, ...found }, connection);
    await finish(
      { status: "succeeded", requests, message: "Everything OpenRouter tells is in the books" },
      nextSyncAt(now(), null),
    );
    log.info({ connectionId, runId: run.id, requests }, "sync succeeded");
  } catch (error) {
    // The worker stops, or the database went away under it: either way the next run goes on here.
    if (signal.aborted || !(await lock.held())) {
      await finish({ status: "interrupted", requests }, now());
      return;
    }
    const failure = asWaybillError(error);
    const inARow = await failuresInARow(connectionId);
    log.warn({ connectionId, runId: run.id, requests, err: error }, "sync failed");
    await finish({ status: "failed", requests, error: failure }, nextSyncAt(now(), { error: failure, inARow }));
  }
}

/**
 * Does the connection's waiting sync, going on with one whose worker died. `busy`: another worker is at it; `idle`:
 * nothing waits, or the connection is paused. Any number of workers may call it at any time. Never throws for what went
 * wrong with OpenRouter: that is the run's outcome.
 */
export async function syncConnection(connectionId: string, settings: SyncSettings): Promise<"done" | "idle" | "busy"> {
  const outcome = await withSyncLock(connectionId, async (lock) => {
    if (await resumeDeadRun(connectionId, settings.now()))
      settings.log.info({ connectionId }, "going on with a sync whose worker died");
    const connection = await readSyncingConnection(connectionId);
    if (!connection || connection.status === "paused") return "idle";
    const run = await startRun(connectionId, settings.now());
    if (!run) return "idle";
    await oneRun(connectionId, run, connection, settings, lock);
    return "done";
  });
  return outcome ?? "busy";
}
