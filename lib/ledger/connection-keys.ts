import { z } from "zod";
import { execute, type Queryable, rawSql, select, sql, transaction } from "../db/sql";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { addMasterKey, dropOlderMasterKeys, readMasterKeys } from "../vault/master-keys";
import { type MasterKey, seal, unseal } from "../vault/seal";
import { writeAudit } from "./audit";
import { checkedConnectionName, lockConnection, wakeWorker } from "./connections";
import { lockMasterKeys } from "./master-key-lock";

/** What probing a management key told, beside the key itself. */
export interface KeyToStore {
  key: string;
  /** Masked, as OpenRouter shows it. */
  label: string;
  /** null where OpenRouter does not tell; then only the same key is noticed twice, not the same account. */
  accountId: string | null;
  keyHash: string;
}

const Id = z.object({ id: z.string() });

async function storeKey(client: Queryable, connectionId: string, probed: KeyToStore, now: Date): Promise<void> {
  await lockMasterKeys(client, "shared");
  const { sealed, masterKeyId } = seal(probed.key, connectionId, await readMasterKeys());
  await execute(
    sql`UPDATE connections SET sealed_key = ${sealed}, seal_key_id = ${masterKeyId}, key_hash = ${probed.keyHash}, label = ${probed.label},
               account_id = ${probed.accountId}, status = CASE WHEN status = 'removed' THEN 'active' ELSE status END,
               removed_at = NULL, next_sync_at = ${now}
        WHERE id = ${connectionId}::uuid`,
    client,
  );
  await wakeWorker(client);
}

const Known = z.object({ id: z.string(), name: z.string(), removed: z.boolean(), sameKey: z.boolean() });

/** Connections of the organization that are the probed account's, in use ones first, then the last removed. */
async function knownConnections(client: Queryable, scope: AuthorizedScope, probed: KeyToStore) {
  return select(
    sql`SELECT id, name, status = 'removed' AS removed, COALESCE(key_hash = ${probed.keyHash}, false) AS "sameKey" FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND (key_hash = ${probed.keyHash} OR account_id = ${probed.accountId})
        ORDER BY status = 'removed', removed_at DESC NULLS LAST, created_at`,
    Known,
    client,
  );
}

function refuseKnown({ name, sameKey }: { name: string; sameKey: boolean }): never {
  if (sameKey) {
    throw new WaybillError("account_known", `This very key is imported already, as the connection ${name}.`, {
      todo: "There is nothing to do: its spend is in the books.",
    });
  }
  throw new WaybillError("account_known", `The account of this key is imported already, as the connection ${name}.`, {
    todo: `Two connections of one account would count its spend twice. To use this key from now on, replace the key of ${name}.`,
  });
}

/**
 * Where a new key goes: the connection asked for; else the removed one of the same account, so that its history is not
 * doubled; else the one that so far holds uploads only, if there is exactly one; else null, a new one.
 */
async function homeOf(client: Queryable, scope: AuthorizedScope, probed: KeyToStore, askedFor: string | null) {
  const known = await knownConnections(client, scope, probed);
  const inUse = known.find((connection) => !connection.removed);
  if (inUse) refuseKnown(inUse);
  if (askedFor !== null) {
    const found = await lockConnection(client, scope, askedFor);
    if (known[0] && known[0].id !== found.id) {
      throw new WaybillError(
        "conflict",
        `The history of this account is in the books already, from the removed connection ${known[0].name}.`,
        {
          todo: "Add the key without choosing a connection: it will continue that history.",
        },
      );
    }
    if (!found.hasKey) return found;
    throw new WaybillError("conflict", `The connection ${found.name} has a key already.`, { todo: "Replace that key instead." });
  }
  if (known[0]) return known[0];
  const uploads = await select(
    sql`SELECT id, name FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed' AND sealed_key IS NULL LIMIT 2`,
    z.object({ id: z.string(), name: z.string() }),
    client,
  );
  return uploads.length === 1 ? (uploads[0] ?? null) : null;
}

/** Seals a probed key into a connection of the organization. Throws `account_known` for an account that is imported already. */
export async function storeNewKey(
  scope: AuthorizedScope,
  wanted: { name: string | null; connectionId: string | null; probed: KeyToStore; now: Date },
): Promise<{ connectionId: string }> {
  permit(scope, "connections.manage");
  const name = wanted.name === null ? null : checkedConnectionName(wanted.name);
  return transaction(async (client) => {
    // Two people pasting the same key at once: the second waits and is told that it is known.
    await execute(sql`SELECT 1 FROM organizations WHERE id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`, client);
    const home = await homeOf(client, scope, wanted.probed, wanted.connectionId);
    let id = home?.id;
    if (id === undefined) {
      const insert = sql`INSERT INTO connections (organization_id, name, created_at)
                         VALUES (${scope.organizationId}::uuid, ${name ?? "OpenRouter"}, ${wanted.now}) RETURNING id`;
      id = (await select(insert, Id, client))[0]?.id ?? "";
    } else if (name !== null) {
      await execute(sql`UPDATE connections SET name = ${name} WHERE id = ${id}::uuid`, client);
    }
    await storeKey(client, id, wanted.probed, wanted.now);
    const detail = { name: name ?? home?.name ?? "OpenRouter", label: wanted.probed.label };
    await writeAudit(client, scope, "connection.added", id, detail);
    return { connectionId: id };
  });
}

