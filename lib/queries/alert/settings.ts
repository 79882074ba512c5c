import { z } from "zod";
import { select, sql } from "../../db/sql";
import { type AlertSettings, DEFAULT_ALERT_SETTINGS, readAlertSettings } from "../../domain/alert/settings";
import type { AuthorizedScope } from "../../domain/scope";

const row = z.object({ settings: z.record(z.string(), z.string()) });

/** Which alert rules are on in the organization. */
export async function alertSettings(scope: AuthorizedScope): Promise<AlertSettings> {
  const [found] = await select(
    sql`SELECT settings FROM alert_settings WHERE organization_id = ${scope.organizationId}::uuid`,
    row,
  );
  return found ? readAlertSettings(found.settings) : DEFAULT_ALERT_SETTINGS;
}
