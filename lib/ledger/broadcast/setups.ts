import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { lockConnection } from "../connections";

export interface BroadcastSetup {
  workspaceExternalId: string;
  destinationId: string;
  tokenId: string;
  /** Neither revoked nor expired. */
  tokenIsValid: boolean;
}

const Row = z.object({
  workspaceExternalId: z.string(),
  destinationId: z.string(),
  tokenId: z.string(),
  tokenIsValid: z.boolean(),
});

/** The destinations Waybill made for a connection of the organization. */
export async function readSetups(scope: AuthorizedScope, connectionId: string, now: Date): Promise<BroadcastSetup[]> {
  return select(
    sql`SELECT s.workspace_external_id AS "workspaceExternalId", s.destination_id AS "destinationId", s.token_id AS "tokenId",
          coalesce(t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now}), false) AS "tokenIsValid"
        FROM broadcast_setups s LEFT JOIN api_tokens t ON t.id = s.token_id
        WHERE s.organization_id = ${scope.organizationId}::uuid AND s.connection_id::text = ${connectionId}
        ORDER BY s.workspace_external_id`,
    Row,
  );
}

/** Notes which destination delivers for a workspace and with which token, and what was done for it, in the audit trail. */
export async function noteSetup(
  scope: AuthorizedScope,
  connectionId: string,
  setup: Omit<BroadcastSetup, "tokenIsValid">,
  done: { action: string; sentence: string },
  now: Date,
): Promise<void> {
  await transaction(async (client) => {
    const { id } = await lockConnection(client, scope, connectionId);
    await execute(
      sql`INSERT INTO broadcast_setups (connection_id, workspace_external_id, organization_id, destination_id, token_id, made_at)
          VALUES (${id}::uuid, ${setup.workspaceExternalId}, ${scope.organizationId}::uuid, ${setup.destinationId},
            ${setup.tokenId}::uuid, ${now})
          ON CONFLICT (connection_id, workspace_external_id) DO UPDATE SET destination_id = excluded.destination_id,
            token_id = excluded.token_id, made_at = excluded.made_at`,
      client,
    );
    await writeAudit(client, scope, done.action, id, { destination: setup.destinationId, done: done.sentence });
  });
}

/** Notes what was changed at OpenRouter where no destination was made. A removed one is forgotten. */
export async function noteChange(
  scope: AuthorizedScope,
  connectionId: string,
  done: { action: string; sentence: string; removed?: string },
): Promise<void> {
  await transaction(async (client) => {
    const { id } = await lockConnection(client, scope, connectionId);
    if (done.removed !== undefined) {
      await execute(
        sql`DELETE FROM broadcast_setups WHERE connection_id = ${id}::uuid AND destination_id = ${done.removed}`,
        client,
      );
    }
    await writeAudit(client, scope, done.action, id, { done: done.sentence });
  });
}
