import { z } from "zod";
import { emptySql, type Sql, select, sql } from "../../db/sql";
import { ALIAS_KINDS, DEVELOPER_KINDS, type DeveloperKind } from "../../domain/attribution/developer-alias";
import { type Day, parseDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";

const day = z.string().transform(parseDay);
const named = z.object({ id: z.string(), name: z.string() });

const span = z.object({ id: z.string(), name: z.string(), fromDay: day, toDay: day.nullable() });
/** What held from a day (inclusive) to a day (exclusive; null: still). */
export type DatedThing = z.infer<typeof span>;

const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  kind: z.enum(DEVELOPER_KINDS),
  aliases: z.number().int(),
  team: named.nullable(),
  keys: z.number().int(),
});
/** A developer in the list: his team of today, and how many keys he answers for today. */
export type PersonSummary = z.infer<typeof personRow>;

const spanJson = (alias: Sql, value: Sql) =>
  sql`coalesce(json_agg(json_build_object('id', ${value}.id, 'name', ${value}.name, 'fromDay', ${alias}.from_day, 'toDay', ${alias}.to_day)
        ORDER BY ${alias}.from_day DESC), '[]')`;

const on = (alias: Sql, today: Day) => sql`daterange(${alias}.from_day, ${alias}.to_day) @> ${today}::date`;

/** So many are listed at once; a search finds the others. */
export const LISTED_PEOPLE = 200;

