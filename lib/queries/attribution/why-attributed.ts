import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { AliasBook } from "../../domain/attribution/attribution";
import { type AttributionExplanation, explainAttribution } from "../../domain/attribution/explain";
import type { AttributionRule } from "../../domain/attribution/rule";
import { type RuleBook, ruleBook } from "../../domain/attribution/rules";
import { type Day, parseDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import { CellFinder } from "../../domain/rollup/match";
import type { AuthorizedScope } from "../../domain/scope";
import { RuleSet, readRuleBook } from "../../facts/attribution-rules";
import { readDayFacts } from "../../facts/day-facts";
import { foreseeDevelopers } from "../../facts/developer-ids";
import { compileRegex } from "../../facts/linear-regex";
import { snapshot } from "../snapshot";
import { type Labels, labelsOf } from "../spend/labels";

/** What is asked about: one request, or what was billed to a key and model of a day that no request is known of. */
export type AskedAbout = { generationId: string } | RemainderOfDay;

export interface RemainderOfDay {
  connectionId: string;
  day: Day;
  keyId: string | null;
  model: string;
}

export interface WhyAttributed {
  day: Day;
  explanation: AttributionExplanation;
  /** The version the day's books were made by; the explanation is of it. Another one may be in force by now. */
  newestVersion: number;
  label: Labels;
  ruleNamed: (ruleId: string) => AttributionRule | null;
}

const Asked = z.object({
  connection_id: z.string(),
  day: z.string().transform(parseDay),
  key_id: z.string().nullable(),
  key_name: z.string().nullable(),
  key_is_certain: z.boolean(),
  model: z.string(),
  provider: z.string().nullable(),
  app: z.string().nullable(),
  feature: z.string().nullable(),
  external_user: z.string().nullable(),
  member: z.string().nullable(),
  session_id: z.string().nullable(),
  tags: z.record(z.string(), z.string().nullable()).nullable(),
  has_evidence: z.boolean(),
});
type Asked = z.infer<typeof Asked>;

type DayBasis = Awaited<ReturnType<typeof readDayFacts>>["facts"];

async function readAsked(client: Queryable, organizationId: string, asked: AskedAbout): Promise<Asked | null> {
  if ("generationId" in asked) {
    const [found] = await select(
      sql`SELECT connection_id, day, key_id, key_name, key_is_certain, model, provider, app, feature, external_user, member,
                 session_id, true AS has_evidence,
                 CASE WHEN jsonb_typeof(tags) = 'object' THEN (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(tags)) END AS tags
          FROM generations WHERE organization_id = ${organizationId}::uuid AND generation_id = ${asked.generationId}`,
      Asked,
      client,
    );
    return found ?? null;
  }
  const [own] = await select(
    sql`SELECT id FROM connections WHERE organization_id = ${organizationId}::uuid AND id::text = ${asked.connectionId}`,
    z.object({ id: z.string() }),
    client,
  );
  if (!own) return null;
  const { day, keyId: key_id, model } = asked;
  const unknown = {
    has_evidence: false,
    app: null,
    feature: null,
    key_name: null,
    key_is_certain: true,
    provider: null,
    external_user: null,
    member: null,
    session_id: null,
    tags: null,
  };
  return { connection_id: own.id, day, key_id, model, ...unknown };
}

/** The rules that the day's books were made by; where it has none yet, the newest. */
async function rulesOfDay(client: Queryable, organizationId: string, { connection_id, day }: Asked, newest: RuleBook) {
  const [book] = await select(
    sql`SELECT b.rules_version AS version, coalesce(v.rules, '[]') AS rules
        FROM day_books b LEFT JOIN attribution_versions v ON v.organization_id = b.organization_id AND v.version = b.rules_version
        WHERE b.connection_id = ${connection_id}::uuid AND b.day = ${day}::date AND b.organization_id = ${organizationId}::uuid`,
    z.object({ version: z.number(), rules: RuleSet }),
    client,
  );
  return book ? ruleBook(book.version, book.rules, compileRegex) : newest;
}

/** A request that does not tell its key may still be known by the key that it was billed to. */
function keyOf(asked: Asked, { books, cells, keys }: DayBasis): string | null {
  const { key_id: keyId, key_is_certain: keyIsCertain, key_name: keyName, model, provider } = asked;
  if (books === "log" || !asked.has_evidence) return keyId;
  const match = new CellFinder(cells, keys).find({ keyId, keyIsCertain, keyName, model, provider });
  return typeof match === "object" ? (match.cell.keyId ?? keyId) : keyId;
}

function inputsOf(asked: Asked, facts: DayBasis) {
  const keyId = keyOf(asked, facts);
  const key = keyId === null ? null : (facts.keys.get(keyId) ?? null);
  const names = key ? [keyId ?? "", ...key.names] : asked.key_name === null ? [] : [asked.key_name];
  const workspaceId = key?.workspaceId ?? null;
  return {
    key,
    inputs: {
      key: names,
      workspace: workspaceId === null ? [] : [workspaceId, ...(facts.workspaceNames.get(workspaceId) ?? [])],
      environment: key?.environment ?? null,
      model: asked.model,
      app: asked.app,
      user: asked.external_user,
      session: asked.session_id,
      tags: new Map(Object.entries(asked.tags ?? {})),
    },
  };
}

/** Whom and what the answer names. */
function* namedIn({ developer, team, feature, otherwise }: AttributionExplanation) {
  for (const share of developer?.shares ?? []) yield { dimension: "developer" as const, id: share.to };
  for (const share of team?.shares ?? []) yield { dimension: "team" as const, id: share.to };
  for (const share of feature?.shares ?? []) yield { dimension: "feature" as const, id: share.to };
  yield { dimension: "developer" as const, id: otherwise.developerId };
  yield { dimension: "team" as const, id: otherwise.teamId };
}

/**
 * Why a request, or a line of the books, is charged as it is: by the rules that its day was made by. Throws WaybillError
 * `not_found`.
 */
export async function whyAttributed(scope: AuthorizedScope, about: AskedAbout): Promise<WhyAttributed> {
  permit(scope, "rules.read");
  const { organizationId } = scope;
  return snapshot(async (client) => {
    const asked = await readAsked(client, organizationId, about);
    if (!asked) {
      throw new WaybillError("not_found", "There is no such request in the books.", {
        todo: "Look whether the id is complete. Requests that were dropped by age cannot be asked about.",
      });
    }
    const newest = await readRuleBook(client, organizationId);
    const owner = { organizationId, connectionId: asked.connection_id, day: asked.day };
    const { people, facts } = await readDayFacts(client, owner, foreseeDevelopers);
    const { external_user: externalUser, member } = asked;
    await people.meet(client, [{ keyId: keyOf(asked, facts), externalUser, member }]);
    const book = await rulesOfDay(client, organizationId, asked, newest);
    const { key, inputs } = inputsOf(asked, facts);
    const spend = { key, externalUser, member, hasEvidence: asked.has_evidence, inputs, feature: asked.feature };
    const whom: { developerOf: AliasBook; teamOf: (developerId: string) => string | null } = facts;
    const explanation = explainAttribution(spend, book, whom);
    const label = await labelsOf(scope, namedIn(explanation), client);
    const ruleNamed = (ruleId: string) => book.rules.find(({ rule }) => rule.id === ruleId)?.rule ?? null;
    return { day: asked.day, explanation, newestVersion: newest.version, label, ruleNamed };
  });
}
