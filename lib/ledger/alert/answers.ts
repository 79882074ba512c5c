import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { seesWhole } from "../../domain/budget/visible";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { actorName, writeAudit } from "../audit";

const Locked = z.object({ id: z.string(), name: z.string(), level: z.string(), scope: z.custom<Filters>() });

async function lockAlert(client: Queryable, scope: AuthorizedScope, alertId: string): Promise<z.infer<typeof Locked>> {
  const [found] = await select(
    sql`SELECT id, name, level, scope FROM alert_states WHERE id::text = ${alertId} AND organization_id = ${scope.organizationId}::uuid
        FOR NO KEY UPDATE`,
    Locked,
    client,
  );
  // What somebody does not see is not there for him.
  if (found && seesWhole(scope.visibility, found.scope) === "yes") return found;
  throw new WaybillError("not_found", "There is no such alert.", { todo: "Reload the page." });
}

/** Says that somebody looks after it: pages stop drawing attention to it until it gets worse. */
export async function acknowledgeAlert(scope: AuthorizedScope, alertId: string, now: Date): Promise<void> {
  permit(scope, "alerts.answer");
  await transaction(async (client) => {
    const alert = await lockAlert(client, scope, alertId);
    if (alert.level !== "warning" && alert.level !== "exceeded") {
      throw new WaybillError("conflict", "There is nothing to acknowledge: it is well by now.", { todo: "Reload the page." });
    }
    await execute(
      sql`UPDATE alert_states SET acknowledged_by = ${actorName(scope.actor)}, acknowledged_at = ${now} WHERE id = ${alert.id}::uuid`,
      client,
    );
    await writeAudit(client, scope, "alert.acknowledged", alert.id, { name: alert.name });
  });
}

const HOUR_MS = 3_600_000;
const LONGEST_SNOOZE_HOURS = 31 * 24;

/** Sends nothing about it for so many hours; what is still so afterwards is told then. Zero ends a snooze. */
export async function snoozeAlert(scope: AuthorizedScope, alertId: string, hours: number, now: Date): Promise<void> {
  permit(scope, "alerts.answer");
  if (!(Number.isInteger(hours) && hours >= 0 && hours <= LONGEST_SNOOZE_HOURS)) {
    throw new WaybillError("invalid_input", "An alert can be snoozed for up to 31 days.", {
      todo: "Choose a time from the list.",
    });
  }
  const until = hours === 0 ? null : new Date(now.getTime() + hours * HOUR_MS);
  await transaction(async (client) => {
    const alert = await lockAlert(client, scope, alertId);
    await execute(
      sql`UPDATE alert_states SET snoozed_until = ${until}, snoozed_by = ${until && actorName(scope.actor)} WHERE id = ${alert.id}::uuid`,
      client,
    );
    const action = until === null ? "alert.snooze_ended" : "alert.snoozed";
    await writeAudit(client, scope, action, alert.id, { name: alert.name, until: until?.toISOString() ?? null });
  });
}
