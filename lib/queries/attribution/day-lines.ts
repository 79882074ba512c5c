import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { Attribution } from "../../domain/attribution/attribution";
import type { LineReason } from "../../domain/attribution/line-why";
import type { Day } from "../../domain/day";
import type { Dimension } from "../../domain/dimension";
import { permit } from "../../domain/permit";
import type { Evidence } from "../../domain/rollup/line";
import type { AuthorizedScope } from "../../domain/scope";
import { type DimensionValue, valueKey } from "../../domain/spend/value";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { snapshot } from "../snapshot";
import { labelsOf } from "../spend/labels";

const SHOWN_BY = ["developer", "team", "key", "model", "feature", "app"] as const satisfies readonly Dimension[];

/** One line of the books, with what decided whom and what it is charged to. */
export interface DayLine {
  evidence: Evidence;
  values: Record<(typeof SHOWN_BY)[number], DimensionValue>;
  costUsd: Usd;
  requests: number;
  attribution: Attribution;
  reason: LineReason;
  /**
   * The names, in the version that the day was made by, of the rules that decided developer, team and feature; null: none
   * did.
   */
  rules: { developer: string | null; team: string | null; feature: string | null };
}

const id = z.string().nullable();
const Row = z.object({
  evidence: z.custom<Evidence>((value) => typeof value === "string"),
  attribution: z.custom<Attribution>((value) => typeof value === "string"),
  reason: z.custom<LineReason>((value) => value === null || typeof value === "string"),
  ...{ developer: id, team: id, key: id, model: id, feature: id, app: id },
  cost_usd: usdColumn,
  requests: z.number(),
  rules_version: z.number().nullable(),
  ...{ developer_rule: id, team_rule: id, feature_rule: id },
  lines: z.number(),
});

/**
 * The lines of one connection's day, the largest amount first, at most `limit` of them; how many there are; and the version
 * of the attribution rules that they were made by (0: there were none). Throws WaybillError `forbidden`.
 */
export async function dayLines(
  scope: AuthorizedScope,
  connectionId: string,
  day: Day,
  limit: number,
): Promise<{ lines: DayLine[]; all: number; rulesVersion: number }> {
  permit(scope, "reconciliation.read");
  return snapshot(async (client) => {
    const nameOf = (rule: "developer" | "team" | "feature") => {
      const ruleId = { developer: sql`l.developer_rule_id`, team: sql`l.team_rule_id`, feature: sql`l.feature_rule_id` }[rule];
      return sql`(SELECT r ->> 'name' FROM jsonb_array_elements(v.rules) AS r WHERE r ->> 'id' = ${ruleId}::text)`;
    };
    const rows = await select(
      sql`SELECT l.evidence, l.attribution, l.reason, l.developer_id AS developer, l.team_id AS team, l.key_id AS key, l.model,
            l.feature, l.app, l.cost_usd, l.requests, b.rules_version, ${nameOf("developer")} AS developer_rule,
            ${nameOf("team")} AS team_rule, ${nameOf("feature")} AS feature_rule, l.lines
          FROM (
            SELECT *, count(*) OVER () AS lines FROM spend_lines
            WHERE organization_id = ${scope.organizationId}::uuid AND connection_id::text = ${connectionId} AND day = ${day}::date
            ORDER BY abs(cost_usd) DESC, key_id, model, evidence, developer_id, feature, app LIMIT ${limit}::int) AS l
          LEFT JOIN day_books b ON b.connection_id = l.connection_id AND b.day = l.day
          LEFT JOIN attribution_versions v ON v.organization_id = l.organization_id AND v.version = b.rules_version
          ORDER BY abs(l.cost_usd) DESC, l.key_id, l.model, l.evidence, l.developer_id, l.feature, l.app`,
      Row,
      client,
    );
    const all = rows.flatMap((row) => SHOWN_BY.map((dimension) => ({ dimension, id: row[dimension] })));
    const labels = await labelsOf(scope, all, client);
    const lines = rows.map((row): DayLine => {
      const isDifference = row.evidence === "difference";
      const named = (dimension: (typeof SHOWN_BY)[number]) => labels(dimension, valueKey(row[dimension], isDifference));
      return {
        evidence: row.evidence,
        values: {
          developer: named("developer"),
          team: named("team"),
          key: named("key"),
          model: named("model"),
          feature: named("feature"),
          app: named("app"),
        },
        costUsd: row.cost_usd,
        requests: row.requests,
        attribution: row.attribution,
        reason: row.reason,
        rules: { developer: row.developer_rule, team: row.team_rule, feature: row.feature_rule },
      };
    });
    return { lines, all: rows[0]?.lines ?? 0, rulesVersion: rows[0]?.rules_version ?? 0 };
  });
}
