import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type Filters, readFilterWord } from "../../domain/spend/question";
import { COLUMNS, spendFrom } from "../spend/spend-sql";

/** Whose requests are looked at by themselves: all others together cannot matter, but would not fit into memory. */
export interface LookedAt {
  features: ReadonlySet<string>;
  apps: ReadonlySet<string>;
  keys: ReadonlySet<string>;
  /** Keys whose requests are told apart even where a feature or an app names them. */
  wholeKeys: ReadonlySet<string>;
}

/** Of each kind, those that cost most: an app may call itself something else with every request. */
const MOST_PLACES = 500;

async function dearest(
  scope: AuthorizedScope,
  dimension: "feature" | "app" | "key",
  period: { from: Day; to: Day },
  on: Queryable,
) {
  const rows = await select(
    sql`SELECT ${COLUMNS[dimension]} AS id ${spendFrom(scope, [period], [dimension], {})} AND ${COLUMNS[dimension]} IS NOT NULL
        GROUP BY 1 ORDER BY sum(s.cost_usd) DESC, 1 LIMIT ${MOST_PLACES}`,
    z.object({ id: z.string() }),
    on,
  );
  return rows.map(({ id }) => id);
}

/** The features, apps and keys that cost most in the period by the books, and those that accepted recommendations are about. */
export async function placesToLookAt(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  { accepted, wholeKeys }: { accepted: readonly Filters[]; wholeKeys: readonly string[] },
  on: Queryable = pool(),
): Promise<LookedAt> {
  const namedIn = (dimension: "feature" | "app" | "key") =>
    accepted.flatMap((filters) => (filters[dimension] ?? []).flatMap((word) => readFilterWord(dimension, word).id ?? []));
  const places = async (dimension: "feature" | "app" | "key") =>
    new Set([...(await dearest(scope, dimension, period, on)), ...namedIn(dimension)]);
  return {
    features: await places("feature"),
    apps: await places("app"),
    keys: await places("key"),
    wholeKeys: new Set(wholeKeys),
  };
}
