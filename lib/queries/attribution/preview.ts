import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type DayMoves, MoveCounter } from "../../domain/attribution/moves";
import type { AttributionRule } from "../../domain/attribution/rule";
import { checkRules } from "../../domain/attribution/rule-check";
import { type RuleBook, ruleBook } from "../../domain/attribution/rules";
import { type Day, parseDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import { DayRollup } from "../../domain/rollup/rollup";
import type { AuthorizedScope } from "../../domain/scope";
import { readRuleBook, readRuleSet, readTargets } from "../../facts/attribution-rules";
import { readEvidence } from "../../facts/day-evidence";
import { type DayOwner, readDayFacts } from "../../facts/day-facts";
import { foreseeDevelopers } from "../../facts/developer-ids";
import { compileRegex } from "../../facts/linear-regex";
import { snapshot } from "../snapshot";
import { type Labels, labelsOf } from "../spend/labels";

/** One connection's day; `version` is of the rules that it was compared with. */
export interface PreviewedDay extends DayMoves {
  connectionId: string;
  day: Day;
  version: number;
  label: Labels;
}

export interface AttributionPreview {
  /** Connection-days of the period that have books, so many as will be answered. */
  days: number;
  answers: AsyncGenerator<PreviewedDay>;
}

function union(a: RuleBook["asks"], b: RuleBook["asks"]): RuleBook["asks"] {
  return { session: a.session || b.session, tags: [...new Set([...a.tags, ...b.tags])].sort() };
}

async function movesOf(client: Queryable, owner: DayOwner, current: RuleBook, wanted: RuleBook): Promise<DayMoves> {
  const { people, facts } = await readDayFacts(client, owner, foreseeDevelopers);
  const [before, after] = [new DayRollup({ ...facts, rules: current }), new DayRollup({ ...facts, rules: wanted })];
  const moves = new MoveCounter(facts);
  for await (const groups of readEvidence(client, owner, union(current.asks, wanted.asks))) {
    await people.meet(client, groups);
    for (const group of groups) moves.compare(before.draft(group), after.draft(group));
  }
  const rest = after.closingDrafts();
  for (const [index, line] of before.closingDrafts().entries()) moves.compare(line, rest[index] ?? null);
  return moves.close();
}

async function previewDay(scope: AuthorizedScope, owner: DayOwner, wanted: RuleBook): Promise<PreviewedDay> {
  return snapshot(async (client) => {
    await client.query("SET LOCAL work_mem = '256MB'");
    const current = await readRuleBook(client, scope.organizationId);
    const found = await movesOf(client, owner, current, wanted);
    const named = found.moves.flatMap(({ thing, from, to }) => [from, to].map((id) => ({ dimension: thing, id })));
    const { connectionId, day } = owner;
    return { connectionId, day, version: current.version, label: await labelsOf(scope, named, client), ...found };
  });
}

async function* answer(scope: AuthorizedScope, days: readonly DayOwner[], wanted: RuleBook, signal?: AbortSignal) {
  for (const owner of days) {
    if (signal?.aborted) return;
    yield await previewDay(scope, owner, wanted);
  }
}

/** Rules as somebody wants them, checked as saving would. Throws WaybillError `invalid_input` with the first problem. */
async function wantedRules(scope: AuthorizedScope, rules: unknown): Promise<AttributionRule[]> {
  const asked = readRuleSet(rules);
  const [problem] = await snapshot(async (client) =>
    checkRules(asked, await readTargets(client, scope.organizationId), compileRegex),
  );
  if (problem) throw new WaybillError("invalid_input", problem.message, { todo: "Change the rule, then preview again." });
  return asked;
}

/**
 * What saving these rules would move, a connection's day at a time, newest first, each from one moment of the database: the
 * same computation over the same facts as the rebuild, with both rule sets. Writes nothing. `from` null: the whole history.
 */
export async function previewAttribution(
  scope: AuthorizedScope,
  { rules, from, to }: { rules: unknown; from: Day | null; to: Day },
  signal?: AbortSignal,
): Promise<AttributionPreview> {
  permit(scope, "rules.read");
  const wanted = ruleBook(0, await wantedRules(scope, rules), compileRegex);
  const { organizationId } = scope;
  const found = await select(
    sql`SELECT connection_id, day FROM day_books
        WHERE organization_id = ${organizationId}::uuid AND day <= ${to}::date AND (${from}::date IS NULL OR day >= ${from}::date)
        ORDER BY day DESC, connection_id`,
    z.object({ connection_id: z.string(), day: z.string().transform(parseDay) }),
  );
  const days = found.map(({ connection_id: connectionId, day }) => ({ organizationId, connectionId, day }));
  return { days: days.length, answers: answer(scope, days, wanted, signal) };
}
