import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import { ALIAS_KINDS, type DeveloperAlias } from "../../domain/attribution/developer-alias";
import type { Period } from "../../domain/period";
import type { AuthorizedScope } from "../../domain/scope";

const developerRow = z.object({ id: z.string() });

/** Developers who belonged to these teams, or to teams of these cost centers, at any time of the period. */
export async function developersOf(
  scope: AuthorizedScope,
  what: "team" | "cost_center",
  ids: readonly string[],
  { from, to }: Pick<Period, "from" | "to">,
  on: Queryable,
): Promise<string[]> {
  const during = sql`daterange(m.from_day, m.to_day) && daterange(${from}::date, ${to}::date, '[]')`;
  const centers = sql`SELECT c.team_id FROM team_cost_centers c WHERE c.cost_center_id = ANY(${[...ids]}::uuid[])`;
  const teams = what === "team" ? sql`SELECT unnest(${[...ids]}::uuid[])` : centers;
  const rows = await select(
    sql`SELECT DISTINCT m.developer_id AS id FROM team_memberships m JOIN developers d ON d.id = m.developer_id
        WHERE d.organization_id = ${scope.organizationId}::uuid AND ${during} AND m.team_id IN (${teams})`,
    developerRow,
    on,
  );
  return rows.map(({ id }) => id);
}

const aliasRow = z.object({ kind: z.enum(ALIAS_KINDS), value: z.string() });
const keyRow = z.object({ id: z.string() });

/** Texts that are not kept as aliases letter by letter: with spaces around them, other letters than these, or too long. */
const unusual = (column: Sql) => sql`(${column} ~ '^\\s|\\s$|[^ -~]' OR length(${column}) > 400)`;

/**
 * A condition on `g` that every request meets which these developers may be charged with where no rule decides: it names
 * them, or went through a key that they own or made.
 */
export async function mayBeOf(scope: AuthorizedScope, developerIds: readonly string[], on: Queryable): Promise<Sql> {
  const aliases = await select(
    sql`SELECT kind, value FROM developer_aliases
        WHERE organization_id = ${scope.organizationId}::uuid AND developer_id = ANY(${[...developerIds]}::uuid[])`,
    aliasRow,
    on,
  );
  const of = (kind: DeveloperAlias["kind"]) => aliases.filter((alias) => alias.kind === kind).map(({ value }) => value);
  const keys = await select(
    sql`SELECT o.key_id AS id FROM key_ownerships o WHERE o.developer_id = ANY(${[...developerIds]}::uuid[])
        UNION SELECT k.id FROM keys k JOIN openrouter_members m ON m.connection_id = k.connection_id AND m.member_id = k.creator_member_id
        WHERE k.organization_id = ${scope.organizationId}::uuid AND (lower(m.email) = ANY(${of("email")}::text[]) OR m.member_id = ANY(${of("member")}::text[]))`,
    keyRow,
    on,
  );
  const named = (column: Sql, kind: "user" | "member") =>
    sql`(${column} = ANY(${of(kind)}::text[]) OR lower(${column}) = ANY(${of("email")}::text[]) OR ${unusual(column)})`;
  return sql`(${named(sql`g.external_user`, "user")} OR g.key_id = ANY(${keys.map(({ id }) => id)}::uuid[]) OR ${named(sql`g.member`, "member")})`;
}