/** Developers whose name, e-mail or alias contains the text, by name; `more`: there are others beyond the first ones. */
export async function people(
  scope: AuthorizedScope,
  text: string,
  today: Day,
): Promise<{ people: PersonSummary[]; more: boolean }> {
  permit(scope, "people.manage");
  const like = `%${text
    .trim()
    .slice(0, 200)
    .replaceAll("\0", "")
    .replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  const matching =
    text.trim() === ""
      ? emptySql
      : sql`AND (d.name ILIKE ${like} OR d.email ILIKE ${like}
          OR EXISTS (SELECT FROM developer_aliases a WHERE a.developer_id = d.id AND a.value ILIKE ${like}))`;
  const rows = await select(
    sql`SELECT d.id::text, d.name, d.email, d.kind,
          (SELECT count(DISTINCT a.value)::int FROM developer_aliases a WHERE a.developer_id = d.id) AS aliases,
          (SELECT json_build_object('id', t.id, 'name', t.name) FROM team_memberships m JOIN teams t ON t.id = m.team_id
            WHERE m.developer_id = d.id AND ${on(sql`m`, today)}) AS team,
          (SELECT count(*)::int FROM key_ownerships o WHERE o.developer_id = d.id AND ${on(sql`o`, today)}) AS keys
        FROM developers d WHERE d.organization_id = ${scope.organizationId}::uuid ${matching}
        ORDER BY lower(d.name), d.id LIMIT ${LISTED_PEOPLE + 1}`,
    personRow,
  );
  return { people: rows.slice(0, LISTED_PEOPLE), more: rows.length > LISTED_PEOPLE };
}

const teamRow = named.extend({ developers: z.number().int(), costCenters: z.array(span) });
/** A team with how many developers are in it today and what it is charged to, newest first. */
export type TeamSummary = z.infer<typeof teamRow>;

/** Every team with how many developers it has today and its cost centers over time. Throws WaybillError `forbidden`. */
export async function teamsOf(scope: AuthorizedScope, today: Day): Promise<TeamSummary[]> {
  permit(scope, "people.manage");
  return select(
    sql`SELECT t.id::text, t.name,
          (SELECT count(*)::int FROM team_memberships m WHERE m.team_id = t.id AND ${on(sql`m`, today)}) AS developers,
          (SELECT ${spanJson(sql`m`, sql`c`)} FROM team_cost_centers m JOIN cost_centers c ON c.id = m.cost_center_id
            WHERE m.team_id = t.id) AS "costCenters"
        FROM teams t WHERE t.organization_id = ${scope.organizationId}::uuid ORDER BY lower(t.name), t.id`,
    teamRow,
  );
}

const costCenterRow = named.extend({ code: z.string().nullable(), teams: z.array(named) });
/** A cost center with the teams that are charged to it today. */
export type CostCenterSummary = z.infer<typeof costCenterRow>;

/** Every cost center with the teams it has today. Throws WaybillError `forbidden`. */
export async function costCentersOf(scope: AuthorizedScope, today: Day): Promise<CostCenterSummary[]> {
  permit(scope, "people.manage");
  return select(
    sql`SELECT c.id::text, c.name, c.code,
          (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name), '[]')
            FROM team_cost_centers m JOIN teams t ON t.id = m.team_id WHERE m.cost_center_id = c.id AND ${on(sql`m`, today)}) AS teams
        FROM cost_centers c WHERE c.organization_id = ${scope.organizationId}::uuid ORDER BY lower(c.name), c.id`,
    costCenterRow,
  );
}

const aliasRow = z.object({ kind: z.enum(ALIAS_KINDS), value: z.string(), setBy: z.string().nullable() });
const developerRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  kind: z.enum(DEVELOPER_KINDS),
  aliases: z.array(aliasRow),
  teams: z.array(span),
  keys: z.array(span),
  made_keys: z.array(named),
  cost_usd: usdColumn,
  first_day: day.nullable(),
  last_day: day.nullable(),
});

export interface Person {
  id: string;
  name: string;
  email: string | null;
  kind: DeveloperKind;
  /** `setBy`: who said so; null: found by itself, in facts or in OpenRouter's member list. */
  aliases: z.infer<typeof aliasRow>[];
  /** Newest first. */
  teams: DatedThing[];
  /** Keys he answers or answered for, newest first. */
  keys: DatedThing[];
  /** Keys that are charged to him by themselves, because he made them and nobody was set. */
  madeKeys: { id: string; name: string }[];
  /** All that is charged to him in the books. */
  costUsd: Usd;
  firstDay: Day | null;
  lastDay: Day | null;
}

/** Everything that names a developer and that he answers for. Throws WaybillError `not_found`. */
export async function person(scope: AuthorizedScope, id: string): Promise<Person> {
  permit(scope, "people.manage");
  const own = sql`organization_id = ${scope.organizationId}::uuid`;
  const [row] = await select(
    sql`SELECT d.id::text, d.name, d.email, d.kind,
          (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'value', a.value, 'setBy', (
              SELECT e.actor FROM audit_entries e WHERE e.${own} AND e.action IN ('developer.alias_set', 'developer.alias_taken')
                AND e.detail->>'kind' = a.kind AND e.detail->>'value' = a.value ORDER BY e.id DESC LIMIT 1))
            ORDER BY a.kind, a.value), '[]') FROM developer_aliases a WHERE a.developer_id = d.id) AS aliases,
          (SELECT ${spanJson(sql`m`, sql`t`)} FROM team_memberships m JOIN teams t ON t.id = m.team_id
            WHERE m.developer_id = d.id) AS teams,
          (SELECT ${spanJson(sql`o`, sql`k`)} FROM key_ownerships o JOIN keys k ON k.id = o.key_id
            WHERE o.developer_id = d.id) AS keys,
          (SELECT coalesce(json_agg(json_build_object('id', k.id, 'name', k.name) ORDER BY k.name, k.id), '[]')
            FROM developer_aliases a JOIN openrouter_members m ON lower(m.email) = a.value
            JOIN keys k ON k.connection_id = m.connection_id AND k.creator_member_id = m.member_id
            WHERE a.developer_id = d.id AND a.kind = 'email' AND k.organization_id = d.organization_id
              AND NOT EXISTS (SELECT FROM key_ownerships o WHERE o.key_id = k.id AND o.to_day IS NULL)) AS made_keys,
          coalesce(spent.cost_usd, 0)::numeric(20,12)::text AS cost_usd, spent.first_day, spent.last_day
        FROM developers d LEFT JOIN LATERAL (
          SELECT sum(s.cost_usd) AS cost_usd, min(s.day) AS first_day, max(s.day) AS last_day FROM spend_totals s
          WHERE s.${own} AND s.grouping = 1 AND s.developer_id = d.id) AS spent ON true
        WHERE d.${own} AND d.id::text = ${id}`,
    developerRow,
  );
  if (!row) throw new WaybillError("not_found", "There is no such developer.", { todo: "Choose one from the list." });
  const { cost_usd: costUsd, first_day: firstDay, last_day: lastDay, made_keys: madeKeys, ...rest } = row;
  return { ...rest, madeKeys, costUsd, firstDay, lastDay };
}
