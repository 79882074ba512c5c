import { z } from "zod";
import { execute, select, sql } from "../../db/sql";

const Syncing = z.object({
  organizationId: z.string(),
  name: z.string(),
  status: z.enum(["active", "paused", "removed"]),
  hasKey: z.boolean(),
  hasAnalytics: z.boolean().nullable(),
  keysUnreadSince: z.date().nullable(),
});
export type SyncingConnection = z.infer<typeof Syncing>;

/** What a sync needs to know of its connection; null when it is gone. */
export async function readSyncingConnection(connectionId: string): Promise<SyncingConnection | null> {
  const [found] = await select(
    sql`SELECT organization_id AS "organizationId", name, status, sealed_key IS NOT NULL AS "hasKey",
          has_analytics AS "hasAnalytics", keys_unread_since AS "keysUnreadSince"
        FROM connections WHERE id = ${connectionId}::uuid`,
    Syncing,
  );
  return found ?? null;
}

/** Every key listed now or ever, by its hash: a deleted one still stands in past days. */
export async function knownKeys(connectionId: string): Promise<{ hash: string; name: string }[]> {
  return select(
    sql`SELECT hash, name FROM keys WHERE connection_id = ${connectionId}::uuid AND hash IS NOT NULL ORDER BY hash`,
    z.object({ hash: z.string(), name: z.string() }),
  );
}

/** OpenRouter's ids of every workspace listed now or ever. */
export async function knownWorkspaces(connectionId: string): Promise<string[]> {
  const known = await select(
    sql`SELECT external_id AS id FROM workspaces WHERE connection_id = ${connectionId}::uuid ORDER BY external_id`,
    z.object({ id: z.string() }),
  );
  return known.map(({ id }) => id);
}

/** Notes whether the account has Analytics: it decides what later syncs ask for. */
export async function recordAnalytics(connectionId: string, hasAnalytics: boolean): Promise<void> {
  await execute(sql`UPDATE connections SET has_analytics = ${hasAnalytics} WHERE id = ${connectionId}::uuid`);
}

/**
 * Notes since when not all keys can be listed (null: they can again): Analytics tells a key by its name, and which key
 * that is, is known from the list alone.
 */
export async function noteKeysUnread(connectionId: string, since: Date | null): Promise<void> {
  await execute(
    sql`UPDATE connections SET keys_unread_since = CASE WHEN ${since}::timestamptz IS NOT NULL THEN coalesce(keys_unread_since, ${since}::timestamptz) END
        WHERE id = ${connectionId}::uuid`,
  );
}
