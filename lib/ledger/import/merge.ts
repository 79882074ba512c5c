import { z } from "zod";
import { pool } from "../../db/client";
import { execute, holding, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { wakeWorker } from "../connections";
import { lockImports } from "../facts-lock";
import { keysOfStaged, mergeStaged } from "../generation/generations";
import { tableSql } from "../keys";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { failImport } from "./imports";
import { dropStaging, renameMerged, stagingParts } from "./parts";
import { keyNamesOf, sumsOf } from "./rows";
import { keepBefore, takeBack } from "./take-back";

export interface MergeRun {
  now: () => Date;
  /** Stops between parts and between days; the next run goes on. */
  signal?: AbortSignal;
}

const Import = z.object({
  id: z.string(),
  status: z.string(),
  organizationId: z.string(),
  connectionId: z.string(),
  /** Rows that are not merged yet. */
  left: z.number(),
});
type Import = z.infer<typeof Import>;

async function readImport(importId: string): Promise<Import | null> {
  const [found] = await select(
    sql`SELECT id, status, organization_id AS "organizationId", connection_id AS "connectionId", rows - rejected - inserted - merged AS left
        FROM imports WHERE id = ${importId}::uuid`,
    Import,
  );
  return found ?? null;
}

/** How many parts are worked on at a time: while one waits for the database, another goes on. */
const LANES = 2;

async function inLanes(work: () => Promise<unknown>): Promise<void> {
  const outcomes = await Promise.allSettled(Array.from({ length: LANES }, work));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** Somebody has cancelled the import since this run began. */
class Stopped extends Error {}

/** One staging table becomes facts, and is kept for as long as the file can be taken back, in one transaction. */
async function mergePart(found: Import, part: string): Promise<void> {
  const table = tableSql(part);
  // Keys first, in a transaction of their own: otherwise the other lane would wait for this whole part.
  const { names, rows } = await transaction(async (client) => {
    const met = await keyNamesOf(client, part);
    await keysOfStaged(client, found, { source: "log", table, names: met.names });
    return met;
  });
  await transaction(async (client) => {
    const beforeKnown = () => keepBefore(client, found.organizationId, part);
    const staged = { source: "log", table, names, rows, many: true } as const;
    const { inserted } = await mergeStaged(client, found, staged, { lock: "shared", beforeKnown });
    const going = await execute(
      sql`UPDATE imports SET inserted = inserted + ${inserted}, merged = merged + ${rows - inserted}
          WHERE id = ${found.id}::uuid AND status = 'merging'`,
      client,
    );
    if (going === 0) throw new Stopped();
    await renameMerged(client, part);
  });
}

/** Says when this run began and where, for the rate. */
async function noteMergeBegins(importId: string, now: Date): Promise<void> {
  await execute(sql`UPDATE imports SET step_since = ${now}, step_from = inserted + merged WHERE id = ${importId}::uuid`);
}

const DIRTY_DAYS = sql`(SELECT count(*) FROM dirty_days
  WHERE dirty_days.connection_id = imports.connection_id AND day BETWEEN imports.first_day AND imports.last_day)`;

/** Every row stands among the facts: from here on the file is not taken back any more, only its days added up. */
async function noteMerged(found: Import, now: Date): Promise<void> {
  await transaction(async (client) => {
    const merged = await execute(
      sql`UPDATE imports SET status = 'rebuilding', heartbeat_at = ${now}, step_since = ${now}, days = ${DIRTY_DAYS}
          WHERE id = ${found.id}::uuid AND status = 'merging'`,
      client,
    );
    if (merged > 0) await dropStaging(client, found.id);
  });
}

/** Merges what is left of the import's rows, the first of the file first. */
async function mergeParts(importId: string, { now, signal }: MergeRun): Promise<void> {
  await holding(async (gate) => {
    const organization = (await readImport(importId))?.organizationId;
    if (organization) await lockImports(gate, organization);
    const found = await readImport(importId);
    if (found?.status !== "merging") return;
    // Not through the gate: whoever has read a table in his transaction keeps others from dropping it.
    const parts = await stagingParts(pool(), importId);
    if ((await sumsOf(pool(), parts)).rows !== found.left) throw FORGOTTEN;
    await noteMergeBegins(importId, now());
    await inLanes(async () => {
      for (let part = parts.shift(); part && !signal?.aborted; part = parts.shift()) await mergePart(found, part);
    });
    if (!signal?.aborted) await noteMerged(found, now());
  });
}

const HEARTBEAT_MS = 15_000;

/**
 * Tells that the import is being worked on, at once and until the work ends: one that is found silent is given to a
 * second hand, which would wait behind the first and be missed by other imports.
 */
async function alive<Result>(importId: string, now: () => Date, work: () => Promise<Result>): Promise<Result> {
  const beat = () =>
    execute(
      sql`UPDATE imports SET heartbeat_at = ${now()} WHERE id = ${importId}::uuid AND status IN ('merging', 'rebuilding', 'cancelling')`,
    ).catch(() => {});
  await beat();
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

const FORGOTTEN = new WaybillError("conflict", "The database was restarted before this file was merged, and forgot it.", {
  todo: "Upload the file again.",
});

/** Errors that the same rows would meet again: data exceptions and violated constraints. */
function isOfTheData(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown }).code));
}

async function merge(importId: string, run: MergeRun): Promise<void> {
  // Usage by day stands among the facts already.
  await execute(
    sql`UPDATE imports SET status = CASE kind WHEN 'aggregate' THEN 'rebuilding' ELSE 'merging' END, heartbeat_at = ${run.now()},
          step_since = ${run.now()}, days = CASE kind WHEN 'aggregate' THEN ${DIRTY_DAYS} END
        WHERE id = ${importId}::uuid AND status IN ('staged', 'merging')`,
  );
  try {
    await mergeParts(importId, run);
  } catch (error) {
    if (error instanceof Stopped) return;
    // Whatever may pass, such as a database that goes away or has no room left, is tried again.
    const final = error instanceof WaybillError ? error : isOfTheData(error) ? UNMERGEABLE : null;
    if (final) await failImport(importId, final, run.now());
    throw error;
  }
}

/**
 * Takes a staged log into the books: merges its rows, rebuilds the days that changed, and writes down what came of it; or
 * takes it back out of them, where somebody asked for that. May be killed anywhere and called again, also by two workers
 * at once; an import that needs nothing more is left alone.
 */
export async function mergeImport(importId: string, run: MergeRun): Promise<void> {
  const { now, signal } = run;
  await alive(importId, now, async () => {
    await merge(importId, run);
    await takeBack(importId, now());
    const found = await readImport(importId);
    const end = { rebuilding: "succeeded", cancelling: "cancelled" }[found?.status ?? ""];
    if (!found || !end) return;
    await inLanes(() => rebuildDirtyDays({ now, connectionId: found.connectionId, ...(signal ? { signal } : {}) }));
    if (signal?.aborted) return;
    await transaction(async (client) => {
      await execute(
        sql`UPDATE imports SET status = ${end}, finished_at = ${now()}, heartbeat_at = ${now()}
            WHERE id = ${importId}::uuid AND status = ${found.status}`,
        client,
      );
      // The organization's next file may wait for this one.
      await wakeWorker(client);
    });
  });
}
