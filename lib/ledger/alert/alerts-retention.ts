import { execute, sql } from "../../db/sql";
import { ALERT_HISTORY_KEPT_DAYS } from "../../domain/alert/alert";

/**
 * Drops alerts that nothing has spoken of for as long as history is kept, and the changes of others that are as old. An
 * alert in trouble keeps all of its changes, and every alert its last one. What is still told or not told does not hang on
 * any of it: an alert that is let go of is told anew when it comes back, kept or not. Safe to run twice, and at once.
 * Returns how many alerts and changes went.
 */
export async function dropOldAlerts(now: Date): Promise<{ alerts: number; changes: number }> {
  const before = sql`${now}::timestamptz - make_interval(days => ${ALERT_HISTORY_KEPT_DAYS}::int)`;
  const alerts = await execute(sql`DELETE FROM alert_states WHERE NOT watched AND since < ${before}`);
  const changes = await execute(
    sql`DELETE FROM alert_events e USING alert_states s
        WHERE s.id = e.state_id AND e.at < ${before} AND NOT (s.watched AND (s.level <> 'ok' OR s.told_level <> 'ok'))
          AND EXISTS (SELECT FROM alert_events later WHERE later.state_id = e.state_id AND later.number > e.number)`,
  );
  return { alerts, changes };
}
