import { z } from "zod";
import { emptySql, type Sql, select, sql } from "../db/sql";
import type { AuthorizedScope } from "../domain/scope";
import { type FilterDimension, filterWord } from "../domain/spend/question";
import { snapshot } from "./snapshot";
import { spentOn } from "./spend/spend-sql";

/** Dimensions whose values have pages of their own, in the order of the answer. */
const SEARCHED = [
  ...(["developer", "team", "cost_center", "key"] as const),
  ...(["model", "feature", "app", "provider"] as const),
] as const satisfies readonly FilterDimension[];

export interface Found {
  dimension: (typeof SEARCHED)[number];
  /** A filter word: what the detail page's path takes. */
  word: string;
  label: string;
  /** E-mail, masked key, permaslug; null where there is nothing to add. */
  hint: string | null;
}

/** So many of each kind: the palette is for finding, not for listing. */
const MOST_FOUND = 8;
const LONGEST_TEXT = 200;

const foundRow = z.object({
  dimension: z.enum(SEARCHED),
  id: z.string(),
  label: z.string(),
  hint: z.string().nullable(),
});

/** Text anywhere in a name, with LIKE's own marks taken literally. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
}

/** Names out of a table: all of the organization's for those who see all, else those in spend the asker sees. */
function visibleOnly(scope: AuthorizedScope, dimension: "developer" | "team" | "cost_center" | "key"): Sql {
  return scope.visibility.kind === "all" ? emptySql : sql`AND t.id IN (${spentOn(scope, dimension)})`;
}

/** Everything that has a page and whose name, e-mail, mask or slug contains the text: the command palette. */
export async function search(scope: AuthorizedScope, text: string): Promise<Found[]> {
  const wanted = text.trim().slice(0, LONGEST_TEXT).replaceAll("\0", "");
  const like = containing(wanted);
  const own = sql`t.organization_id = ${scope.organizationId}::uuid`;
  const questions = [
    sql`SELECT 'developer' AS dimension, t.id::text, t.name AS label, t.email AS hint FROM developers t
      WHERE ${own} AND (t.name ILIKE ${like} OR t.email ILIKE ${like}) ${visibleOnly(scope, "developer")}`,
    sql`SELECT 'team' AS dimension, t.id::text, t.name AS label, NULL::text AS hint FROM teams t
      WHERE ${own} AND t.name ILIKE ${like} ${visibleOnly(scope, "team")}`,
    sql`SELECT 'cost_center' AS dimension, t.id::text, t.name AS label, t.code AS hint FROM cost_centers t
      WHERE ${own} AND (t.name ILIKE ${like} OR t.code ILIKE ${like}) ${visibleOnly(scope, "cost_center")}`,
    sql`SELECT 'key' AS dimension, t.id::text, t.name AS label, t.label AS hint FROM keys t
      WHERE ${own} AND (t.name ILIKE ${like} OR t.label ILIKE ${like} OR t.hash LIKE ${like}) ${visibleOnly(scope, "key")}`,
    sql`SELECT 'model' AS dimension, t.id, coalesce(m.name, t.id) AS label, t.id AS hint
      FROM (${spentOn(scope, "model")}) t LEFT JOIN models m ON m.permaslug = t.id
      WHERE t.id ILIKE ${like} OR m.name ILIKE ${like}`,
    ...(["feature", "app", "provider"] as const).map(
      (dimension) => sql`SELECT ${dimension}::text AS dimension, t.id, t.id AS label, NULL::text AS hint
        FROM (${spentOn(scope, dimension)}) t WHERE t.id ILIKE ${like}`,
    ),
  ];
  return snapshot(async (client) => {
    const found: Found[] = [];
    for (const question of questions) {
      const shortestFirst = sql`SELECT * FROM (${question}) AS found ORDER BY length(label), label, id LIMIT ${MOST_FOUND}`;
      for (const { dimension, id, label, hint } of await select(shortestFirst, foundRow, client)) {
        found.push({ dimension, word: filterWord(dimension, { kind: "value", id }), label, hint });
      }
    }
    return found;
  });
}
