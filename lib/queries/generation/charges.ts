import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { Attribution, KeyFacts, UnattributedReason } from "../../domain/attribution/attribution";
import { type ChargePart, chargeParts } from "../../domain/attribution/charge-parts";
import {
  ALIAS_KINDS,
  aliasesOfMember,
  aliasesOfUser,
  aliasKey,
  type DeveloperAlias,
  emailAlias,
} from "../../domain/attribution/developer-alias";
import { type AttributionExplanation, explainAttribution } from "../../domain/attribution/explain";
import type { RuleBook } from "../../domain/attribution/rules";
import type { Day } from "../../domain/day";
import { type ChargeFacts, Charger } from "../../domain/rollup/charge";
import type { AuthorizedScope } from "../../domain/scope";
import { readRuleBook } from "../../facts/attribution-rules";
import type { GenerationRow } from "./row";

/** Whom one request is charged to, as the books reckon it: by the same rules and chain, from the same facts. */
export interface RequestCharge {
  /** Those it is charged to; more than one where a rule splits it. */
  parts: ChargePart[];
  attribution: Attribution;
  /** Why there is no developer. */
  reason: UnattributedReason | null;
}

const span = { from_day: z.string(), to_day: z.string().nullable() };
const keyRow = z.object({
  id: z.string(),
  has_hash: z.boolean(),
  names: z.array(z.string()),
  environment: z.string().nullable(),
  workspace_id: z.string().nullable(),
  workspace_name: z.string().nullable(),
  creator_id: z.string().nullable(),
  creator_email: z.string().nullable(),
  owners: z.array(z.object({ id: z.string(), ...span })),
});
type KeyRow = z.infer<typeof keyRow>;

function readKeys(scope: AuthorizedScope, ids: readonly string[], on: Queryable): Promise<KeyRow[]> {
  return select(
    sql`SELECT k.id, k.hash IS NOT NULL AS has_hash, k.environment, k.workspace_id, w.name AS workspace_name, m.member_id AS creator_id, m.email AS creator_email,
          ARRAY(SELECT name FROM key_names n WHERE n.key_id = k.id UNION SELECT k.name) AS names,
          coalesce((SELECT json_agg(json_build_object('id', o.developer_id, 'from_day', o.from_day, 'to_day', o.to_day))
            FROM key_ownerships o WHERE o.key_id = k.id), '[]') AS owners
        FROM keys k LEFT JOIN openrouter_members m ON m.connection_id = k.connection_id AND m.member_id = k.creator_member_id
        LEFT JOIN workspaces w ON w.id = k.workspace_id
        WHERE k.organization_id = ${scope.organizationId}::uuid AND k.id = ANY(${[...ids]}::uuid[])`,
    keyRow,
    on,
  );
}

function creatorAliases({ creator_id: id, creator_email: email }: KeyRow): DeveloperAlias[] {
  return id === null || email === null ? [] : [emailAlias(email), { kind: "member", value: id }];
}

const aliasRow = z.object({ kind: z.enum(ALIAS_KINDS), value: z.string(), developer_id: z.string() });

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

/** Which team everybody of the organization, and which cost center every team, belongs to on a day. */
async function readBelonging(scope: AuthorizedScope, on: Queryable) {
  const own = sql`t.organization_id = ${scope.organizationId}::uuid`;
  const teams = select(
    sql`SELECT m.developer_id AS member, m.team_id AS "group", m.from_day, m.to_day FROM team_memberships m JOIN teams t ON t.id = m.team_id WHERE ${own}`,
    belongingRow,
    on,
  );
  const centers = select(
    sql`SELECT c.team_id AS member, c.cost_center_id AS "group", c.from_day, c.to_day FROM team_cost_centers c JOIN teams t ON t.id = c.team_id WHERE ${own}`,
    belongingRow,
    on,
  );
  const finder = (rows: z.infer<typeof belongingRow>[]) => {
    const byMember = Map.groupBy(rows, (row) => row.member);
    return (day: Day) => (id: string) => byMember.get(id)?.find((row) => isWithin(row, day))?.group ?? null;
  };
  const [teamRows, centerRows] = await Promise.all([teams, centers]);
  return { teamOn: finder(teamRows), costCenterOn: finder(centerRows) };
}

