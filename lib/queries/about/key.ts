import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, parseDay } from "../../domain/day";
import { KEY_ENVIRONMENTS, type KeyEnvironment } from "../../domain/key/environment";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";

/** Something with a page of its own. */
export interface Named {
  id: string;
  label: string;
}

/** Who answers for a key, from a day (inclusive) to a day (exclusive; null: still). */
export interface KeyOwner extends Named {
  fromDay: Day;
  toDay: Day | null;
  /** Who said so; null where the audit log does not tell. */
  setBy: string | null;
}

export interface AboutKey {
  kind: "key";
  name: string;
  hash: string | null;
  /** Masked, as OpenRouter shows it. */
  keyLabel: string | null;
  connection: Named;
  workspace: Named | null;
  creatorEmail: string | null;
  /** Who is charged by itself where nobody was set: the developer whom the member who made the key is. */
  maker: Named | null;
  environment: KeyEnvironment | null;
  disabled: boolean;
  limitUsd: Usd | null;
  limitReset: string | null;
  /** Over its life, as OpenRouter states it. */
  usageUsd: Usd | null;
  createdAt: Date | null;
  expiresAt: Date | null;
  /** Since when OpenRouter's listing no longer has it. */
  goneAt: Date | null;
  /** Newest first. */
  owners: KeyOwner[];
  /** Every name it was seen under, newest first. */
  names: { name: string; firstSeen: Date; lastSeen: Date }[];
}

const instant = z.coerce.date();
const keyRow = z.object({
  name: z.string(),
  hash: z.string().nullable(),
  label: z.string().nullable(),
  connection_id: z.string(),
  connection_name: z.string(),
  workspace_id: z.string().nullable(),
  workspace_name: z.string().nullable(),
  creator_email: z.string().nullable(),
  maker: z.object({ id: z.string(), label: z.string() }).nullable(),
  environment: z.enum(KEY_ENVIRONMENTS).nullable(),
  disabled: z.boolean(),
  limit_usd: usdColumn.nullable(),
  limit_reset: z.string().nullable(),
  usage_usd: usdColumn.nullable(),
  created_at: z.date().nullable(),
  expires_at: z.date().nullable(),
  gone_at: z.date().nullable(),
  names: z.array(z.object({ name: z.string(), first_seen: instant, last_seen: instant })),
  owners: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      from_day: z.string().transform(parseDay),
      to_day: z.string().transform(parseDay).nullable(),
      set_by: z.string().nullable(),
    }),
  ),
});

/** Null: the organization has no such key. */
export async function aboutKey(scope: AuthorizedScope, id: string, on: Queryable): Promise<AboutKey | null> {
  const [row] = await select(
    sql`SELECT k.name, k.hash, k.label, c.id AS connection_id, c.name AS connection_name, w.id AS workspace_id,
        w.name AS workspace_name, m.email AS creator_email, k.environment, k.disabled, k.limit_usd::text, k.limit_reset, k.usage_usd::text,
        k.created_at, k.expires_at, k.gone_at,
        (SELECT json_build_object('id', d.id, 'label', d.name) FROM developer_aliases a JOIN developers d ON d.id = a.developer_id
          WHERE a.organization_id = k.organization_id AND a.kind = 'email' AND a.value = lower(m.email)) AS maker,
        (SELECT coalesce(json_agg(n ORDER BY n.last_seen DESC, n.name), '[]') FROM key_names n WHERE n.key_id = k.id) AS names,
        (SELECT coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'from_day', o.from_day, 'to_day', o.to_day,
            'set_by', (SELECT e.actor FROM audit_entries e WHERE e.organization_id = k.organization_id AND e.action = 'key.owner_set'
              AND e.subject = k.id::text AND e.detail->>'fromDay' = o.from_day::text ORDER BY e.id DESC LIMIT 1))
            ORDER BY o.from_day DESC), '[]')
          FROM key_ownerships o JOIN developers d ON d.id = o.developer_id WHERE o.key_id = k.id) AS owners
      FROM keys k
      JOIN connections c ON c.id = k.connection_id
      LEFT JOIN workspaces w ON w.id = k.workspace_id
      LEFT JOIN openrouter_members m ON m.connection_id = k.connection_id AND m.member_id = k.creator_member_id
      WHERE k.organization_id = ${scope.organizationId}::uuid AND k.id = ${id}::uuid`,
    keyRow,
    on,
  );
  if (!row) return null;
  return {
    kind: "key",
    name: row.name,
    hash: row.hash,
    keyLabel: row.label,
    connection: { id: row.connection_id, label: row.connection_name },
    workspace: row.workspace_id === null ? null : { id: row.workspace_id, label: row.workspace_name ?? row.workspace_id },
    creatorEmail: row.creator_email,
    maker: row.maker,
    environment: row.environment,
    disabled: row.disabled,
    limitUsd: row.limit_usd,
    limitReset: row.limit_reset,
    usageUsd: row.usage_usd,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    goneAt: row.gone_at,
    owners: row.owners.map((owner) => ({
      id: owner.id,
      label: owner.name,
      fromDay: owner.from_day,
      toDay: owner.to_day,
      setBy: owner.set_by,
    })),
    names: row.names.map(({ name, first_seen, last_seen }) => ({ name, firstSeen: first_seen, lastSeen: last_seen })),
  };
}
