import { z } from "zod";
import { execute, select, sql } from "../../db/sql";

const Syncing = z.object({
  organizationId: z.string(),
  name: z.string(),
  status: z.enum(["active", "paused", "removed"]),
  hasKey: z.boolean(),
  hasAnalytics: z.boolean().nullable(),
  directorySyncedAt: z.date().nullable(),
});
export type SyncingConnection = z.infer<typeof Syncing>;

/** What a sync needs to know of its connection; null when it is gone. */
export async function readSyncingConnection(connectionId: string): Promise<SyncingConnection | null> {
  const [found] = await select(
    sql`SELECT organization_id AS "organizationId", name, status, sealed_key IS NOT NULL AS "hasKey",
          has_analytics AS "hasAnalytics", directory_synced_at AS "directorySyncedAt"
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

/** Notes whether the account has Analytics: it decides what later syncs ask for. */
export async function recordAnalytics(connectionId: string, hasAnalytics: boolean): Promise<void> {
  await execute(sql`UPDATE connections SET has_analytics = ${hasAnalytics} WHERE id = ${connectionId}::uuid`);
}