/** From a day (inclusive) to a day (exclusive). */
function isWithin({ from_day: from, to_day: to }: { from_day: string; to_day: string | null }, day: Day): boolean {
  return from <= day && (to === null || day < to);
}

/** What decides whom these requests are charged to, day by day. */
async function readFacts(scope: AuthorizedScope, rows: readonly GenerationRow[], rules: RuleBook, on: Queryable) {
  const keyIds = rows.flatMap(({ key_id }) => key_id ?? []);
  const [keyRows, belonging] = await Promise.all([readKeys(scope, keyIds, on), readBelonging(scope, on)]);
  const asked = [
    ...rows.flatMap((row) => [...aliasesOfUser(row.external_user), ...aliasesOfMember(row.member)]),
    ...keyRows.flatMap(creatorAliases),
  ];
  const developers = await readAliases(scope, [...new Map(asked.map((alias) => [aliasKey(alias), alias])).values()], on);
  const { teamOn, costCenterOn } = belonging;
  const workspaceNames = new Map(
    keyRows.flatMap(({ workspace_id: id, workspace_name: name }) => (id && name ? [[id, [name]] as const] : [])),
  );
  const keysOn = (day: Day) =>
    new Map(
      keyRows.map((key): [string, KeyFacts] => [
        key.id,
        {
          hasHash: key.has_hash,
          names: key.names,
          workspaceId: key.workspace_id,
          environment: key.environment,
          ownerId: key.owners.find((owner) => isWithin(owner, day))?.id ?? null,
          creatorAliases: creatorAliases(key),
        },
      ]),
    );
  return (day: Day): ChargeFacts => ({
    keys: keysOn(day),
    workspaceNames,
    rules,
    developerOf: (alias) => developers.get(aliasKey(alias)) ?? null,
    teamOf: teamOn(day),
    costCenterOf: costCenterOn(day),
  });
}

/** Rules look at text alone. */
function tagsOf({ tags }: GenerationRow): Map<string, string | null> {
  return new Map(
    Object.entries(tags ?? {}).map(([name, value]) => [
      name,
      value === null ? null : typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** Whom requests are charged to, by their ids. */
export async function chargesOf(
  scope: AuthorizedScope,
  rows: readonly GenerationRow[],
  on: Queryable,
  known?: RuleBook,
): Promise<Map<string, RequestCharge>> {
  if (rows.length === 0) return new Map();
  const rules = known ?? (await readRuleBook(on, scope.organizationId));
  const factsOn = await readFacts(scope, rows, rules, on);
  const charges = new Map<string, RequestCharge>();
  for (const [day, sameDay] of Map.groupBy(rows, (row) => row.day)) {
    const facts = factsOn(day);
    const charger = new Charger(facts);
    for (const row of sameDay) {
      const charge = charger.charge(row.key_id, row.model, {
        externalUser: row.external_user,
        member: row.member,
        feature: row.feature,
        app: row.app,
        keyName: row.key_name,
        sessionId: row.session_id,
        tags: tagsOf(row),
      });
      // Differences have reasons too, requests only those of nobody being charged.
      const reason = charge.reason as UnattributedReason | null;
      charges.set(row.generation_id, { parts: chargeParts(charge, facts), attribution: charge.attribution, reason });
    }
  }
  return charges;
}

/** Why a request is charged as it is: the rules that matched, and what counts without them. */
export async function explainCharge(scope: AuthorizedScope, row: GenerationRow, on: Queryable): Promise<AttributionExplanation> {
  const rules = await readRuleBook(on, scope.organizationId);
  const facts = (await readFacts(scope, [row], rules, on))(row.day);
  const key = row.key_id === null ? null : (facts.keys.get(row.key_id) ?? null);
  const workspaceId = key?.workspaceId ?? null;
  const inputs = {
    key: key && row.key_id !== null ? [row.key_id, ...key.names] : row.key_name === null ? [] : [row.key_name],
    workspace: workspaceId === null ? [] : [workspaceId, ...(facts.workspaceNames.get(workspaceId) ?? [])],
    environment: key?.environment ?? null,
    model: row.model,
    app: row.app,
    user: row.external_user,
    session: row.session_id,
    tags: tagsOf(row),
  };
  const { external_user: externalUser, member, feature } = row;
  return explainAttribution({ key, externalUser, member, hasEvidence: true, inputs, feature }, rules, facts);
}
