import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type Filters, readFilterWord } from "../../domain/spend/question";
import { spendFrom } from "../spend/spend-sql";
import type { LookedAt } from "./places";

/** Whom the spend of some filters is charged to; `known`: all of it is charged to somebody, and there is some. */
export type ChargedTo = (filters: Filters) => Record<"teams" | "developers", { ids: string[]; known: boolean }>;

/** What findings are about: no other dimension stands in their filters. */
const DIMENSIONS = ["feature", "app", "key", "model"] as const;

const ids = z.array(z.string().nullable());
const placeRow = z.object({
  feature: z.string().nullable(),
  app: z.string().nullable(),
  key: z.string().nullable(),
  model: z.string(),
  /** Of a feature or app that is not looked at by itself: these are null then. */
  is_rest: z.boolean(),
  is_difference: z.boolean(),
  teams: ids,
  developers: ids,
});
type PlaceRow = z.output<typeof placeRow>;

function isOf(row: PlaceRow, filters: Filters): boolean {
  if (row.is_rest && (filters.feature ?? filters.app ?? []).length > 0) return false;
  return DIMENSIONS.every((dimension) => {
    const words = (filters[dimension] ?? []).map((word) => readFilterWord(dimension, word));
    const fits = words.some(
      ({ kind, id }) => row[dimension] === id && (id !== null || row.is_difference === (kind === "difference")),
    );
    return words.length === 0 || fits;
  });
}

function everybody(lists: readonly (readonly (string | null)[])[]) {
  const named = new Set(lists.flat());
  return { ids: [...named].filter((id) => id !== null).sort(), known: named.size > 0 && !named.has(null) };
}

/** Reads once whom the spend of every key and model, and of the features and apps that are looked at, is charged to. */
export async function readCharges(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  { features, apps }: Pick<LookedAt, "features" | "apps">,
  on: Queryable = pool(),
): Promise<ChargedTo> {
  const isRest = sql`CASE WHEN s.feature IS NULL THEN coalesce(s.app <> ALL (${[...apps]}::text[]), false) ELSE s.feature <> ALL (${[...features]}::text[]) END`;
  const rows = await select(
    sql`SELECT CASE WHEN NOT is_rest THEN feature END AS feature, CASE WHEN NOT is_rest AND feature IS NULL THEN app END AS app,
          key_id::text AS key, model, is_rest, is_difference, array_agg(DISTINCT team_id) AS teams, array_agg(DISTINCT developer_id) AS developers
        FROM (
          SELECT s.feature, s.app, s.key_id, s.model, ${isRest} AS is_rest, s.evidence = 'difference' AS is_difference, s.team_id, s.developer_id
          ${spendFrom(scope, [period], ["feature", "app", "key", "model", "team", "developer"], {})}
        ) AS places GROUP BY 1, 2, 3, 4, 5, 6`,
    placeRow,
    on,
  );
  return (filters) => {
    const own = rows.filter((row) => isOf(row, filters));
    return { teams: everybody(own.map(({ teams }) => teams)), developers: everybody(own.map(({ developers }) => developers)) };
  };
}
