import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { KEY_ENVIRONMENTS, type KeyEnvironment } from "../../domain/key/environment";
import type { AuthorizedScope } from "../../domain/scope";

/** What a list of keys says beside each name. */
export interface KeyNote {
  environment: KeyEnvironment | null;
  /** Who is charged where requests name no user: `set` by somebody, or found by `itself` as the maker; null: nobody. */
  owner: { name: string; how: "set" | "itself" } | null;
}

const row = z.object({
  id: z.string(),
  environment: z.enum(KEY_ENVIRONMENTS).nullable(),
  owner: z.string().nullable(),
  maker: z.string().nullable(),
});

/** Notes on keys that the asker sees, by id, as they stand today. */
export async function keyNotes(scope: AuthorizedScope, ids: readonly string[], today: Day): Promise<Map<string, KeyNote>> {
  if (ids.length === 0) return new Map();
  const rows = await select(
    sql`SELECT k.id::text, k.environment,
          (SELECT d.name FROM key_ownerships o JOIN developers d ON d.id = o.developer_id
            WHERE o.key_id = k.id AND daterange(o.from_day, o.to_day) @> ${today}::date) AS owner,
          (SELECT d.name FROM openrouter_members m
            JOIN developer_aliases a ON a.organization_id = k.organization_id AND a.kind = 'email' AND a.value = lower(m.email)
            JOIN developers d ON d.id = a.developer_id
            WHERE m.connection_id = k.connection_id AND m.member_id = k.creator_member_id) AS maker
        FROM keys k WHERE k.organization_id = ${scope.organizationId}::uuid AND k.id = ANY(${[...ids]}::uuid[])`,
    row,
    pool(),
  );
  return new Map(
    rows.map(({ id, environment, owner, maker }) => {
      const found =
        owner !== null ? { name: owner, how: "set" as const } : maker !== null && { name: maker, how: "itself" as const };
      return [id, { environment, owner: found || null }];
    }),
  );
}
