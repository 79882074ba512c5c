import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { mintWritingConsent } from "../../domain/broadcast/mint-consent";
import type { WritingConsent } from "../../domain/broadcast/writing-consent";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { actorName, writeAudit } from "../audit";
import { lockConnection } from "../connections";

async function endConsent(client: Queryable, connectionId: string, by: string, now: Date): Promise<boolean> {
  const ended = await execute(
    sql`UPDATE broadcast_consents SET withdrawn_by = ${by}, withdrawn_at = ${now}
        WHERE connection_id = ${connectionId}::uuid AND withdrawn_at IS NULL`,
    client,
  );
  return ended > 0;
}

/**
 * Notes that the asker consents to what was said, sentence by sentence. A consent that stands already is replaced: what
 * was said then was something else.
 */
export async function giveConsent(
  scope: AuthorizedScope,
  connectionId: string,
  said: readonly string[],
  now: Date,
): Promise<WritingConsent> {
  permit(scope, "connections.manage");
  const by = actorName(scope.actor);
  return transaction(async (client) => {
    const connection = await lockConnection(client, scope, connectionId);
    await endConsent(client, connection.id, by, now);
    await execute(
      sql`INSERT INTO broadcast_consents (organization_id, connection_id, given_by, given_at, said)
          VALUES (${scope.organizationId}::uuid, ${connection.id}::uuid, ${by}, ${now}, ${[...said]}::text[])`,
      client,
    );
    await writeAudit(client, scope, "broadcast.consent_given", connection.id, { name: connection.name, said });
    return mintWritingConsent({ connectionId: connection.id, givenBy: by, givenAt: now });
  });
}

const Standing = z.object({ givenBy: z.string(), givenAt: z.date() });

/** The consent that stands for one of the organization's connections. Throws `forbidden` where nobody consented. */
export async function requireConsent(scope: AuthorizedScope, connectionId: string): Promise<WritingConsent> {
  permit(scope, "connections.manage");
  const [found] = await select(
    sql`SELECT given_by AS "givenBy", given_at AS "givenAt" FROM broadcast_consents
        WHERE organization_id = ${scope.organizationId}::uuid AND connection_id::text = ${connectionId} AND withdrawn_at IS NULL`,
    Standing,
  );
  if (found) return mintWritingConsent({ connectionId, ...found });
  throw new WaybillError("forbidden", "Nobody consented that Waybill changes settings of this OpenRouter account.", {
    todo: "Consent in Settings, Connections, Broadcast.",
  });
}

/** From now on nothing is changed at OpenRouter any more. Withdrawing twice changes nothing. */
export async function withdrawConsent(scope: AuthorizedScope, connectionId: string, now: Date): Promise<void> {
  permit(scope, "connections.manage");
  await transaction(async (client) => {
    const { id, name } = await lockConnection(client, scope, connectionId);
    if (await endConsent(client, id, actorName(scope.actor), now)) {
      await writeAudit(client, scope, "broadcast.consent_withdrawn", id, { name });
    }
  });
}
