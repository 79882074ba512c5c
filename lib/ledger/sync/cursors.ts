import { z } from "zod";
import { execute, type Queryable, select, sql } from "../../db/sql";
import type { BilledSource } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import { parseUsd, type Usd } from "../../domain/usd";

export type SyncStream = "billed_cells" | "activity" | "generations";

/** Facts of a stream are stored without a gap from `reachedFrom` to `reachedTo`; the first sync is done at `targetFrom`. */
export interface SyncCursor {
  reachedFrom: Date;
  reachedTo: Date;
  targetFrom: Date;
}

const Row = z.object({ reachedFrom: z.date(), reachedTo: z.date(), targetFrom: z.date() });

/** How far a stream has come; null before its first page. */
export async function readCursor(connectionId: string, stream: SyncStream): Promise<SyncCursor | null> {
  const [row] = await select(
    sql`SELECT reached_from AS "reachedFrom", reached_to AS "reachedTo", target_from AS "targetFrom"
        FROM sync_cursors WHERE connection_id = ${connectionId}::uuid AND stream = ${stream}`,
    Row,
  );
  return row ?? null;
}

/** Moves a stream's cursor. Call it in the transaction that stores the facts, so that a kill loses neither or both. */
export async function moveCursor(
  client: Queryable,
  connectionId: string,
  stream: SyncStream,
  cursor: SyncCursor,
  now: Date,
): Promise<void> {
  await execute(
    sql`INSERT INTO sync_cursors (connection_id, stream, reached_from, reached_to, target_from, updated_at)
        VALUES (${connectionId}::uuid, ${stream}, ${cursor.reachedFrom}, ${cursor.reachedTo}, ${cursor.targetFrom}, ${now})
        ON CONFLICT (connection_id, stream) DO UPDATE SET reached_from = excluded.reached_from, reached_to = excluded.reached_to,
          target_from = excluded.target_from, updated_at = excluded.updated_at`,
    client,
  );
}

/** A day's billed cells as they were last read from a source. */
export interface BilledDayRead {
  readAt: Date;
  costUsd: Usd;
  requests: number;
}

const BilledDayRow = z.object({
  day: z.string(),
  readAt: z.date(),
  costUsd: z.string().transform(parseUsd),
  requests: z.number(),
});

/** The days whose billed cells were ever read from a source. */
export async function billedDaysRead(connectionId: string, source: BilledSource): Promise<Map<Day, BilledDayRead>> {
  const rows = await select(
    sql`SELECT day, pulled_at AS "readAt", cost_usd AS "costUsd", requests FROM billed_days
        WHERE connection_id = ${connectionId}::uuid AND source = ${source}`,
    BilledDayRow,
  );
  return new Map(rows.map(({ day, ...read }) => [day as Day, read]));
}
