import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { poolHeld } from "../../db/client";
import { execute, select, sql } from "../../db/sql";

/**
 * Queues a run for every connection that is due. `first` until one succeeded, `daily` when the last run of that depth is
 * a day ago, `hourly` else. Returns how many.
 */
export async function queueDueSyncs(now: Date): Promise<number> {
  return execute(
    sql`INSERT INTO sync_runs (organization_id, connection_id, trigger, status)
        SELECT organization_id, id, CASE
            WHEN NOT EXISTS (SELECT FROM sync_runs run WHERE run.connection_id = connections.id AND run.status = 'succeeded') THEN 'first'
            WHEN NOT EXISTS (SELECT FROM sync_runs run WHERE run.connection_id = connections.id AND run.status = 'succeeded'
              AND run.trigger IN ('first', 'daily') AND run.finished_at > ${now}::timestamptz - interval '24 hours') THEN 'daily'
            ELSE 'hourly' END, 'queued'
        FROM connections
        WHERE status = 'active' AND sealed_key IS NOT NULL AND next_sync_at <= ${now}::timestamptz
          AND NOT EXISTS (SELECT FROM sync_runs run WHERE run.connection_id = connections.id AND run.status IN ('queued', 'running'))
        ON CONFLICT (connection_id) WHERE status = 'queued' DO NOTHING`,
  );
}

const Waiting = z.object({ syncs: z.array(z.string()), imports: z.array(z.string()), rebuild: z.boolean() });
export type WaitingWork = z.infer<typeof Waiting>;

/**
 * What waits for a worker: connections with a queued sync or one that has been silent for so long that its worker may be
 * dead (zero: every running one), uploaded files that are staged or were left in the middle, and whether any day is dirty.
 * Of an organization's files one at a time is worked on: a second would wait for it in a hand that others need. The one
 * that was tried longest ago comes first, so that one which fails again and again holds up no other.
 */
export async function waitingWork(now: Date, silentSeconds: number): Promise<WaitingWork> {
  const [found] = await select(
    sql`SELECT
          coalesce((SELECT array_agg(DISTINCT connection_id::text) FROM sync_runs run
            JOIN connections ON connections.id = connection_id AND connections.status <> 'paused'
            WHERE run.status = 'queued' OR (run.status = 'running'
              AND coalesce(heartbeat_at, queued_at) <= ${now}::timestamptz - make_interval(secs => ${silentSeconds}::float8))), '{}') AS syncs,
          coalesce((SELECT array_agg(id::text ORDER BY told_at) FROM (
            SELECT DISTINCT ON (organization_id) id, is_alive, told_at FROM (
              SELECT organization_id, id, created_at, coalesce(heartbeat_at, created_at) AS told_at, status <> 'staged'
                AND coalesce(heartbeat_at, created_at) > ${now}::timestamptz - make_interval(secs => ${3 * silentSeconds}::float8) AS is_alive
              FROM imports WHERE status IN ('staged', 'merging', 'rebuilding', 'cancelling')) AS unfinished
            ORDER BY organization_id, is_alive DESC, told_at, created_at, id) AS next WHERE NOT is_alive), '{}') AS imports,
          EXISTS (SELECT FROM dirty_days) AS rebuild`,
    Waiting,
  );
  return found ?? { syncs: [], imports: [], rebuild: false };
}

/**
 * Calls back whenever a row that asks for work was committed, until the signal aborts. Resolves then. A lost connection
 * is opened again, with a call back for what may have been missed.
 */
export async function listenForWork(onWork: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await poolHeld().connect();
      try {
        const lost = new Promise<void>((resolve) => {
          client.on("error", () => resolve()).on("end", () => resolve());
          signal.addEventListener("abort", () => resolve(), { once: true });
          if (signal.aborted) resolve();
        });
        client.on("notification", onWork);
        await client.query("LISTEN waybill_work");
        onWork();
        await lost;
      } finally {
        // A listening session must not go back to the pool.
        client.release(true);
      }
    } catch {
      // The database is away; what waits is looked for every few seconds anyway.
    }
    await sleep(1_000, undefined, { signal }).catch(() => {});
  }
}
