import { z } from "zod";
import { select, sql } from "../../../db/sql";
import type { AlertSignal } from "../../../domain/alert/alert";
import type { AlertSettings } from "../../../domain/alert/settings";
import { syncSignal } from "../../../domain/alert/trouble";
import type { AuthorizedScope } from "../../../domain/scope";

const row = z.object({
  connectionId: z.string(),
  name: z.string(),
  failingSince: z.date().nullable(),
  message: z.string().nullable(),
  lastGoodAt: z.date().nullable(),
});

/**
 * Connections in use whose syncs fail, since the first that failed after the last good one, or whose sync hangs, since it
 * last came any further.
 */
export async function syncAlerts(scope: AuthorizedScope, { sync }: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (!sync) return [];
  const found = await select(
    sql`SELECT c.id::text AS "connectionId", c.name, least(failing.since, hanging.since) AS "failingSince", failing.message, good.at AS "lastGoodAt"
        FROM connections c
        LEFT JOIN LATERAL (SELECT max(r.finished_at) AS at FROM sync_runs r
          WHERE r.connection_id = c.id AND r.status = 'succeeded') AS good ON true
        LEFT JOIN LATERAL (
          SELECT min(r.finished_at) AS since, (array_agg(r.error_message ORDER BY r.finished_at DESC))[1] AS message FROM sync_runs r
          WHERE r.connection_id = c.id AND r.status = 'failed' AND r.finished_at > coalesce(good.at, '-infinity'::timestamptz)) AS failing ON true
        LEFT JOIN LATERAL (SELECT min(coalesce(r.heartbeat_at, r.queued_at)) AS since FROM sync_runs r
          WHERE r.connection_id = c.id AND r.status IN ('queued', 'running')) AS hanging ON true
        WHERE c.organization_id = ${scope.organizationId}::uuid AND c.status = 'active' AND c.sealed_key IS NOT NULL
        ORDER BY c.name, c.id`,
    row,
  );
  return found.map((health) => syncSignal(health, now));
}
