import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { lockConnection, wakeWorker } from "../connections";

export type SyncTrigger = "first" | "hourly" | "daily" | "manual";
export type SyncStep = "directory" | "billed_cells" | "activity" | "generations" | "rebuild";

const Id = z.object({ id: z.string() });

/**
 * Asks for a sync and wakes the worker. A request while one waits joins it. Returns the waiting run.
 * Throws `not_found` for a connection of somebody else or a removed one, `conflict` for one that is paused or has no key.
 */
export async function requestSync(
  scope: AuthorizedScope,
  connectionId: string,
  trigger: SyncTrigger,
): Promise<{ runId: string }> {
  permit(scope, "connections.manage");
  return transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    if (!found.hasKey) {
      throw new WaybillError("conflict", `The connection ${found.name} has no key to sync with.`, {
        todo: "Add a management key to it.",
      });
    }
    if (found.status !== "active") {
      throw new WaybillError("conflict", `The connection ${found.name} is paused.`, {
        todo: "Resume it: it then syncs at once.",
      });
    }
    const [run] = await select(
      sql`WITH made AS (
            INSERT INTO sync_runs (organization_id, connection_id, trigger, status)
            VALUES (${scope.organizationId}::uuid, ${found.id}::uuid, ${trigger}, 'queued')
            ON CONFLICT (connection_id) WHERE status = 'queued' DO NOTHING RETURNING id)
          SELECT id FROM made UNION ALL SELECT id FROM sync_runs WHERE connection_id = ${found.id}::uuid AND status = 'queued' LIMIT 1`,
      Id,
      client,
    );
    if (!run) throw new Error("no run waits although one was asked for");
    await wakeWorker(client);
    return { runId: run.id };
  });
}

/** Marks a run that died with its worker, and queues one in its place. Call it only while holding the connection's lock. */
export async function resumeDeadRun(connectionId: string, now: Date): Promise<boolean> {
  return transaction(async (client) => {
    const dead = await select(
      sql`UPDATE sync_runs SET status = 'interrupted', finished_at = ${now},
            error_message = 'The worker stopped in the middle. The next run goes on where this one was.'
          WHERE connection_id = ${connectionId}::uuid AND status = 'running' RETURNING id`,
      Id,
      client,
    );
    for (const { id } of dead) {
      await execute(
        sql`INSERT INTO sync_runs (organization_id, connection_id, trigger, status)
            SELECT organization_id, connection_id, trigger, 'queued' FROM sync_runs WHERE id = ${id}::uuid
            ON CONFLICT (connection_id) WHERE status = 'queued' DO NOTHING`,
        client,
      );
    }
    return dead.length > 0;
  });
}

const Run = z.object({ id: z.string(), trigger: z.enum(["first", "hourly", "daily", "manual"]) });
export type SyncRun = z.infer<typeof Run>;

/** Takes the waiting run, if there is one. Call it only while holding the connection's lock. */
export async function startRun(connectionId: string, now: Date): Promise<SyncRun | null> {
  const [run] = await select(
    sql`UPDATE sync_runs SET status = 'running', started_at = ${now}, heartbeat_at = ${now}, progress = 0
        WHERE connection_id = ${connectionId}::uuid AND status = 'queued' RETURNING id, trigger`,
    Run,
  );
  return run ?? null;
}

export interface RunProgress {
  step: SyncStep;
  /** 0 to 1 of the whole run. */
  progress: number;
  requests: number;
  detail: { message: string; day?: string; rows?: number };
}

/** Shows how far a run is. Throws `conflict` when there is no sense in going on. */
export async function reportProgress(runId: string, report: RunProgress, now: Date): Promise<void> {
  const touched = await execute(
    sql`UPDATE sync_runs SET step = ${report.step}, progress = ${report.progress}, requests = ${report.requests},
          detail = ${JSON.stringify(report.detail)}::jsonb, heartbeat_at = ${now}
        WHERE id = ${runId}::uuid AND status = 'running'
          AND EXISTS (SELECT FROM connections WHERE connections.id = connection_id AND connections.status <> 'removed')`,
  );
  if (touched === 0) throw new WaybillError("conflict", "The connection was removed, or another worker took this sync over.");
}

export type RunOutcome =
  | { status: "succeeded"; requests: number; message: string }
  | { status: "failed"; requests: number; error: WaybillError }
  /** Stopped by its own worker, to be gone on with: a run is queued in its place. */
  | { status: "interrupted"; requests: number };

/** Ends a run and says when the connection is due again (null: not by itself). Wakes the worker for whatever waits. */
export async function finishRun(
  connectionId: string,
  run: SyncRun,
  outcome: RunOutcome,
  nextSyncAt: Date | null,
  now: Date,
): Promise<void> {
  const error = outcome.status === "failed" ? outcome.error : null;
  const message = outcome.status === "succeeded" ? JSON.stringify({ message: outcome.message }) : null;
  await transaction(async (client) => {
    const touched = await execute(
      sql`UPDATE sync_runs SET status = ${outcome.status}, finished_at = ${now}, heartbeat_at = ${now}, requests = ${outcome.requests},
            progress = CASE WHEN ${outcome.status} = 'succeeded' THEN 1 ELSE progress END,
            detail = coalesce(${message}::jsonb, detail),
            error_code = ${error?.code ?? null},
            error_message = ${error ? [error.message, error.todo].filter(Boolean).join(" ") : null}
          WHERE id = ${run.id}::uuid AND status = 'running'`,
      client,
    );
    if (touched === 0) return;
    await execute(
      sql`UPDATE connections SET next_sync_at = ${nextSyncAt} WHERE id = ${connectionId}::uuid AND status <> 'removed'`,
      client,
    );
    if (outcome.status === "interrupted") {
      await execute(
        sql`INSERT INTO sync_runs (organization_id, connection_id, trigger, status)
            SELECT organization_id, connection_id, trigger, 'queued' FROM sync_runs WHERE id = ${run.id}::uuid
            ON CONFLICT (connection_id) WHERE status = 'queued' DO NOTHING`,
        client,
      );
    }
    await wakeWorker(client);
  });
}

/** How many of the connection's last runs failed in a row. */
export async function failuresInARow(connectionId: string): Promise<number> {
  const [row] = await select(
    sql`SELECT count(*) AS failures FROM sync_runs run
        WHERE connection_id = ${connectionId}::uuid AND status = 'failed' AND NOT EXISTS (
          SELECT FROM sync_runs later WHERE later.connection_id = run.connection_id AND later.status = 'succeeded'
            AND later.finished_at > run.finished_at)`,
    z.object({ failures: z.number() }),
  );
  return row?.failures ?? 0;
}
