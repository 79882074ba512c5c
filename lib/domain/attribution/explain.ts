import { type AliasBook, type Attributed, type AttributionFacts, attributeDeveloper } from "./attribution";
import { type AttributionRule, RULE_THINGS, type RuleCondition, type RuleThing } from "./rule";
import { type CompiledRule, lookedAt, matches, type RuleBook, type RuleInputs, type Verdict } from "./rules";

/** What is known of the spend that is asked about. */
export interface AskedSpend extends AttributionFacts {
  inputs: RuleInputs;
  /** The request's own. */
  feature: string | null;
}

export interface ExplainedCondition {
  condition: RuleCondition;
  met: boolean;
  /** The values it looked at; empty: none is known. */
  saw: readonly string[];
}

/** An enabled rule beside the spend that is asked about. */
export interface ExplainedRule {
  rule: AttributionRule;
  /** From 1, among the enabled rules. */
  position: number;
  matched: boolean;
  conditions: readonly ExplainedCondition[];
  /** What it decided. */
  decided: readonly RuleThing[];
  /** What it would have decided, had no earlier rule done so. */
  overruled: readonly { thing: RuleThing; byRuleId: string }[];
}

export interface AttributionExplanation {
  /** Of the rules; 0: there are none. */
  version: number;
  /** By a rule: among whom, in what proportion (weights). Null: no rule decided it. */
  developer: Verdict | null;
  team: Verdict | null;
  feature: Verdict | null;
  /** What counts where no rule decides: user field, key owner, key creator, nobody with the reason. */
  otherwise: Attributed & { teamId: string | null; feature: string | null };
  rules: readonly ExplainedRule[];
}

function explainRule(
  compiled: CompiledRule,
  position: number,
  inputs: RuleInputs,
  decidedBy: Map<RuleThing, string>,
): ExplainedRule {
  const matched = matches(compiled, inputs);
  const sets = matched ? RULE_THINGS.filter((thing) => compiled.verdicts[thing]) : [];
  const decided = sets.filter((thing) => !decidedBy.has(thing));
  const overruled = sets.flatMap((thing) => {
    const byRuleId = decidedBy.get(thing);
    return byRuleId === undefined ? [] : [{ thing, byRuleId }];
  });
  for (const thing of decided) decidedBy.set(thing, compiled.rule.id);
  const conditions = compiled.conditions.map(({ condition, test }) => {
    const saw = lookedAt(condition, inputs);
    return { condition, met: saw.some(test), saw };
  });
  return { rule: compiled.rule, position, matched, conditions, decided, overruled };
}

/** Why spend is charged as it is: which rule decided what, which others matched, and what counts without rules. */
export function explainAttribution(
  asked: AskedSpend,
  book: RuleBook,
  people: { developerOf: AliasBook; teamOf: (developerId: string) => string | null },
): AttributionExplanation {
  const decidedBy = new Map<RuleThing, string>();
  const rules = book.rules.map((rule, index) => explainRule(rule, index + 1, asked.inputs, decidedBy));
  const verdictOf = (thing: RuleThing) =>
    book.rules.find(({ rule }) => rule.id === decidedBy.get(thing))?.verdicts[thing] ?? null;
  const chain = attributeDeveloper(asked, people.developerOf);
  const teamId = chain.developerId === null ? null : people.teamOf(chain.developerId);
  return {
    version: book.version,
    developer: verdictOf("developer"),
    team: verdictOf("team"),
    feature: verdictOf("feature"),
    otherwise: { ...chain, teamId, feature: asked.feature },
    rules,
  };
}
