import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import type { AttributionRule, RuleShare } from "../../domain/attribution/rule";
import { checkRules } from "../../domain/attribution/rule-check";
import { WaybillError } from "../../domain/error";
import { parsePercent, percentToString } from "../../domain/percent";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { RuleSet, readRuleSet, readRules, readTargets } from "../../facts/attribution-rules";
import { compileRegex } from "../../facts/linear-regex";
import { actorName, writeAudit } from "../audit";
import { markOrganizationDirty } from "../rebuild/dirty-days";

/** A lock for changing the rules, or removing somebody whom they may name; held until the transaction ends. */
async function lockRules(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`rules ${organizationId}`}, 0))`, client);
}

/**
 * Refuses when a rule in force names the developer, who is about to be deleted. Locks the rules until the transaction
 * ends. Throws WaybillError `conflict`.
 */
export async function refuseNamedByRules(
  client: Queryable,
  organizationId: string,
  developer: { id: string; name: string },
): Promise<void> {
  await lockRules(client, organizationId);
  const { rules } = await readRules(client, organizationId);
  const naming = rules.find((rule) => rule.sets.developer.some((share) => share.to === developer.id));
  if (!naming) return;
  throw new WaybillError("conflict", `Nothing was changed: the rule ${JSON.stringify(naming.name)} charges ${developer.name}.`, {
    todo: "Let the rule name somebody else first, in Settings, Rules.",
  });
}

function refuseOutdated(basedOn: number, newest: number): void {
  if (basedOn === newest) return;
  throw new WaybillError("conflict", `Nothing was saved: the rules were changed meanwhile, version ${newest} is in force.`, {
    todo: "Look at what changed under Versions, then make your changes again on the newest version.",
  });
}

async function refuseWrong(client: Queryable, organizationId: string, rules: readonly AttributionRule[]): Promise<void> {
  const [first, ...others] = checkRules(rules, await readTargets(client, organizationId), compileRegex);
  if (!first) return;
  const more =
    others.length === 0
      ? ""
      : ` ${others.length === 1 ? "One other problem is" : `${others.length} other problems are`} there besides.`;
  throw new WaybillError("invalid_input", `Nothing was saved. ${first.message}${more}`, {
    todo: "Change the rule, then save again.",
  });
}

interface NewVersion {
  rules: readonly AttributionRule[];
  note: string;
  restoredFrom: number | null;
}

async function insertVersion(client: Queryable, scope: AuthorizedScope, version: number, made: NewVersion, now: Date) {
  await execute(
    sql`INSERT INTO attribution_versions (organization_id, version, rules, note, saved_by, saved_at, restored_from)
        VALUES (${scope.organizationId}::uuid, ${version}, ${JSON.stringify(made.rules)}::jsonb, ${made.note}, ${actorName(scope.actor)},
                ${now}, ${made.restoredFrom})`,
    client,
  );
  await markOrganizationDirty(client, scope.organizationId, now);
  await writeAudit(client, scope, made.restoredFrom === null ? "rules.saved" : "rules.restored", String(version), {
    version,
    rules: made.rules.length,
    note: made.note,
    ...(made.restoredFrom !== null && { restoredFrom: made.restoredFrom }),
  });
}

function checkedNote(note: string): string {
  const wanted = note.trim();
  if (wanted.length <= 500 && !wanted.includes("\0")) return wanted;
  throw new WaybillError("invalid_input", "Nothing was saved: the note is longer than 500 characters.", {
    todo: "Write a shorter note.",
  });
}

/**
 * Saves a complete, ordered set of rules as the newest version, and has every day of the books rebuilt by it in the
 * background. `basedOn` is the version that was changed (0: none was ever saved). Throws WaybillError `conflict` when a
 * newer one was saved meanwhile, `invalid_input` for rules that cannot be.
 */
export async function saveAttribution(
  scope: AuthorizedScope,
  { rules, note, basedOn }: { rules: unknown; note: string; basedOn: number },
  now: Date,
): Promise<{ version: number }> {
  permit(scope, "rules.manage");
  const asked = readRuleSet(rules);
  const wanted = checkedNote(note);
  return transaction(async (client) => {
    await lockRules(client, scope.organizationId);
    const { version: newest } = await readRules(client, scope.organizationId);
    refuseOutdated(basedOn, newest);
    await refuseWrong(client, scope.organizationId, asked);
    await insertVersion(client, scope, newest + 1, { rules: asked, note: wanted, restoredFrom: null }, now);
    return { version: newest + 1 };
  });
}

/**
 * Takes the rules of an older version again, as a new version. Throws WaybillError `not_found` for a version that never
 * was, `invalid_input` when it names somebody who is gone, `conflict` as saveAttribution().
 */
export async function restoreAttribution(
  scope: AuthorizedScope,
  { version, basedOn }: { version: number; basedOn: number },
  now: Date,
): Promise<{ version: number }> {
  permit(scope, "rules.manage");
  return transaction(async (client) => {
    await lockRules(client, scope.organizationId);
    const { version: newest } = await readRules(client, scope.organizationId);
    const [old] = await select(
      sql`SELECT rules FROM attribution_versions WHERE organization_id = ${scope.organizationId}::uuid AND version = ${version}`,
      z.object({ rules: RuleSet }),
      client,
    );
    if (!old) throw new WaybillError("not_found", "There is no such version of the rules.", { todo: "Choose one of the list." });
    refuseOutdated(basedOn, newest);
    await refuseWrong(client, scope.organizationId, old.rules);
    const made = { rules: old.rules, note: `Restores version ${version}.`, restoredFrom: version };
    await insertVersion(client, scope, newest + 1, made, now);
    return { version: newest + 1 };
  });
}

/** Two shares that became the same somebody's are one. */
function joinShares(shares: readonly RuleShare[], fromId: string, intoId: string): RuleShare[] {
  const joined = new Map<string, bigint>();
  for (const { to, percent } of shares) {
    const somebody = to === fromId ? intoId : to;
    joined.set(somebody, (joined.get(somebody) ?? 0n) + (parsePercent(percent) ?? 0n));
  }
  return [...joined].map(([to, percent]) => ({ to, percent: percentToString(percent) }));
}

/** After a merge: where the rules in force name the developer who went, a new version names the one who stays. */
export async function replaceInRules(
  client: Queryable,
  scope: AuthorizedScope,
  merged: { fromId: string; intoId: string; note: string },
  now: Date,
): Promise<void> {
  await lockRules(client, scope.organizationId);
  const { version, rules } = await readRules(client, scope.organizationId);
  if (!rules.some(({ sets }) => sets.developer.some(({ to }) => to === merged.fromId))) return;
  const named = rules.map((rule) => ({
    ...rule,
    sets: { ...rule.sets, developer: joinShares(rule.sets.developer, merged.fromId, merged.intoId) },
  }));
  await insertVersion(client, scope, version + 1, { rules: named, note: merged.note, restoredFrom: null }, now);
}
