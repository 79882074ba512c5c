import { describe, expect, it } from "vitest";
import { compileRegex } from "../../facts/linear-regex";
import { explainAttribution } from "./explain";
import type { AttributionRule, RuleCondition } from "./rule";
import { decide, type RuleInputs, ruleBook } from "./rules";

const INPUTS: RuleInputs = {
  key: ["key-1", "ci-build", "old name"],
  workspace: ["workspace-1", "Search"],
  environment: "ci",
  model: "anthropic/claude-4",
  app: "Cursor",
  user: "ada@example.com",
  session: "run-2026-11-20",
  tags: new Map([["env", "staging"]]),
};
const UNKNOWN: RuleInputs = {
  key: [],
  workspace: [],
  environment: null,
  model: "m",
  app: null,
  user: null,
  session: null,
  tags: new Map(),
};

const condition = (field: RuleCondition["field"], match: RuleCondition["match"], value: string, tag: string | null = null) => ({
  ...{ field, match, value, tag },
});
const one = (to: string) => [{ to, percent: "100" }];

function rule(id: string, conditions: RuleCondition[], sets: Partial<AttributionRule["sets"]>, enabled = true): AttributionRule {
  return { id, name: id, enabled, conditions, sets: { developer: [], team: [], feature: [], ...sets } };
}

function decided(rules: AttributionRule[], inputs = INPUTS) {
  const { developer, team, feature } = decide(ruleBook(1, rules, compileRegex), inputs);
  return [developer, team, feature].map((verdict) => (verdict ? `${verdict.ruleId}:${verdict.shares.map((s) => s.to)}` : null));
}

describe("a condition", () => {
  it.each([
    ["a key's id", condition("key", "exact", "key-1"), true],
    ["any name of the key", condition("key", "prefix", "old"), true],
    ["no name of the key", condition("key", "exact", "old"), false],
    ["a workspace's name", condition("workspace", "glob", "S*"), true],
    ["a key's environment", condition("environment", "exact", "ci"), true],
    ["a model's family", condition("model", "prefix", "anthropic/"), true],
    ["an app in another case", condition("app", "exact", "cursor"), false],
    ["an app in any case, as a regular expression", condition("app", "regex", "(?i)^cursor$"), true],
    ["a user's domain", condition("user", "glob", "*@example.com"), true],
    ["a session by a part of it", condition("session", "regex", "-11-2\\d$"), true],
    ["a tag's value", condition("tag", "exact", "staging", "env"), true],
    ["a tag that is missing", condition("tag", "glob", "*", "team"), false],
    ["a tag named like what every object has", condition("tag", "glob", "*", "__proto__"), false],
  ])("meets %s", (_, asked, met) => {
    expect(decided([rule("r", [asked], { feature: one("x") })])[2]).toBe(met ? "r:x" : null);
  });

  it.each(["key", "workspace", "environment", "app", "user", "session", "tag"] as const)(
    "on %s is not met where that is not known",
    (field) => {
      const anything = rule("r", [condition(field, "glob", "*", field === "tag" ? "env" : null)], { feature: one("x") });
      expect(decided([anything], UNKNOWN)).toEqual([null, null, null]);
    },
  );
});

describe("rules", () => {
  const all = condition("model", "glob", "*");
  const none = condition("model", "exact", "another");

  it("need all their conditions", () => {
    expect(decided([rule("r", [all, none], { team: one("t") })])).toEqual([null, null, null]);
  });

  it("decide each thing on its own, the first that matches and sets it", () => {
    const rules = [
      rule("off", [all], { developer: one("x"), team: one("x"), feature: one("x") }, false),
      rule("misses", [none], { developer: one("x"), team: one("x"), feature: one("x") }),
      rule("first", [all], { feature: one("chat") }),
      rule("second", [all], { developer: one("ada"), feature: one("search") }),
      rule("third", [all], { developer: one("bo"), team: one("platform") }),
    ];
    expect(decided(rules)).toEqual(["second:ada", "third:platform", "first:chat"]);
  });

  it("ask for sessions and tags only while they are enabled", () => {
    const session = condition("session", "prefix", "x");
    const tag = (name: string) => condition("tag", "exact", "x", name);
    const asks = (...rules: AttributionRule[]) => ruleBook(1, rules, compileRegex).asks;
    expect(asks(rule("a", [all], {}), rule("b", [session, tag("z")], {}, false))).toEqual({ session: false, tags: [] });
    expect(asks(rule("a", [tag("b"), session], {}), rule("c", [tag("a"), tag("b")], {}))).toEqual({
      session: true,
      tags: ["a", "b"],
    });
  });

  it("explain themselves: what decided, what else matched, what they saw and what counts without them", () => {
    const rules = [
      rule("misses", [all, condition("user", "exact", "bo")], { developer: one("bo") }),
      rule("half", [all], {
        developer: [
          { to: "ada", percent: "50" },
          { to: "bo", percent: "50" },
        ],
      }),
      rule("late", [condition("tag", "exact", "staging", "env")], { developer: one("bo"), team: one("platform") }),
    ];
    const why = explainAttribution(
      { inputs: INPUTS, key: null, externalUser: "ada@example.com", member: null, hasEvidence: true, feature: "own" },
      ruleBook(7, rules, compileRegex),
      { developerOf: (alias) => (alias.kind === "user" ? "ada" : null), teamOf: () => "search" },
    );
    expect(why).toMatchObject({ version: 7, developer: { ruleId: "half" }, team: { ruleId: "late" }, feature: null });
    expect(why.otherwise).toEqual({
      developerId: "ada",
      attribution: "user_field",
      reason: null,
      teamId: "search",
      feature: "own",
    });
    expect(
      why.rules.map(({ rule: { id }, position, matched, decided: things, overruled }) => [
        id,
        position,
        matched,
        things,
        overruled,
      ]),
    ).toEqual([
      ["misses", 1, false, [], []],
      ["half", 2, true, ["developer"], []],
      ["late", 3, true, ["team"], [{ thing: "developer", byRuleId: "half" }]],
    ]);
    expect(why.rules[0]?.conditions.map(({ met, saw }) => [met, saw])).toEqual([
      [true, ["anthropic/claude-4"]],
      [false, ["ada@example.com"]],
    ]);
  });
});
