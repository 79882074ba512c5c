import { parsePercent, percentToString, WHOLE_PERCENT } from "../percent";
import { type CompileRegex, textTest } from "../text-pattern";
import { type AttributionRule, RULE_THINGS, type RuleCondition, type RuleShare, type RuleThing } from "./rule";

/** Whom rules of an organization may name. */
export interface RuleTargets {
  developers: ReadonlySet<string>;
  teams: ReadonlySet<string>;
}

/** What is wrong with a rule set, in words; `ruleId` is null for the set as a whole. */
export interface RuleProblem {
  ruleId: string | null;
  message: string;
}

const MOST_RULES = 200;
const MOST_PARTS = 20;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 400;
const LONGEST_REGEX = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Values of evidence may hold anything but NUL, which the database stores in no text; so may what they are held against. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for
const NUL = /\u0000/;

function problemOfText(what: string, text: string, longest: number, refused = CONTROL): string | null {
  if (text.trim() === "") return `${what} is empty.`;
  if (text.length > longest) return `${what} is longer than ${longest} characters.`;
  return refused.test(text) ? `${what} holds a control character.` : null;
}

function problemOfCondition(condition: RuleCondition, number: number, compile: CompileRegex): string | null {
  const what = `Condition ${number}`;
  const { field, tag, match, value } = condition;
  const problem =
    (field === "tag" ? problemOfText(`The tag's name in condition ${number}`, tag ?? "", LONGEST_NAME, NUL) : null) ??
    problemOfText(what, value, match === "regex" ? LONGEST_REGEX : LONGEST_VALUE, NUL);
  if (problem || match !== "regex") return problem;
  try {
    textTest(match, value, compile);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    return `${what} is not a regular expression that can be used: ${why}.`;
  }
}

function problemOfTarget(thing: RuleThing, { to }: RuleShare, targets: RuleTargets): string | null {
  if (thing === "feature") return problemOfText("The feature's name", to, LONGEST_NAME);
  const known = thing === "developer" ? targets.developers : targets.teams;
  return known.has(to) ? null : `It names a ${thing} that this organization does not have.`;
}

function problemOfShares(thing: RuleThing, shares: readonly RuleShare[], targets: RuleTargets): string | null {
  if (shares.length === 0) return null;
  if (shares.length > MOST_PARTS) return `It splits between more than ${MOST_PARTS} ${thing}s.`;
  const target = shares.map((share) => problemOfTarget(thing, share, targets)).find((problem) => problem !== null);
  if (target) return target;
  if (new Set(shares.map(({ to }) => to)).size < shares.length) return `It splits to the same ${thing} twice.`;
  const percents = shares.map(({ percent }) => parsePercent(percent));
  const wrong = percents.indexOf(null);
  if (wrong >= 0) {
    return `${JSON.stringify(shares[wrong]?.percent.slice(0, 20))} is not a percentage: write a number above 0 and up to 100, with at most six decimals, such as 33.3333.`;
  }
  const sum = percents.reduce<bigint>((total, percent) => total + (percent ?? 0n), 0n);
  if (sum === WHOLE_PERCENT) return null;
  const apart =
    sum > WHOLE_PERCENT
      ? `${percentToString(sum - WHOLE_PERCENT)} too much`
      : `${percentToString(WHOLE_PERCENT - sum)} is missing`;
  return `The percentages between ${thing}s add up to ${percentToString(sum)}, not to 100: ${apart}.`;
}

function problemsOfRule(rule: AttributionRule, targets: RuleTargets, compile: CompileRegex): string[] {
  const found: (string | null)[] = [problemOfText("Its name", rule.name, LONGEST_NAME)];
  if (rule.conditions.length === 0) found.push("It has no condition, and would take everything. Add at least one.");
  if (rule.conditions.length > MOST_PARTS) found.push(`It has more than ${MOST_PARTS} conditions.`);
  found.push(...rule.conditions.map((condition, index) => problemOfCondition(condition, index + 1, compile)));
  if (RULE_THINGS.every((thing) => rule.sets[thing].length === 0)) found.push("It sets neither developer nor team nor feature.");
  found.push(...RULE_THINGS.map((thing) => problemOfShares(thing, rule.sets[thing], targets)));
  return found.filter((problem) => problem !== null);
}

/** Everything that speaks against saving these rules; empty for a set that can be saved. Disabled rules must be right too. */
export function checkRules(rules: readonly AttributionRule[], targets: RuleTargets, compile: CompileRegex): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (rules.length > MOST_RULES) problems.push({ ruleId: null, message: `There are more than ${MOST_RULES} rules.` });
  if (new Set(rules.map((rule) => rule.id)).size < rules.length) {
    problems.push({ ruleId: null, message: "Two rules have the same id." });
  }
  for (const [index, rule] of rules.entries()) {
    const name = rule.name.trim() === "" ? "" : ` (${rule.name.trim().slice(0, LONGEST_NAME)})`;
    for (const message of problemsOfRule(rule, targets, compile)) {
      problems.push({ ruleId: rule.id, message: `Rule ${index + 1}${name}: ${message}` });
    }
  }
  return problems;
}
