import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../db/sql";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { readMasterKeys } from "../vault/master-keys";
import { unseal } from "../vault/seal";
import { actorName, writeAudit } from "./audit";

/** The longest a name may be; longer ones are refused, not cut. */
const NAME_LENGTH = 100;

/** The name, trimmed. Throws WaybillError `invalid_input` for an empty or overlong one. */
export function checkedConnectionName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0 && trimmed.length <= NAME_LENGTH) return trimmed;
  throw new WaybillError("invalid_input", `A connection needs a name of 1 to ${NAME_LENGTH} characters.`, {
    todo: "Name it after the OpenRouter account.",
  });
}

const Locked = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["active", "paused", "removed"]),
  accountId: z.string().nullable(),
  hasKey: z.boolean(),
});
export type LockedConnection = z.infer<typeof Locked>;

/** One of the organization's connections, held until the transaction ends. Throws `not_found` for any other or a removed one. */
export async function lockConnection(client: Queryable, scope: AuthorizedScope, connectionId: string): Promise<LockedConnection> {
  const [found] = await select(
    sql`SELECT id, name, status, account_id AS "accountId", sealed_key IS NOT NULL AS "hasKey" FROM connections
        WHERE id::text = ${connectionId} AND organization_id = ${scope.organizationId}::uuid AND status <> 'removed' FOR NO KEY UPDATE`,
    Locked,
    client,
  );
  if (found) return found;
  throw new WaybillError("not_found", "There is no such connection.", { todo: "Reload the page: it may have been removed." });
}

/** Wakes the worker when the transaction commits. */
export async function wakeWorker(client: Queryable): Promise<void> {
  await execute(sql`SELECT pg_notify('waybill_work', '')`, client);
}

/** Changes what people call it. */
export async function renameConnection(scope: AuthorizedScope, connectionId: string, name: string): Promise<void> {
  permit(scope, "connections.manage");
  const wanted = checkedConnectionName(name);
  await transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    if (found.name === wanted) return;
    await execute(sql`UPDATE connections SET name = ${wanted} WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "connection.renamed", found.id, { from: found.name, to: wanted });
  });
}

/** No further sync starts until it is resumed. */
export async function pauseConnection(scope: AuthorizedScope, connectionId: string): Promise<void> {
  permit(scope, "connections.manage");
  await transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    if (found.status === "paused") return;
    await execute(sql`UPDATE connections SET status = 'paused' WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "connection.paused", found.id, { name: found.name });
  });
}

/** Syncs again, first at once: what was missed meanwhile is fetched as far back as OpenRouter keeps it. */
export async function resumeConnection(scope: AuthorizedScope, connectionId: string, now: Date): Promise<void> {
  permit(scope, "connections.manage");
  await transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    if (found.status === "active") return;
    await execute(
      sql`UPDATE connections SET status = 'active', next_sync_at = CASE WHEN sealed_key IS NULL THEN NULL ELSE ${now}::timestamptz END
          WHERE id = ${found.id}::uuid`,
      client,
    );
    await writeAudit(client, scope, "connection.resumed", found.id, { name: found.name });
    await wakeWorker(client);
  });
}

/** Without its key nothing can be changed at OpenRouter any more: what still delivers for the connection is refused. */
async function closeBroadcast(client: Queryable, scope: AuthorizedScope, connectionId: string, now: Date): Promise<void> {
  await execute(
    sql`UPDATE api_tokens SET revoked_at = ${now} WHERE revoked_at IS NULL
          AND id IN (SELECT token_id FROM broadcast_setups WHERE connection_id = ${connectionId}::uuid)`,
    client,
  );
  await execute(
    sql`UPDATE broadcast_consents SET withdrawn_by = ${actorName(scope.actor)}, withdrawn_at = ${now}
        WHERE connection_id = ${connectionId}::uuid AND withdrawn_at IS NULL`,
    client,
  );
}

/** Wipes the key. Its spend stays in the books; adding a key of the same account later continues them. */
export async function removeConnection(scope: AuthorizedScope, connectionId: string, now: Date): Promise<void> {
  permit(scope, "connections.manage");
  await transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    await execute(
      sql`UPDATE connections SET status = 'removed', removed_at = ${now}, sealed_key = NULL, seal_key_id = NULL, next_sync_at = NULL
          WHERE id = ${found.id}::uuid`,
      client,
    );
    await closeBroadcast(client, scope, found.id, now);
    await writeAudit(client, scope, "connection.removed", found.id, { name: found.name });
  });
}

const SealedRow = z.object({ sealed: z.instanceof(Buffer), masterKeyId: z.string() });

/** The management key, for the one call that needs it; never keep or log it. Throws `not_found` where there is none. */
export async function openConnectionKey(connectionId: string): Promise<string> {
  const [row] = await select(
    sql`SELECT sealed_key AS sealed, seal_key_id AS "masterKeyId" FROM connections
        WHERE id = ${connectionId}::uuid AND sealed_key IS NOT NULL`,
    SealedRow,
  );
  if (!row) throw new WaybillError("not_found", "The connection has no key.", { todo: "Add one in Settings, Connections." });
  return unseal(row, connectionId, await readMasterKeys());
}

/** The management key of one of the organization's connections. Throws `not_found`, or `conflict` for one without a key. */
export async function openScopedKey(scope: AuthorizedScope, connectionId: string): Promise<string> {
  permit(scope, "connections.manage");
  const found = await transaction((client) => lockConnection(client, scope, connectionId));
  if (found.hasKey) return openConnectionKey(found.id);
  throw new WaybillError("conflict", `The connection ${found.name} has no key.`, { todo: "Add a management key to it." });
}
