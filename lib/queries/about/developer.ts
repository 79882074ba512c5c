import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { ALIAS_KINDS, DEVELOPER_KINDS, type DeveloperAlias } from "../../domain/attribution/developer-alias";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { Named } from "./key";

export interface AboutDeveloper {
  kind: "developer";
  email: string | null;
  /** A service rather than a person. */
  service: boolean;
  /** Values by which evidence names him. */
  aliases: DeveloperAlias[];
  /** His team today. */
  team: Named | null;
  /** Keys he answers for today. */
  keys: Named[];
}

const named = z.object({ id: z.string(), label: z.string() });
const developerRow = z.object({
  email: z.string().nullable(),
  kind: z.enum(DEVELOPER_KINDS),
  aliases: z.array(z.object({ kind: z.enum(ALIAS_KINDS), value: z.string() })),
  team: named.nullable(),
  keys: z.array(named),
});

/** Null: the organization has no such developer. */
export async function aboutDeveloper(
  scope: AuthorizedScope,
  id: string,
  today: Day,
  on: Queryable,
): Promise<AboutDeveloper | null> {
  const [row] = await select(
    sql`SELECT d.email, d.kind,
        (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'value', a.value) ORDER BY a.kind, a.value), '[]')
          FROM developer_aliases a WHERE a.developer_id = d.id) AS aliases,
        (SELECT json_build_object('id', t.id, 'label', t.name) FROM team_memberships m JOIN teams t ON t.id = m.team_id
          WHERE m.developer_id = d.id AND daterange(m.from_day, m.to_day) @> ${today}::date) AS team,
        (SELECT coalesce(json_agg(json_build_object('id', k.id, 'label', k.name) ORDER BY k.name, k.id), '[]')
          FROM key_ownerships o JOIN keys k ON k.id = o.key_id
          WHERE o.developer_id = d.id AND daterange(o.from_day, o.to_day) @> ${today}::date) AS keys
      FROM developers d WHERE d.organization_id = ${scope.organizationId}::uuid AND d.id = ${id}::uuid`,
    developerRow,
    on,
  );
  if (!row) return null;
  const { email, kind, aliases, team, keys } = row;
  return { kind: "developer", email, service: kind === "service", aliases, team, keys };
}
