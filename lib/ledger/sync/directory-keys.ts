import { z } from "zod";
import { execute, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { DirectoryReport, KeyReport } from "../../domain/directory";
import { usdToString } from "../../domain/usd";
import type { FactsOwner } from "../facts-lock";

/** The listing as a table `listed`. */
function listing(owner: FactsOwner, keys: readonly KeyReport[]): Sql {
  const rows = keys.map((key) => ({
    hash: key.hash,
    name: key.name,
    label: key.label,
    workspace: key.workspaceExternalId,
    creator_member_id: key.creatorMemberId,
    external_user: key.externalUser,
    disabled: key.disabled,
    limit_usd: key.limitUsd === null ? null : usdToString(key.limitUsd),
    limit_reset: key.limitReset,
    limit_remaining_usd: key.limitRemainingUsd === null ? null : usdToString(key.limitRemainingUsd),
    usage_usd: key.usageUsd === null ? null : usdToString(key.usageUsd),
    created_at: key.createdAt,
    expires_at: key.expiresAt,
  }));
  return sql`(SELECT given.*, workspaces.id AS workspace_id FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      hash text, name text, label text, workspace text, creator_member_id text, external_user text, disabled boolean,
      limit_usd numeric, limit_reset text, limit_remaining_usd numeric, usage_usd numeric, created_at timestamptz, expires_at timestamptz)
    LEFT JOIN workspaces ON workspaces.connection_id = ${owner.connectionId}::uuid AND workspaces.external_id = given.workspace) AS listed`;
}

const Holding = z.object({ name: z.string(), holders: z.string() });

/** Per name, who of the listed keys ever had it and when it may have been used, as text to compare. */
async function holdings(client: Queryable, owner: FactsOwner): Promise<Map<string, string>> {
  const rows = await select(
    sql`SELECT held.name, string_agg(concat_ws(' ', key.id, key.created_at, key.gone_at), ',' ORDER BY key.id) AS holders
        FROM key_names held JOIN keys key ON key.id = held.key_id
        WHERE key.connection_id = ${owner.connectionId}::uuid AND key.hash IS NOT NULL GROUP BY held.name`,
    Holding,
    client,
  );
  return new Map(rows.map((row) => [row.name, row.holders]));
}

/** A key known by name alone is the one new key of that name, if no other ever had it: what it owns stays with it. */
async function adoptNamedKeys(client: Queryable, owner: FactsOwner, listed: Sql) {
  const known = sql`SELECT FROM keys key LEFT JOIN key_names held ON held.key_id = key.id
    WHERE key.connection_id = ${owner.connectionId}::uuid AND key.hash IS NOT NULL`;
  await execute(
    sql`UPDATE keys SET hash = sole.hash
        FROM (SELECT name, min(hash) AS hash FROM ${listed} GROUP BY name HAVING count(*) = 1) AS sole
        WHERE keys.connection_id = ${owner.connectionId}::uuid AND keys.hash IS NULL AND keys.name = sole.name
          AND NOT EXISTS (${known} AND (key.hash = sole.hash OR held.name = sole.name))`,
    client,
  );
}

const KeyRow = z.object({ id: z.string() });

/**
 * Keys whose workspace or creator is another than before, or that have a new name, which rules may look for: their past
 * spend is attributed anew.
 */
async function movedKeys(client: Queryable, owner: FactsOwner, listed: Sql): Promise<string[]> {
  const moved = await select(
    sql`SELECT key.id FROM keys key JOIN ${listed} ON listed.hash = key.hash
        WHERE key.connection_id = ${owner.connectionId}::uuid
          AND ((key.workspace_id, key.creator_member_id) IS DISTINCT FROM (listed.workspace_id, listed.creator_member_id)
            OR NOT EXISTS (SELECT FROM key_names held WHERE held.key_id = key.id AND held.name = listed.name))`,
    KeyRow,
    client,
  );
  return moved.map(({ id }) => id);
}

async function storeKeys(client: Queryable, owner: FactsOwner, listed: Sql, areAll: boolean, now: Date) {
  await execute(
    sql`INSERT INTO keys (organization_id, connection_id, hash, name, label, workspace_id, creator_member_id, external_user,
          disabled, limit_usd, limit_reset, limit_remaining_usd, usage_usd, created_at, expires_at)
        SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, hash, name, label, workspace_id, creator_member_id,
          external_user, disabled, limit_usd, limit_reset, limit_remaining_usd, usage_usd, created_at, expires_at FROM ${listed}
        ON CONFLICT (connection_id, hash) DO UPDATE SET name = excluded.name, label = excluded.label,
          workspace_id = excluded.workspace_id, creator_member_id = excluded.creator_member_id,
          external_user = excluded.external_user, disabled = excluded.disabled, limit_usd = excluded.limit_usd,
          limit_reset = excluded.limit_reset, limit_remaining_usd = excluded.limit_remaining_usd, usage_usd = excluded.usage_usd, created_at = excluded.created_at,
          expires_at = excluded.expires_at, gone_at = NULL`,
    client,
  );
  await execute(
    sql`UPDATE keys SET gone_at = ${now} WHERE connection_id = ${owner.connectionId}::uuid AND hash IS NOT NULL
          AND ${areAll} AND gone_at IS NULL AND hash NOT IN (SELECT hash FROM ${listed})`,
    client,
  );
  await execute(
    sql`INSERT INTO key_names (key_id, name, first_seen, last_seen)
        SELECT key.id, listed.name, ${now}, ${now} FROM ${listed}
        JOIN keys key ON key.connection_id = ${owner.connectionId}::uuid AND key.hash = listed.hash
        ON CONFLICT (key_id, name) DO UPDATE SET last_seen = excluded.last_seen`,
    client,
  );
}

/**
 * Stores a listing of keys. Returns the keys whose past spend is attributed anew, and the names that stand for
 * another key, or for one at another time, than before.
 */
export async function listKeys(
  client: Queryable,
  owner: FactsOwner,
  { keys, keysAreAll }: DirectoryReport,
  now: Date,
): Promise<{ keyIds: string[]; names: string[] }> {
  const listed = listing(owner, keys);
  const before = await holdings(client, owner);
  await adoptNamedKeys(client, owner, listed);
  const keyIds = await movedKeys(client, owner, listed);
  await storeKeys(client, owner, listed, keysAreAll, now);
  const after = await holdings(client, owner);
  const names = [...after.keys()].filter((name) => before.get(name) !== after.get(name));
  return { keyIds, names };
}
