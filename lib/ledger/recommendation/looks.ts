import { z } from "zod";
import { execute, select, sql } from "../../db/sql";

/** How long a look may take before its worker counts as dead, and another begins anew. */
const LOOK_SECONDS = 900;

/**
 * Organizations with books of which nobody looked for recommendations today, or where somebody asked to, or where a look
 * was begun so long ago that its worker counts as dead (zero: any that was begun); and none of whose days wait.
 */
export async function organizationsToLookAt(now: Date, silentSeconds = LOOK_SECONDS): Promise<string[]> {
  const rows = await select(
    sql`SELECT o.id FROM organizations o LEFT JOIN recommendation_runs r ON r.organization_id = o.id
        WHERE EXISTS (SELECT FROM day_books b WHERE b.organization_id = o.id)
          AND NOT EXISTS (SELECT FROM dirty_days d JOIN connections c ON c.id = d.connection_id WHERE c.organization_id = o.id)
          AND NOT EXISTS (SELECT FROM sync_runs s WHERE s.organization_id = o.id AND s.trigger = 'first' AND s.status IN ('queued', 'running'))
          AND (r.finished_at IS NULL OR (r.finished_at AT TIME ZONE 'UTC')::date < (${now}::timestamptz AT TIME ZONE 'UTC')::date
               OR r.asked_at > r.started_at OR r.started_at > r.finished_at)
          AND (r.started_at IS NULL OR r.started_at <= r.finished_at OR r.started_at <= ${now}::timestamptz - make_interval(secs => ${silentSeconds}::float8))`,
    z.object({ id: z.string() }),
  );
  return rows.map(({ id }) => id);
}

/** Notes that a look begins. */
export async function beginLook(organizationId: string, now: Date): Promise<void> {
  await execute(
    sql`INSERT INTO recommendation_runs (organization_id, started_at) VALUES (${organizationId}::uuid, ${now})
        ON CONFLICT (organization_id) DO UPDATE SET started_at = excluded.started_at`,
  );
}

/** Takes back that a look began, whose worker is told to end: the next one need not wait to see that it is dead. */
export async function putBackLook(organizationId: string): Promise<void> {
  await execute(sql`UPDATE recommendation_runs SET started_at = finished_at WHERE organization_id = ${organizationId}::uuid`);
}

/** Notes why a look came to nothing; what was found before stays. */
export async function noteFailedLook(organizationId: string, error: string): Promise<void> {
  await execute(sql`UPDATE recommendation_runs SET error = ${error} WHERE organization_id = ${organizationId}::uuid`);
}
