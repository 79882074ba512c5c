import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, parseDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { Named } from "./key";

/** What held from a day (inclusive) to a day (exclusive; null: still). */
export interface DatedName extends Named {
  fromDay: Day;
  toDay: Day | null;
}

export interface AboutTeam {
  kind: "team";
  /** Who is in it today; null: not for this asker's eyes. */
  developers: Named[] | null;
  /** What it is charged to, newest first. */
  costCenters: DatedName[];
}

export interface AboutCostCenter {
  kind: "cost_center";
  /** Its number in the company's books. */
  code: string | null;
  /** Teams that are charged to it today; null: not for this asker's eyes. */
  teams: Named[] | null;
}

const named = z.object({ id: z.string(), label: z.string() });
const day = z.string().transform(parseDay);
const teamRow = z.object({
  developers: z.array(named),
  cost_centers: z.array(named.extend({ fromDay: day, toDay: day.nullable() })),
});

/** Null: the organization has no such team. */
export async function aboutTeam(scope: AuthorizedScope, id: string, today: Day, on: Queryable): Promise<AboutTeam | null> {
  const [row] = await select(
    sql`SELECT
        (SELECT coalesce(json_agg(json_build_object('id', d.id, 'label', d.name) ORDER BY lower(d.name), d.id), '[]')
          FROM team_memberships m JOIN developers d ON d.id = m.developer_id
          WHERE m.team_id = t.id AND daterange(m.from_day, m.to_day) @> ${today}::date) AS developers,
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'label', c.name, 'fromDay', m.from_day, 'toDay', m.to_day)
            ORDER BY m.from_day DESC), '[]')
          FROM team_cost_centers m JOIN cost_centers c ON c.id = m.cost_center_id WHERE m.team_id = t.id) AS cost_centers
      FROM teams t WHERE t.organization_id = ${scope.organizationId}::uuid AND t.id = ${id}::uuid`,
    teamRow,
    on,
  );
  if (!row) return null;
  const { visibility } = scope;
  const seesAll = visibility.kind === "all" || (visibility.kind === "teams" && visibility.teamIds.includes(id));
  return { kind: "team", developers: seesAll ? row.developers : null, costCenters: row.cost_centers };
}

/** Null: the organization has no such cost center. */
export async function aboutCostCenter(
  scope: AuthorizedScope,
  id: string,
  today: Day,
  on: Queryable,
): Promise<AboutCostCenter | null> {
  const [row] = await select(
    sql`SELECT c.code,
        (SELECT coalesce(json_agg(json_build_object('id', t.id, 'label', t.name) ORDER BY lower(t.name), t.id), '[]')
          FROM team_cost_centers m JOIN teams t ON t.id = m.team_id
          WHERE m.cost_center_id = c.id AND daterange(m.from_day, m.to_day) @> ${today}::date) AS teams
      FROM cost_centers c WHERE c.organization_id = ${scope.organizationId}::uuid AND c.id = ${id}::uuid`,
    z.object({ code: z.string().nullable(), teams: z.array(named) }),
    on,
  );
  return row ? { kind: "cost_center", code: row.code, teams: scope.visibility.kind === "all" ? row.teams : null } : null;
}
