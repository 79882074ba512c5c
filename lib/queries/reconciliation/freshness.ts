import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, parseDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";

/** How fresh the books are, for the line that every page with money carries. */
export interface Freshness {
  /** First and last day in the books of the organization; null while there is none. */
  firstDay: Day | null;
  lastDay: Day | null;
  /** When OpenRouter was last read to the end: that of the active connection it is longest ago for; null before any was. */
  lastSyncedAt: Date | null;
  /** A sync is queued or running. */
  syncing: boolean;
  /** The latest run of some connection failed: its name and words. */
  failing: { connectionName: string; message: string | null }[];
  /** Days whose facts changed and whose lines are still being rebuilt. */
  rebuildingDays: number;
  /** Connections in use; 0: nothing was imported yet. */
  connections: number;
}

const day = z.string().transform(parseDay).nullable();
const freshnessRow = z.object({
  first_day: day,
  last_day: day,
  rebuilding_days: z.number(),
  connections: z.array(
    z.object({
      name: z.string(),
      syncing: z.boolean(),
      synced_at: z.coerce.date().nullable(),
      failed: z.boolean(),
      message: z.string().nullable(),
    }),
  ),
});

/** How far the books of all the organization's connections are; counts no dollars, so anybody may read it. */
export async function freshness(scope: AuthorizedScope, on?: Queryable): Promise<Freshness> {
  const organization = sql`organization_id = ${scope.organizationId}::uuid`;
  const [row] = await select(
    sql`SELECT
        (SELECT min(day) FROM day_books WHERE ${organization}) AS first_day,
        (SELECT max(day) FROM day_books WHERE ${organization}) AS last_day,
        (SELECT count(*) FROM dirty_days d JOIN connections c ON c.id = d.connection_id WHERE c.${organization}) AS rebuilding_days,
        coalesce((SELECT json_agg(state) FROM (
          SELECT c.name,
            EXISTS (SELECT FROM sync_runs r WHERE r.connection_id = c.id AND r.status IN ('queued', 'running')) AS syncing,
            (SELECT max(r.finished_at) FROM sync_runs r WHERE r.connection_id = c.id AND r.status = 'succeeded' AND c.status = 'active') AS synced_at,
            coalesce(latest.status = 'failed', false) AS failed, latest.error_message AS message
          FROM connections c LEFT JOIN LATERAL (
            SELECT r.status, r.error_message FROM sync_runs r WHERE r.connection_id = c.id AND r.finished_at IS NOT NULL
            ORDER BY r.queued_at DESC LIMIT 1) AS latest ON true
          WHERE c.${organization} AND c.status <> 'removed' ORDER BY c.name) AS state), '[]') AS connections`,
    freshnessRow,
    on,
  );
  if (!row) throw new Error("a SELECT of scalars has one row");
  const times = row.connections.flatMap(({ synced_at }) => synced_at?.getTime() ?? []);
  return {
    firstDay: row.first_day,
    lastDay: row.last_day,
    lastSyncedAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    syncing: row.connections.some(({ syncing }) => syncing),
    failing: row.connections.flatMap(({ failed, name, message }) => (failed ? [{ connectionName: name, message }] : [])),
    rebuildingDays: row.rebuilding_days,
    connections: row.connections.length,
  };
}
