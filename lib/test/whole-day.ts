/** A day's books at once, in an order of their own, so that tests can compare them. */
import { addFigures } from "../domain/figures";
import type { SpendLine } from "../domain/rollup/line";
import { type DayBalance, type DayFacts, DayRollup, type EvidenceGroup } from "../domain/rollup/rollup";

function identityOf(line: SpendLine): string {
  return JSON.stringify([
    line.evidence,
    line.model,
    line.keyId,
    line.provider,
    line.developerId,
    line.feature,
    line.app,
    line.teamId,
    line.costCenterId,
    line.workspaceId,
    line.attribution,
    line.reason,
    line.developerRuleId,
    line.teamRuleId,
    line.featureRuleId,
  ]);
}

/** Adds up lines that differ in figures alone, and puts them into an order that does not depend on the input's. */
function mergeLines(lines: Iterable<SpendLine>): SpendLine[] {
  const merged = new Map<string, SpendLine>();
  for (const line of lines) {
    const identity = identityOf(line);
    const known = merged.get(identity);
    merged.set(identity, known ? { ...known, ...addFigures(known, line) } : line);
  }
  const ordered = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return ordered.map(([, line]) => line);
}

export function rollUpDay(facts: DayFacts, evidence: Iterable<EvidenceGroup>): DayBalance & { lines: SpendLine[] } {
  const rollup = new DayRollup(facts);
  const lines: SpendLine[] = [];
  for (const group of evidence) {
    const line = rollup.book(group);
    if (line) lines.push(line);
  }
  lines.push(...rollup.close());
  return { lines: mergeLines(lines), ...rollup.balance() };
}
