import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import { type Attributed, attributeDeveloper, type KeyFacts } from "../domain/attribution";
import type { Day } from "../domain/day";
import { aliasesOfMember, aliasesOfUser, aliasKey, type DeveloperAlias, emailAlias } from "../domain/developer-alias";
import type { AuthorizedScope } from "../domain/scope";
import type { GenerationRow } from "./generation-row";

/** Whom one request is charged to, as the books reckon it: by the same function, from the same facts. */
export interface Charge {
  found: Attributed;
  teamId: string | null;
  costCenterId: string | null;
  feature: string | null;
}

const span = { from_day: z.string(), to_day: z.string().nullable() };
const keyRow = z.object({
  id: z.string(),
  has_hash: z.boolean(),
  names: z.array(z.string()),
  workspace_id: z.string().nullable(),
  creator_id: z.string().nullable(),
  creator_email: z.string().nullable(),
  owners: z.array(z.object({ id: z.string(), ...span })),
});

function readKeys(scope: AuthorizedScope, ids: readonly string[], on: Queryable) {
  return select(
    sql`SELECT k.id, k.hash IS NOT NULL AS has_hash, k.workspace_id, m.member_id AS creator_id, m.email AS creator_email,
          ARRAY(SELECT name FROM key_names n WHERE n.key_id = k.id UNION SELECT k.name) AS names,
          coalesce((SELECT json_agg(json_build_object('id', o.developer_id, 'from_day', o.from_day, 'to_day', o.to_day))
            FROM key_ownerships o WHERE o.key_id = k.id), '[]') AS owners
        FROM keys k LEFT JOIN openrouter_members m ON m.connection_id = k.connection_id AND m.member_id = k.creator_member_id
        WHERE k.organization_id = ${scope.organizationId}::uuid AND k.id = ANY(${[...ids]}::uuid[])`,
    keyRow,
    on,
  );
}

const aliasRow = z.object({ kind: z.enum(["user", "email", "member"]), value: z.string(), developer_id: z.string() });

async function readAliases(scope: AuthorizedScope, aliases: readonly DeveloperAlias[], on: Queryable) {
  const rows = await select(
    sql`SELECT a.kind, a.value, a.developer_id
        FROM unnest(${aliases.map(({ kind }) => kind)}::text[], ${aliases.map(({ value }) => value)}::text[]) AS asked (kind, value)
        JOIN developer_aliases a ON a.organization_id = ${scope.organizationId}::uuid AND a.kind = asked.kind AND a.value = asked.value`,
    aliasRow,
    on,
  );
  return new Map(rows.map((row) => [aliasKey(row), row.developer_id]));
}

const belongingRow = z.object({ member: z.string(), group: z.string(), ...span });

/** Which team somebody, or which cost center a team, belongs to on a day. */
async function readBelonging(what: "team" | "cost_center", ids: readonly string[], on: Queryable) {
  const question =
    what === "team"
      ? sql`SELECT developer_id AS member, team_id AS "group", from_day, to_day FROM team_memberships WHERE developer_id = ANY(${[...ids]}::uuid[])`
      : sql`SELECT team_id AS member, cost_center_id AS "group", from_day, to_day FROM team_cost_centers WHERE team_id = ANY(${[...ids]}::uuid[])`;
  const rows = Map.groupBy(await select(question, belongingRow, on), (row) => row.member);
  return (id: string | null, day: Day) => (id === null ? null : (rows.get(id)?.find((row) => isWithin(row, day))?.group ?? null));
}

/** From a day (inclusive) to a day (exclusive). */
function isWithin({ from_day: from, to_day: to }: { from_day: string; to_day: string | null }, day: Day): boolean {
  return from <= day && (to === null || day < to);
}

/** Whom requests are charged to, by their ids. Rules and owners of today decide, with the owners and teams of the request's day. */
export async function chargesOf(
  scope: AuthorizedScope,
  rows: readonly GenerationRow[],
  on: Queryable,
): Promise<Map<string, Charge>> {
  const keys = new Map(
    (
      await readKeys(
        scope,
        rows.flatMap(({ key_id }) => key_id ?? []),
        on,
      )
    ).map((key) => [key.id, key]),
  );
  const creatorAliases = ({ creator_id: id, creator_email: email }: z.infer<typeof keyRow>): DeveloperAlias[] =>
    id === null || email === null ? [] : [emailAlias(email), { kind: "member", value: id }];
  const asked = [
    ...rows.flatMap((row) => [...aliasesOfUser(row.external_user), ...aliasesOfMember(row.member)]),
    ...[...keys.values()].flatMap(creatorAliases),
  ];
  const developers = await readAliases(scope, [...new Map(asked.map((alias) => [aliasKey(alias), alias])).values()], on);
  const found = rows.map((row) => {
    const listed = row.key_id === null ? undefined : keys.get(row.key_id);
    const key: KeyFacts | null = listed
      ? {
          hasHash: listed.has_hash,
          names: listed.names,
          workspaceId: listed.workspace_id,
          ownerId: listed.owners.find((owner) => isWithin(owner, row.day))?.id ?? null,
          creatorAliases: creatorAliases(listed),
        }
      : null;
    const facts = { key, externalUser: row.external_user, member: row.member, hasEvidence: true };
    return { row, found: attributeDeveloper(facts, (alias) => developers.get(aliasKey(alias)) ?? null) };
  });
  const teamOf = await readBelonging(
    "team",
    found.flatMap((one) => one.found.developerId ?? []),
    on,
  );
  const teams = found.map((one) => ({ ...one, teamId: teamOf(one.found.developerId, one.row.day) }));
  const costCenterOf = await readBelonging(
    "cost_center",
    teams.flatMap(({ teamId }) => teamId ?? []),
    on,
  );
  return new Map(
    teams.map(({ row, found: who, teamId }) => [
      row.generation_id,
      { found: who, teamId, costCenterId: costCenterOf(teamId, row.day), feature: row.feature },
    ]),
  );
}
