import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import type { KeyEnvironment } from "../../domain/key/environment";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { markDaysOf } from "../rebuild/dirty-days";

/**
 * Says what a key is used for (null: nobody says); it counts for all its days. Throws WaybillError `not_found` for a key
 * of another organization, as for none.
 */
export async function setKeyEnvironment(
  scope: AuthorizedScope,
  keyId: string,
  environment: KeyEnvironment | null,
  now: Date,
): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const [key] = await select(
      sql`SELECT id, name, environment FROM keys WHERE id::text = ${keyId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
      z.object({ id: z.string(), name: z.string(), environment: z.string().nullable() }),
      client,
    );
    if (!key) throw new WaybillError("not_found", "There is no such key.", { todo: "Reload the page." });
    if (key.environment === environment) return;
    await execute(sql`UPDATE keys SET environment = ${environment} WHERE id = ${key.id}::uuid`, client);
    // No line changes, but answers are remembered until a day of theirs is rebuilt.
    await markDaysOf(client, scope.organizationId, { keyId: key.id }, now);
    await writeAudit(client, scope, "key.environment_set", key.id, { key: key.name, from: key.environment, to: environment });
  });
}
