import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import { type AttributionRule, RULE_FIELDS } from "../domain/attribution/rule";
import type { RuleTargets } from "../domain/attribution/rule-check";
import { NO_RULES, type RuleBook, ruleBook } from "../domain/attribution/rules";
import { WaybillError } from "../domain/error";
import { MATCH_KINDS } from "../domain/text-pattern";
import { compileRegex } from "./linear-regex";

const Shares = z.array(z.object({ to: z.string(), percent: z.string() })).max(50);

const Rule = z.object({
  id: z.guid(),
  name: z.string(),
  enabled: z.boolean(),
  conditions: z
    .array(
      z.object({
        field: z.enum(RULE_FIELDS),
        tag: z.string().nullable().default(null),
        match: z.enum(MATCH_KINDS),
        value: z.string(),
      }),
    )
    .max(50),
  sets: z.object({ developer: Shares.default([]), team: Shares.default([]), feature: Shares.default([]) }),
});

/** The shape of a rule set from outside or from the database; checkRules() says whether it makes sense. */
export const RuleSet: z.ZodType<AttributionRule[]> = z.array(Rule).max(500);

/** Rules from outside. Throws WaybillError `invalid_input` that says which rule has not the form of one, and where. */
export function readRuleSet(rules: unknown): AttributionRule[] {
  const asked = RuleSet.safeParse(rules);
  if (asked.success) return asked.data;
  const { path, message } = asked.error.issues[0] ?? { path: [], message: "unreadable" };
  const [index, ...within] = path;
  const where = index === undefined ? "the whole" : [`rule ${Number(index) + 1}`, within.join(".")].filter(Boolean).join(", ");
  throw new WaybillError("invalid_input", `These are not attribution rules, and nothing was saved (${where}: ${message}).`, {
    todo: "Write them as `npm run waybill -- rules export` does; on the rules page, reload it.",
  });
}

/** The newest version's number and rules; 0 and none where none was ever saved. */
export async function readRules(
  client: Queryable,
  organizationId: string,
): Promise<{ version: number; rules: AttributionRule[] }> {
  const [newest] = await select(
    sql`SELECT version, rules FROM attribution_versions WHERE organization_id = ${organizationId}::uuid ORDER BY version DESC LIMIT 1`,
    z.object({ version: z.number(), rules: RuleSet }),
    client,
  );
  return newest ?? { version: 0, rules: [] };
}

/** The newest rules, ready to decide. */
export async function readRuleBook(client: Queryable, organizationId: string): Promise<RuleBook> {
  const { version, rules } = await readRules(client, organizationId);
  return rules.length === 0 ? { ...NO_RULES, version } : ruleBook(version, rules, compileRegex);
}

/** Everybody whom rules of the organization may name. */
export async function readTargets(client: Queryable, organizationId: string): Promise<RuleTargets> {
  const ids = z.object({ id: z.string() });
  const developers = await select(sql`SELECT id FROM developers WHERE organization_id = ${organizationId}::uuid`, ids, client);
  const teams = await select(sql`SELECT id FROM teams WHERE organization_id = ${organizationId}::uuid`, ids, client);
  return { developers: new Set(developers.map(({ id }) => id)), teams: new Set(teams.map(({ id }) => id)) };
}
