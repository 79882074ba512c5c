/** Attribution rules as fast-check draws them, on the values that drawn days have. */
import fc from "fast-check";
import type { AttributionRule, RuleCondition, RuleShare } from "../domain/attribution/rule";
import { percentToString, WHOLE_PERCENT } from "../domain/percent";

const VALUES: Record<RuleCondition["field"], readonly string[]> = {
  key: ["ci", "o'brien\t\\N", "nobody"],
  workspace: ["Default", "workspace"],
  environment: ["ci", "production"],
  model: ["openai/gpt-5-2026", "anthropic/claude-4"],
  app: ["Waybill test"],
  user: ["ada@example.com", "svc-1"],
  session: ["run-1", "run-2"],
  tag: ["staging", "production"],
};

const condition: fc.Arbitrary<RuleCondition> = fc
  .constantFrom(...(Object.keys(VALUES) as RuleCondition["field"][]))
  .chain((field) =>
    fc.record({
      field: fc.constant(field),
      tag: field === "tag" ? fc.constantFrom("env", "o'clock") : fc.constant(null),
      wanted: fc.oneof(
        fc.constantFrom(...VALUES[field]).map((value) => ({ match: "exact" as const, value })),
        fc.constantFrom(...VALUES[field]).map((value) => ({ match: "prefix" as const, value: value.slice(0, 2) })),
        fc.constantFrom("*a*", "*1", "?*").map((value) => ({ match: "glob" as const, value })),
        fc.constantFrom("a", "^[^a]+$", "1|2").map((value) => ({ match: "regex" as const, value })),
      ),
    }),
  )
  .map(({ wanted, ...where }) => ({ ...where, ...wanted }));

/** Shares that add up to 100 %, one or several, even or with all six decimals. */
function shares(targets: readonly string[]): fc.Arbitrary<RuleShare[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...targets], { minLength: 0 }),
      fc.array(fc.bigInt({ min: 1n, max: 30_000_000n }), { minLength: 3, maxLength: 3 }),
    )
    .map(([chosen, parts]) => {
      let left: bigint = WHOLE_PERCENT;
      return chosen.map((to, index) => {
        const last = index === chosen.length - 1;
        const part = last ? left : (parts[index] ?? 1n);
        left -= part;
        return { to, percent: percentToString(part) };
      });
    });
}

/** Up to four rules that name these developers and teams (at most three of each) and two features. */
export function drawnRules(developers: readonly string[], teams: readonly string[]): fc.Arbitrary<AttributionRule[]> {
  const rule = fc.record({
    id: fc.uuid(),
    name: fc.constant("Drawn"),
    enabled: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
    sets: fc
      .record({ developer: shares(developers), team: shares(teams), feature: shares(["chat", "batch"]) })
      .filter(({ developer, team, feature }) => developer.length + team.length + feature.length > 0),
  });
  return fc.uniqueArray(rule, { maxLength: 4, selector: ({ id }) => id });
}
