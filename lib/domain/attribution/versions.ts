import type { AttributionRule } from "./rule";

/** What became of one rule between two versions. A rule may have been changed and moved at once. */
export interface RuleChange {
  ruleId: string;
  /** Null: it was not there. */
  before: { rule: AttributionRule; position: number } | null;
  after: { rule: AttributionRule; position: number } | null;
  changed: boolean;
  /** It stands elsewhere among the rules that both versions have. */
  moved: boolean;
}

/** The rules that kept their order, as many as possible. Takes their old positions in the new order. */
function keptInOrder(positions: readonly number[]): Set<number> {
  const best: number[][] = [];
  for (const [index, position] of positions.entries()) {
    const longest = best.slice(0, index).reduce<number[]>((run, other) => {
      return (other.at(-1) ?? -1) < position && other.length > run.length ? other : run;
    }, []);
    best.push([...longest, position]);
  }
  return new Set(best.reduce((run, other) => (other.length > run.length ? other : run), []));
}

const placed = (rules: readonly AttributionRule[]) =>
  new Map(rules.map((rule, index) => [rule.id, { rule, position: index + 1 }]));

/** What differs between two versions, in the order of the newer one, removed rules last; empty for the same rules. */
export function compareRules(before: readonly AttributionRule[], after: readonly AttributionRule[]): RuleChange[] {
  const [old, now] = [placed(before), placed(after)];
  const inOrder = keptInOrder(after.flatMap(({ id }) => old.get(id)?.position ?? []));
  const kept = [...now].map(([ruleId, place]): RuleChange => {
    const was = old.get(ruleId) ?? null;
    const changed = was !== null && JSON.stringify(was.rule) !== JSON.stringify(place.rule);
    return { ruleId, before: was, after: place, changed, moved: was !== null && !inOrder.has(was.position) };
  });
  const removed = [...old].flatMap(([ruleId, was]): RuleChange[] =>
    now.has(ruleId) ? [] : [{ ruleId, before: was, after: null, changed: false, moved: false }],
  );
  return [...kept.filter(({ before: was, changed, moved }) => was === null || changed || moved), ...removed];
}
