import { parsePercent, WHOLE_PERCENT } from "../percent";
import { type CompileRegex, type TextTest, textTest } from "../text-pattern";
import { type AttributionRule, RULE_THINGS, type RuleCondition, type RuleThing } from "./rule";

/** What rules may look at, of a request or of what was billed to a key. Null and empty: not known. */
export interface RuleInputs {
  /** The key's id and every name it was seen under. */
  key: readonly string[];
  workspace: readonly string[];
  /** The key's: development, ci or production. */
  environment: string | null;
  model: string;
  app: string | null;
  user: string | null;
  session: string | null;
  /** By name; those that no rule asks for may be missing. */
  tags: ReadonlyMap<string, string | null>;
}

/** One rule's word on one thing. Weights add up to 100 %. */
export interface Verdict {
  ruleId: string;
  shares: readonly { to: string; weight: bigint }[];
}

export type Verdicts = Readonly<Record<RuleThing, Verdict | null>>;

export interface CompiledRule {
  rule: AttributionRule;
  conditions: readonly { condition: RuleCondition; test: TextTest }[];
  verdicts: Verdicts;
}

/** A complete rule set, ready to decide. */
export interface RuleBook {
  /** 0: none was ever saved. */
  version: number;
  /** The enabled ones, in their order. */
  rules: readonly CompiledRule[];
  /** What single requests must be told apart by, because a rule asks for it. */
  asks: { session: boolean; tags: readonly string[] };
}

export const NO_RULES: RuleBook = { version: 0, rules: [], asks: { session: false, tags: [] } };

const NO_VERDICTS: Verdicts = { developer: null, team: null, feature: null };

function verdictOf(rule: AttributionRule, thing: RuleThing): Verdict | null {
  const shares = rule.sets[thing].map(({ to, percent }) => ({ to, weight: parsePercent(percent) ?? 0n }));
  if (shares.length === 0) return null;
  if (shares.reduce((sum, share) => sum + share.weight, 0n) !== WHOLE_PERCENT) {
    throw new RangeError(`the shares of rule ${rule.id} do not add up to 100 %`);
  }
  return { ruleId: rule.id, shares };
}

/** Throws for rules that checkRules() would refuse: a pattern that cannot be read, shares that do not add up. */
export function ruleBook(version: number, rules: readonly AttributionRule[], compile: CompileRegex): RuleBook {
  const enabled = rules.filter((rule) => rule.enabled);
  const conditions = enabled.flatMap((rule) => rule.conditions);
  const tags = conditions.flatMap(({ field, tag }) => (field === "tag" && tag !== null ? [tag] : []));
  return {
    version,
    asks: { session: conditions.some(({ field }) => field === "session"), tags: [...new Set(tags)].sort() },
    rules: enabled.map((rule) => ({
      rule,
      conditions: rule.conditions.map((condition) => ({
        condition,
        test: textTest(condition.match, condition.value, compile),
      })),
      verdicts: {
        developer: verdictOf(rule, "developer"),
        team: verdictOf(rule, "team"),
        feature: verdictOf(rule, "feature"),
      },
    })),
  };
}

/** The values a condition looks at; empty where none is known. */
export function lookedAt({ field, tag }: RuleCondition, inputs: RuleInputs): readonly string[] {
  if (field === "key" || field === "workspace") return inputs[field];
  const value = field === "tag" ? inputs.tags.get(tag ?? "") : inputs[field];
  return value === null || value === undefined ? [] : [value];
}

/** Whether every condition of the rule holds for a request. */
export function matches(rule: CompiledRule, inputs: RuleInputs): boolean {
  return rule.conditions.every(({ condition, test }) => lookedAt(condition, inputs).some(test));
}

/** What the rules say of these inputs, each thing by the first rule that matches and sets it. */
export function decide(book: RuleBook, inputs: RuleInputs): Verdicts {
  let decided: Record<RuleThing, Verdict | null> | null = null;
  for (const rule of book.rules) {
    if (decided && RULE_THINGS.every((thing) => decided?.[thing] || !rule.verdicts[thing])) continue;
    if (!matches(rule, inputs)) continue;
    decided ??= { ...NO_VERDICTS };
    for (const thing of RULE_THINGS) decided[thing] ??= rule.verdicts[thing];
  }
  return decided ?? NO_VERDICTS;
}
