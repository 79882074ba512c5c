import { execute, sql, transaction } from "../../db/sql";
import { type AlertSettingsForm, readAlertSettings, writeAlertSettings } from "../../domain/alert/settings";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { actorName, writeAudit } from "../audit";
import { lockConnection, wakeWorker } from "../connections";

/** Evaluates at once, by the new rules. */
async function evaluateAgain(client: Parameters<typeof execute>[1], organizationId: string): Promise<void> {
  await execute(sql`DELETE FROM alert_evaluations WHERE organization_id = ${organizationId}::uuid`, client);
}

/** Sets which alert rules are on and from where they speak. Throws `invalid_input` naming the field. */
export async function setAlertSettings(scope: AuthorizedScope, form: AlertSettingsForm, now: Date): Promise<void> {
  permit(scope, "channels.manage");
  const stored = writeAlertSettings(readAlertSettings(form));
  await transaction(async (client) => {
    await execute(
      sql`INSERT INTO alert_settings (organization_id, settings, saved_by, saved_at)
          VALUES (${scope.organizationId}::uuid, ${JSON.stringify(stored)}::jsonb, ${actorName(scope.actor)}, ${now})
          ON CONFLICT (organization_id) DO UPDATE SET settings = excluded.settings, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
      client,
    );
    await evaluateAgain(client, scope.organizationId);
    await writeAudit(client, scope, "alert_settings.changed", scope.organizationId, stored);
    await wakeWorker(client);
  });
}

/** Marks a connection whose balance is warned of sooner. */
export async function setConnectionCritical(scope: AuthorizedScope, connectionId: string, critical: boolean): Promise<void> {
  permit(scope, "channels.manage");
  await transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    await execute(sql`UPDATE connections SET critical = ${critical} WHERE id = ${found.id}::uuid`, client);
    await evaluateAgain(client, scope.organizationId);
    await writeAudit(client, scope, "connection.critical_set", found.id, { name: found.name, critical });
    await wakeWorker(client);
  });
}
