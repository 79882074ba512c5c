import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { WaybillError } from "../domain/error";

/** What workers do, by queue. The payload names a row; the row says what there is to do. */
export interface Jobs {
  "sync-connection": { connectionId: string };
  "merge-import": { importId: string };
  "rebuild-days": Record<string, never>;
  "drop-old": Record<string, never>;
  "check-books": { organizationId: string };
  "send-messages": Record<string, never>;
  "weekly-reports": Record<string, never>;
  "evaluate-alerts": { organizationId: string };
  recommend: { organizationId: string };
  "find-spikes": { organizationId: string };
  "make-forecasts": { organizationId: string };
}
export type JobName = keyof Jobs;

/** Time that closing the queues' own sessions may take. */
const CLOSING_MS = 3_000;
/** Longer than any job takes. Whether a job is held is decided by the lock of its own row, not by pg-boss. */
const DAY_SECONDS = 24 * 3_600;

export interface Queues {
  /** Puts a job into its queue unless the same one waits there already. */
  send<Name extends JobName>(name: Name, payload: Jobs[Name], same: string): Promise<void>;
  /** Works on a queue, so many jobs at a time. */
  work<Name extends JobName>(name: Name, atOnce: number, handler: (payload: Jobs[Name]) => Promise<void>): Promise<void>;
  /** Waits for running jobs, up to `graceMs`, and closes the queues. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Opens the queues, making their tables at the first start. A job that fails is not repeated from here: the row it is
 * about still waits, and the dispatcher sends it again. Throws `not_configured` without DATABASE_URL.
 */
export async function openQueues(onError: (error: Error) => void): Promise<Queues> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new WaybillError("not_configured", "No database is configured.", { todo: "Set DATABASE_URL." });
  const boss = new PgBoss({ connectionString, max: 4, useListenNotify: true, schedule: false });
  boss.on("error", onError);
  await boss.start();
  for (const name of [
    "sync-connection",
    "merge-import",
    "rebuild-days",
    "drop-old",
    "check-books",
    "send-messages",
    "weekly-reports",
    "evaluate-alerts",
    "recommend",
    "find-spikes",
    "make-forecasts",
  ] satisfies JobName[]) {
    // `short`: one waiting job of a kind, any number running, so that the job of a killed worker blocks nobody.
    const options = { retryLimit: 0, expireInSeconds: DAY_SECONDS - 1, deleteAfterSeconds: 3_600, notify: true };
    await boss.createQueue(name, { policy: "short", ...options });
  }
  return {
    async send(name, payload, same) {
      await boss.send(name, payload, { singletonKey: same });
    },
    async work(name, atOnce, handler) {
      const options = { localConcurrency: atOnce, batchSize: 1, pollingIntervalSeconds: 2 };
      await boss.work<Jobs[typeof name]>(name, options, async (jobs) => {
        for (const job of jobs) await handler(job.data);
      });
    },
    async stop(graceMs) {
      // pg-boss's own time-out does not cover the sessions that it closes last; stopping must still end.
      const stopped = new AbortController();
      const overdue = sleep(graceMs + CLOSING_MS, undefined, { signal: stopped.signal }).catch(() => {});
      await Promise.race([boss.stop({ graceful: true, timeout: graceMs }), overdue]).finally(() => stopped.abort());
    },
  };
}
