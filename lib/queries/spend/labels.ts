import { z } from "zod";
import { joinSql, type Queryable, type Sql, select, sql } from "../../db/sql";
import { tierLabel } from "../../domain/catalogue/tier";
import type { Dimension } from "../../domain/dimension";
import { environmentLabel } from "../../domain/key/environment";
import type { AuthorizedScope } from "../../domain/scope";
import { type DimensionValue, evidenceLabel, labelOfNothing, type ValueKey } from "../../domain/spend/value";

const labelRow = z.object({ dimension: z.string(), id: z.string(), name: z.string(), tail: z.string().nullable() });

/** Turns what a row stands for into what people call it. */
export type Labels = (dimension: Dimension, value: ValueKey) => DimensionValue;

/** `tail` is what tells namesakes apart; null for a name that is alone. Namesakes are looked for in the whole organization. */
function question(dimension: Dimension, organizationId: string, ids: readonly string[]): Sql | null {
  const own = sql`t.organization_id = ${organizationId}::uuid`;
  const asked = sql`${own} AND t.id = ANY(${ids}::uuid[])`;
  const twice = (table: Sql) => sql`t.name IN (SELECT t.name FROM ${table} t WHERE ${own} GROUP BY t.name HAVING count(*) > 1)`;
  switch (dimension) {
    case "developer":
      return sql`SELECT 'developer', t.id::text, t.name,
        CASE WHEN ${twice(sql`developers`)} THEN coalesce(t.email, left(t.id::text, 8)) END FROM developers t WHERE ${asked}`;
    case "team":
      return sql`SELECT 'team', t.id::text, t.name, NULL::text FROM teams t WHERE ${asked}`;
    case "cost_center":
      return sql`SELECT 'cost_center', t.id::text, t.name, t.code FROM cost_centers t WHERE ${asked}`;
    case "key":
      return sql`SELECT 'key', t.id::text, t.name, CASE WHEN ${twice(sql`keys`)}
        THEN coalesce('…' || ltrim(right(t.label, 4), '.'), left(t.hash, 8), 'known by name only') END FROM keys t WHERE ${asked}`;
    case "workspace":
      return sql`SELECT 'workspace', t.id::text, t.name, CASE WHEN ${twice(sql`workspaces`)} THEN c.name END
        FROM workspaces t JOIN connections c ON c.id = t.connection_id WHERE ${asked}`;
    case "connection":
      return sql`SELECT 'connection', t.id::text, t.name, CASE WHEN ${twice(sql`connections`)}
        THEN coalesce(t.label, left(t.id::text, 8)) END FROM connections t WHERE ${asked}`;
    case "model":
      return sql`SELECT 'model', t.permaslug, t.name,
        CASE WHEN t.name IN (SELECT t.name FROM models t GROUP BY t.name HAVING count(*) > 1) THEN t.permaslug END
        FROM models t WHERE t.permaslug = ANY(${ids}::text[])`;
    default:
      return null;
  }
}

function readLabels(questions: Sql[], on: Queryable) {
  const all = joinSql(questions, " UNION ALL ");
  return select(sql`SELECT * FROM (${all}) AS label (dimension, id, name, tail)`, labelRow, on);
}

/** One look-up for all labels of a page. What has gone from the directory is called by its id. */
export async function labelsOf(
  scope: AuthorizedScope,
  values: Iterable<{ dimension: Dimension; id: string | null }>,
  on: Queryable,
): Promise<Labels> {
  const wanted = new Map<Dimension, Set<string>>();
  for (const { dimension, id } of values) {
    if (id !== null) wanted.set(dimension, (wanted.get(dimension) ?? new Set()).add(id));
  }
  const questions = [...wanted].flatMap(([dimension, ids]) => question(dimension, scope.organizationId, [...ids]) ?? []);
  const rows = questions.length === 0 ? [] : await readLabels(questions, on);
  const labels = new Map(
    rows.map(({ dimension, id, name, tail }) => [`${dimension} ${id}`, tail === null ? name : `${name} (${tail})`]),
  );
  return (dimension, { kind, id }) => {
    if (id === null) return { kind, id, label: labelOfNothing(dimension, kind) };
    if (dimension === "environment") return { kind, id, label: environmentLabel(id) };
    if (dimension === "tier") return { kind, id, label: tierLabel(id) };
    if (dimension === "evidence") return { kind, id, label: evidenceLabel(id) };
    return { kind, id, label: labels.get(`${dimension} ${id}`) ?? id };
  };
}
