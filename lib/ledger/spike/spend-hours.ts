import { execute, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";

/**
 * Sums single requests by hour and key, of each day from then on that was rebuilt since it was summed. Days whose
 * requests were dropped keep what was summed of them. Twice at once is done once.
 */
export async function sumSpendHours(organizationId: string, from: Day): Promise<void> {
  await transaction(async (client) => {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`spend hours ${organizationId}`}, 0))`, client);
    await execute(
      sql`CREATE TEMPORARY TABLE days_to_sum ON COMMIT DROP AS
          SELECT b.connection_id, b.day, b.rebuilt_at FROM day_books b
          LEFT JOIN spend_hour_days known ON known.connection_id = b.connection_id AND known.day = b.day
          WHERE b.organization_id = ${organizationId}::uuid AND b.day >= ${from}::date AND b.evidence_dropped_at IS NULL
            AND known.rebuilt_at IS DISTINCT FROM b.rebuilt_at`,
      client,
    );
    await execute(
      sql`DELETE FROM spend_hours h USING days_to_sum d WHERE h.connection_id = d.connection_id AND h.day = d.day`,
      client,
    );
    await execute(
      sql`INSERT INTO spend_hours (organization_id, connection_id, day, hour, key_id, cost_usd, requests)
          SELECT ${organizationId}::uuid, g.connection_id, g.day, extract(hour FROM g.created_at AT TIME ZONE 'UTC')::smallint, g.key_id,
                 coalesce(sum(g.cost_usd), 0), count(*)
          FROM generations g JOIN days_to_sum d ON d.connection_id = g.connection_id AND d.day = g.day
          WHERE g.organization_id = ${organizationId}::uuid GROUP BY 2, 3, 4, 5`,
      client,
    );
    await execute(
      sql`INSERT INTO spend_hour_days (organization_id, connection_id, day, rebuilt_at)
          SELECT ${organizationId}::uuid, connection_id, day, rebuilt_at FROM days_to_sum
          ON CONFLICT (connection_id, day) DO UPDATE SET rebuilt_at = excluded.rebuilt_at`,
      client,
    );
    await execute(sql`DELETE FROM spend_hours WHERE organization_id = ${organizationId}::uuid AND day < ${from}::date`, client);
    await execute(
      sql`DELETE FROM spend_hour_days WHERE organization_id = ${organizationId}::uuid AND day < ${from}::date`,
      client,
    );
  });
}