/**
 * Puts another key of the same account in the place of a connection's; tells whether it is paused. `conflict` for another
 * account's.
 */
export async function storeReplacedKey(
  scope: AuthorizedScope,
  connectionId: string,
  probed: KeyToStore,
  now: Date,
): Promise<{ paused: boolean }> {
  permit(scope, "connections.manage");
  return transaction(async (client) => {
    const found = await lockConnection(client, scope, connectionId);
    if (!found.hasKey) {
      throw new WaybillError("conflict", `The connection ${found.name} has no key to replace.`, {
        todo: "Add a key to it instead.",
      });
    }
    if (found.accountId !== null && probed.accountId !== null && found.accountId !== probed.accountId) {
      throw new WaybillError("conflict", `This key belongs to another account than ${found.name}.`, {
        todo: "Add it as a connection of its own: the books of two accounts must not mix.",
      });
    }
    const others = (await knownConnections(client, scope, probed)).filter(({ id, removed }) => id !== found.id && !removed);
    if (others[0]) refuseKnown(others[0]);
    await storeKey(client, found.id, { ...probed, accountId: probed.accountId ?? found.accountId }, now);
    await writeAudit(client, scope, "connection.key_replaced", found.id, { name: found.name, label: probed.label });
    return { paused: found.status === "paused" };
  });
}

/** Where secrets are sealed: connections' keys, and the addresses of channels. */
const SEALED = [
  { table: rawSql("connections"), column: rawSql("sealed_key") },
  { table: rawSql("channels"), column: rawSql("sealed") },
];

const SealedRow = z.object({ id: z.string(), sealed: z.instanceof(Buffer), masterKeyId: z.string() });

/** Seals a row's secret with the newest master key; false, leaving it alone, when it does not open. */
async function reseal(
  client: Queryable,
  { table, column }: (typeof SEALED)[number],
  row: z.infer<typeof SealedRow>,
  keys: readonly MasterKey[],
): Promise<boolean> {
  let secret: string;
  try {
    secret = unseal(row, row.id, keys);
  } catch {
    return false;
  }
  const { sealed, masterKeyId } = seal(secret, row.id, keys);
  await execute(sql`UPDATE ${table} SET ${column} = ${sealed}, seal_key_id = ${masterKeyId} WHERE id = ${row.id}::uuid`, client);
  return true;
}

/**
 * Seals every stored key anew with the newest master key and forgets the older ones. With the keys in a file a new one
 * is made first; with WAYBILL_MASTER_KEY the operator has put it in front. Killed at any point, it can be run again.
 * `broken` are the connections and channels whose secret does not open: they are left alone, and so are the older master
 * keys then.
 */
export async function rotateMasterKey(now: Date): Promise<{ masterKeyId: string; resealed: number; broken: string[] }> {
  const rotated = await transaction(async (client) => {
    await lockMasterKeys(client, "alone");
    const keys = await addMasterKey();
    const broken: string[] = [];
    let resealed = 0;
    for (const place of SEALED) {
      const rows = await select(
        sql`SELECT id, ${place.column} AS sealed, seal_key_id AS "masterKeyId" FROM ${place.table}
            WHERE ${place.column} IS NOT NULL ORDER BY id FOR NO KEY UPDATE`,
        SealedRow,
        client,
      );
      for (const row of rows) {
        if (await reseal(client, place, row, keys)) resealed += 1;
        else broken.push(row.id);
      }
    }
    const masterKeyId = keys[0]?.id ?? "";
    const detail = { resealed, broken };
    await execute(
      sql`INSERT INTO audit_entries (at, actor, action, subject, detail)
          VALUES (${now}, 'operator', 'master_key.rotated', ${masterKeyId}, ${JSON.stringify(detail)}::jsonb)`,
      client,
    );
    return { masterKeyId, ...detail };
  });
  // Only once that is committed: until then the older keys are what opens the rows.
  await transaction(async (client) => {
    await lockMasterKeys(client, "alone");
    const older = sql`SELECT id FROM connections WHERE seal_key_id <> ${rotated.masterKeyId}
      UNION ALL SELECT id FROM channels WHERE seal_key_id <> ${rotated.masterKeyId} LIMIT 1`;
    if ((await select(older, Id, client)).length === 0) await dropOlderMasterKeys();
  });
  return rotated;
}
