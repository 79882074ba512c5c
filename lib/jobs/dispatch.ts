import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { organizationsToEvaluate } from "../ledger/alert/alerts";
import { hasDueMessages } from "../ledger/alert/messages-sending";
import { organizationsToForecast } from "../ledger/forecasts";
import { sweepImports } from "../ledger/import/imports";
import { organizationsToCheck } from "../ledger/rebuild/books-checks";
import { organizationsToLookAt } from "../ledger/recommendation/looks";
import { organizationsToSearch } from "../ledger/spike/spikes";
import { listenForWork, queueDueSyncs, waitingWork } from "../ledger/sync/work";
import { dueReportRuns } from "../ledger/weekly-report/runs";
import type { Queues } from "./boss";

/** How long a row may wait when its notification was missed. */
const LOOK_EVERY_MS = 15_000;
/** A running sync without progress for so long is handed out again: its worker may be dead. */
const SILENT_SECONDS = 20;
/** How often data past its retention is looked for. */
const DROP_EVERY_MS = 3_600_000;
/** Notifications that come together are answered together. */
const GATHER_MS = 50;
/**
 * Work that becomes due by time is looked for at most this often, however many deliveries change the books meanwhile.
 */
const DUE_APART_MS = 1_000;

/** Sends a job for everything that somebody waits for. A job that waits already is not sent twice. */
async function dispatchWaiting(queues: Queues, now: Date, silentSeconds: number): Promise<void> {
  const waiting = await waitingWork(now, silentSeconds);
  for (const connectionId of waiting.syncs) await queues.send("sync-connection", { connectionId }, connectionId);
  for (const importId of waiting.imports) await queues.send("merge-import", { importId }, importId);
  if (waiting.rebuild) await queues.send("rebuild-days", {}, "all");
  if (await hasDueMessages(now)) await queues.send("send-messages", {}, "all");
}

/** The same for all that time makes due, or a change of the books. `replaces`: what another worker has begun is begun anew. */
async function dispatchDue(queues: Queues, now: Date, replaces: boolean): Promise<void> {
  await queueDueSyncs(now);
  await sweepImports(now);
  for (const organizationId of await organizationsToCheck(now)) {
    await queues.send("check-books", { organizationId }, organizationId);
  }
  if ((await dueReportRuns(now)).length > 0) await queues.send("weekly-reports", {}, "all");
  for (const organizationId of await organizationsToEvaluate(now)) {
    await queues.send("evaluate-alerts", { organizationId }, organizationId);
  }
  for (const organizationId of await organizationsToLookAt(now, replaces ? 0 : undefined)) {
    await queues.send("recommend", { organizationId }, organizationId);
  }
  for (const organizationId of await organizationsToSearch(now)) {
    await queues.send("find-spikes", { organizationId }, organizationId);
  }
  for (const organizationId of await organizationsToForecast(now)) {
    await queues.send("make-forecasts", { organizationId }, organizationId);
  }
}

/** Turns rows that ask for work into jobs, at once when told and every 15 seconds anyway, until the signal aborts. */
export async function dispatch(queues: Queues, settings: { now: () => Date; signal: AbortSignal; log: Logger }): Promise<void> {
  const { now, signal, log } = settings;
  let wake = () => {};
  let told = true;
  // This worker may replace one that was killed, so it takes up every running sync and look at once.
  let replaces = true;
  let dropNext = 0;
  let dueNext = 0;
  const listening = listenForWork(() => {
    told = true;
    wake();
  }, signal);
  while (!signal.aborted) {
    told = false;
    let lookAgainMs = LOOK_EVERY_MS;
    try {
      if (performance.now() >= dueNext) {
        await dispatchDue(queues, now(), replaces);
        dueNext = performance.now() + DUE_APART_MS;
      } else lookAgainMs = DUE_APART_MS;
      await dispatchWaiting(queues, now(), replaces ? 0 : SILENT_SECONDS);
      replaces = false;
      // By a clock that nobody sets: one that stood in a far year and was put right would stop it until then.
      if (performance.now() >= dropNext) {
        await queues.send("drop-old", {}, "all");
        dropNext = performance.now() + DROP_EVERY_MS;
      }
    } catch (err) {
      log.error({ err }, "looking for work failed");
    }
    if (!told) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([woken, sleep(lookAgainMs, undefined, { signal }).catch(() => {})]);
    }
    await sleep(GATHER_MS, undefined, { signal }).catch(() => {});
  }
  await listening;
}
