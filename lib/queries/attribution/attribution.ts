import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { AttributionRule } from "../../domain/attribution/rule";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { RuleSet, readRules } from "../../facts/attribution-rules";
import { snapshot } from "../snapshot";

const Version = z.object({
  version: z.number(),
  note: z.string(),
  savedBy: z.string(),
  savedAt: z.date(),
  restoredFrom: z.number().nullable(),
  rules: z.number(),
});
export type VersionSummary = z.infer<typeof Version>;

/** The versions of the rules, newest first, at most 200; `rules` is how many each has. */
export async function attributionVersions(scope: AuthorizedScope): Promise<VersionSummary[]> {
  permit(scope, "rules.read");
  return select(
    sql`SELECT version, note, saved_by AS "savedBy", saved_at AS "savedAt", restored_from AS "restoredFrom",
               jsonb_array_length(rules)::int AS rules
        FROM attribution_versions WHERE organization_id = ${scope.organizationId}::uuid ORDER BY version DESC LIMIT 200`,
    Version,
  );
}

/** The rules of one version; of none that ever was, WaybillError `not_found`. Version 0 has no rules. */
export async function attributionVersion(scope: AuthorizedScope, version: number): Promise<AttributionRule[]> {
  permit(scope, "rules.read");
  if (version === 0) return [];
  const [found] = await select(
    sql`SELECT rules FROM attribution_versions WHERE organization_id = ${scope.organizationId}::uuid AND version = ${version}::int`,
    z.object({ rules: RuleSet }),
  );
  if (!found) throw new WaybillError("not_found", "There is no such version of the rules.", { todo: "Choose one of the list." });
  return found.rules;
}

const Named = z.object({ id: z.string(), name: z.string() });
export type NamedChoice = z.infer<typeof Named>;

/** The rules in force, and what they can name. */
export interface AttributionInForce {
  version: number;
  rules: AttributionRule[];
  developers: NamedChoice[];
  teams: NamedChoice[];
  keys: NamedChoice[];
  workspaces: NamedChoice[];
  /** Features that spend has, the largest of the last months first. */
  features: string[];
}

/** The rules in force, and the names that they may speak of. Throws WaybillError `forbidden`. */
export async function attributionInForce(scope: AuthorizedScope): Promise<AttributionInForce> {
  permit(scope, "rules.read");
  const own = sql`WHERE organization_id = ${scope.organizationId}::uuid`;
  return snapshot(async (client) => ({
    ...(await readRules(client, scope.organizationId)),
    developers: await select(sql`SELECT id, name FROM developers ${own} ORDER BY lower(name), id`, Named, client),
    teams: await select(sql`SELECT id, name FROM teams ${own} ORDER BY lower(name), id`, Named, client),
    keys: await select(sql`SELECT id, name FROM keys ${own} ORDER BY lower(name), id LIMIT 2000`, Named, client),
    workspaces: await select(sql`SELECT id, name FROM workspaces ${own} ORDER BY lower(name), id`, Named, client),
    features: (
      await select(
        sql`SELECT feature FROM spend_totals ${own} AND grouping = 32 AND feature IS NOT NULL
            GROUP BY feature ORDER BY sum(cost_usd) DESC LIMIT 200`,
        z.object({ feature: z.string() }),
        client,
      )
    ).map(({ feature }) => feature),
  }));
}

const Progress = z.object({ version: z.number(), days: z.number(), left: z.number() });

/** How far the books have come with the newest rules: days in the books, and those still made by older rules or changed since. */
export async function rulesProgress(scope: AuthorizedScope): Promise<{ version: number; days: number; left: number }> {
  permit(scope, "rules.read");
  const [found] = await select(
    sql`WITH newest AS (
          SELECT coalesce(max(version), 0) AS version FROM attribution_versions WHERE organization_id = ${scope.organizationId}::uuid
        )
        SELECT newest.version, count(b.day)::int AS days, count(b.day) FILTER (WHERE b.rules_version <> newest.version)::int AS left
        FROM newest LEFT JOIN day_books b ON b.organization_id = ${scope.organizationId}::uuid GROUP BY newest.version`,
    Progress,
  );
  return { version: found?.version ?? 0, days: found?.days ?? 0, left: found?.left ?? 0 };
}
