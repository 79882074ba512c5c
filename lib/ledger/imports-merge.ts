import type pg from "pg";
import { z } from "zod";
import { execute, rawSql, type Sql, select, sql, transaction } from "../db/sql";
import { WaybillError } from "../domain/error";
import { rebuildDirtyDays } from "./dirty-days";
import { mergeStaged } from "./generations";
import { failImport } from "./imports";
import { dropStaging, stagingTable } from "./imports-staging";

export interface MergeRun {
  now: () => Date;
  /** Stops between days; the next run goes on. */
  signal?: AbortSignal;
}

const Import = z.object({
  status: z.string(),
  organizationId: z.string(),
  connectionId: z.string(),
  accepted: z.number(),
});

async function readImport(importId: string, client?: pg.ClientBase) {
  const [found] = await select(
    sql`SELECT status, organization_id AS "organizationId", connection_id AS "connectionId", rows - rejected AS accepted
        FROM imports WHERE id = ${importId}::uuid`,
    Import,
    client,
  );
  return found ?? null;
}

const Staged = z.object({
  rows: z.number(),
  cost: z.string().nullable(),
  first_day: z.string().nullable(),
  last_day: z.string().nullable(),
  nameless: z.boolean().nullable(),
});

/** Rows without an id that are alike are told apart by their order: the n-th such row of any file is the same one. */
async function numberAlikeRows(client: pg.ClientBase, staged: Sql): Promise<void> {
  const nameless = sql`generation_id LIKE 'row-%-1' AND generation_id ~ '^row-[0-9a-f]{32}-1$'`;
  await execute(
    sql`UPDATE ${staged} AS alike SET generation_id = left(alike.generation_id, -1) || place.number
        FROM (SELECT line, row_number() OVER (PARTITION BY generation_id ORDER BY line) AS number FROM ${staged} AS all_rows WHERE ${nameless}) AS place
        WHERE place.number > 1 AND alike.line = place.line`,
    client,
  );
}

/** The staged rows become facts, in one transaction. */
async function mergeRows(client: pg.ClientBase, importId: string, now: Date): Promise<void> {
  // Not the row: its heartbeat goes on beating meanwhile.
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`merge ${importId}`}, 0))`, client);
  const found = await readImport(importId, client);
  if (found?.status !== "merging") return;
  const staged = rawSql(stagingTable(importId));
  const [sums] = await select(
    sql`SELECT count(*) AS rows, sum(cost_usd)::text AS cost, min((created_at AT TIME ZONE 'UTC')::date) AS first_day,
          max((created_at AT TIME ZONE 'UTC')::date) AS last_day,
          bool_or(generation_id LIKE 'row-%') AS nameless FROM ${staged}`,
    Staged,
    client,
  );
  if (sums?.rows !== found.accepted) {
    throw new WaybillError("conflict", "The database was restarted before this file was merged, and forgot it.", {
      todo: "Upload the file again.",
    });
  }
  if (sums.nameless) await numberAlikeRows(client, staged);
  const { inserted } = await mergeStaged(client, found, "log", stagingTable(importId));
  await dropStaging(client, importId);
  await execute(
    sql`UPDATE imports SET status = 'rebuilding', inserted = ${inserted}, merged = ${sums.rows - inserted}, cost_usd = ${sums.cost}::numeric,
          first_day = ${sums.first_day}::date, last_day = ${sums.last_day}::date, heartbeat_at = ${now}
        WHERE id = ${importId}::uuid`,
    client,
  );
}

const HEARTBEAT_MS = 15_000;

/** Tells that the import is being worked on, until the work ends. */
async function alive<Result>(importId: string, now: () => Date, work: () => Promise<Result>): Promise<Result> {
  const beat = () => execute(sql`UPDATE imports SET heartbeat_at = ${now()} WHERE id = ${importId}::uuid`).catch(() => {});
  const timer = setInterval(beat, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const UNMERGEABLE = new WaybillError("internal", "The file could not be merged.", {
  todo: "Upload it again; if that fails too, see the worker's log.",
});

/** Errors that the same rows would meet again: data exceptions and violated constraints. */
function isOfTheData(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown }).code));
}

async function merge(importId: string, now: () => Date): Promise<void> {
  // Usage by day stands among the facts already.
  await execute(
    sql`UPDATE imports SET status = CASE kind WHEN 'aggregate' THEN 'rebuilding' ELSE 'merging' END, heartbeat_at = ${now()}
        WHERE id = ${importId}::uuid AND status IN ('staged', 'merging')`,
  );
  try {
    await transaction((client) => mergeRows(client, importId, now()));
  } catch (error) {
    // Whatever may pass, such as a database that goes away or has no room left, is tried again.
    const final = error instanceof WaybillError ? error : isOfTheData(error) ? UNMERGEABLE : null;
    if (final) await failImport(importId, final, now());
    throw error;
  }
}

/**
 * Takes a staged log into the books: merges its rows, rebuilds the days that changed, and writes down what came of it. May
 * be killed anywhere and called again, also by two workers at once; an import that needs nothing more is left alone.
 */
export async function mergeImport(importId: string, { now, signal }: MergeRun): Promise<void> {
  await alive(importId, now, async () => {
    await merge(importId, now);
    const found = await readImport(importId);
    if (found?.status !== "rebuilding") return;
    // Two at once: while one waits for the database the other adds up.
    const lane = () => rebuildDirtyDays({ now, connectionId: found.connectionId, ...(signal ? { signal } : {}) });
    const failed = (await Promise.allSettled([lane(), lane()])).find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    if (signal?.aborted) return;
    await execute(
      sql`UPDATE imports SET status = 'succeeded', finished_at = ${now()}, heartbeat_at = ${now()}
          WHERE id = ${importId}::uuid AND status = 'rebuilding'`,
    );
  });
}
