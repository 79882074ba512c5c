import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import { isDatabaseAway } from "../domain/database-away";
import { dropOldAlerts } from "../ledger/alert/alerts-retention";
import { dropOldMessages } from "../ledger/alert/messages-retention";
import { dropOldRequests } from "../ledger/generation/evidence-retention";
import { mergeImport } from "../ledger/import/merge";
import { rebuildDirtyDays } from "../ledger/rebuild/dirty-days";
import { openQueues, type Queues } from "./boss";
import { checkBooks } from "./check-books";
import { dispatch } from "./dispatch";
import { evaluateOrganization } from "./evaluate-alerts";
import { findSpikes } from "./find-spikes";
import { makeLog } from "./log";
import { makeForecasts } from "./make-forecasts";
import { recommend } from "./recommend";
import { makeSender, SenderEnvironment } from "./send-messages";
import { type SyncSettings, syncConnection } from "./sync/connection";
import { makeDueReports } from "./weekly-reports";

const Environment = z.object({
  OPENROUTER_BASE_URL: z.url().optional(),
  OPENROUTER_ANALYTICS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000).default(64),
});

/** Time that running jobs get to reach a stopping point after the signal; the next worker goes on from there. */
const GRACE_MS = 10_000;

export interface WorkerSettings {
  /** Ends the worker. */
  signal: AbortSignal;
  log?: Logger;
  now?: () => Date;
  client?: SyncSettings["client"];
}

const TRY_AGAIN_MS = 1_000;

/** A worker may be started before its database, or while that restarts: it waits for it. */
async function openQueuesOnceThere({ signal, log }: { signal: AbortSignal; log: Logger }): Promise<Queues> {
  for (;;) {
    try {
      return await openQueues((err) => log.error({ err }, "the job queue is in trouble"));
    } catch (err) {
      if (signal.aborted || !isDatabaseAway(err)) throw err;
      log.warn({ err }, "the database cannot be reached: trying again");
      await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * Works until the signal aborts: syncs connections, merges uploads, rebuilds days, makes weekly reports, sends messages.
 * Any number of workers may run, on any number of machines with the same database. Resolves when everything it had begun
 * is put down.
 */
export async function runWorker(settings: WorkerSettings): Promise<void> {
  const { signal, log = makeLog("waybill-worker"), now = () => new Date() } = settings;
  const environment = Environment.parse(process.env);
  const queues = await openQueuesOnceThere({ signal, log });
  const sync: SyncSettings = {
    serverUrl: environment.OPENROUTER_BASE_URL,
    analyticsPerMinute: environment.OPENROUTER_ANALYTICS_PER_MINUTE,
    now,
    signal,
    log,
    ...(settings.client ? { client: settings.client } : {}),
  };
  const guarded = (what: string, work: () => Promise<unknown>) => async () => {
    if (signal.aborted) return;
    await work().catch((err) => log.error({ err }, `${what} failed`));
  };
  await queues.work("sync-connection", 4, ({ connectionId }) => guarded("sync", () => syncConnection(connectionId, sync))());
  await queues.work("merge-import", 2, ({ importId }) => guarded("import", () => mergeImport(importId, { now, signal }))());
  await queues.work("rebuild-days", 1, () => guarded("rebuild", () => rebuildDirtyDays({ now, signal }))());
  await queues.work("drop-old", 1, async () => {
    await guarded("dropping old requests", () => dropOldRequests({ now: now(), signal }))();
    await guarded("dropping old messages", () => dropOldMessages({ now: now(), signal }))();
    await guarded("dropping old alerts", () => dropOldAlerts(now()))();
  });
  await queues.work("check-books", 1, ({ organizationId }) =>
    guarded("checking the books", () => checkBooks(organizationId, { now, log }))(),
  );
  await queues.work("evaluate-alerts", 1, ({ organizationId }) =>
    guarded("evaluating alerts", () => evaluateOrganization(organizationId, { now, log }))(),
  );
  await queues.work("find-spikes", 1, ({ organizationId }) =>
    guarded("looking for spikes", () => findSpikes(organizationId, { now, log }))(),
  );
  await queues.work("make-forecasts", 1, ({ organizationId }) =>
    guarded("forecasting", () => makeForecasts(organizationId, now))(),
  );
  const sending = SenderEnvironment.parse(process.env);
  const sender = makeSender(sending, { now, signal, log });
  await queues.work("send-messages", 2, () => guarded("sending messages", () => sender.sendDue())());
  const reports = { now, signal, log, origin: sending.WAYBILL_URL.replace(/\/$/, "") };
  await queues.work("weekly-reports", 1, () => guarded("making weekly reports", () => makeDueReports(reports))());
  await queues.work("recommend", 1, ({ organizationId }) =>
    guarded("looking for recommendations", () => recommend(organizationId, { now, signal }))(),
  );
  log.info("worker started");
  await dispatch(queues, { now, signal, log });
  await queues.stop(GRACE_MS);
  sender.close();
  log.info("worker stopped");
}
