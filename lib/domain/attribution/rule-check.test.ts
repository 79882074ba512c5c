import { describe, expect, it } from "vitest";
import { compileRegex } from "../../facts/linear-regex";
import type { AttributionRule, RuleShare } from "./rule";
import { checkRules } from "./rule-check";

const TARGETS = { developers: new Set(["ada", "bo", "cy"]), teams: new Set(["platform"]) };
const shares = (...percents: string[]): RuleShare[] =>
  percents.map((percent, index) => ({ to: ["ada", "bo", "cy"][index] ?? "", percent }));

function problems(sets: Partial<AttributionRule["sets"]>, change: Partial<AttributionRule> = {}): string[] {
  const conditions = [{ field: "app", match: "exact", value: "Cursor", tag: null } as const];
  const rule = {
    id: "1",
    name: "Split",
    enabled: true,
    conditions,
    sets: { developer: [], team: [], feature: [], ...sets },
    ...change,
  };
  return checkRules([rule], TARGETS, compileRegex).map(({ message }) => message.replace("Rule 1 (Split): ", ""));
}

describe("a split", () => {
  it.each([
    [["100"], null],
    [["33.3333", "33.3333", "33.3334"], null],
    [["0.000001", "99.999999"], null],
    [["33.3", "33.3", "33.3"], "The percentages between developers add up to 99.9, not to 100: 0.1 is missing."],
    [["50", "50.1"], "The percentages between developers add up to 100.1, not to 100: 0.1 too much."],
    [["99.9"], "The percentages between developers add up to 99.9, not to 100: 0.1 is missing."],
  ])("of %j", (percents, problem) => {
    expect(problems({ developer: shares(...percents) })).toEqual(problem === null ? [] : [problem]);
  });

  it.each(["0", "-1", "101", "1e2", "", "NaN", "33.33333333", "٣", "50 %"])("does not take %j for a percentage", (percent) => {
    expect(problems({ developer: shares(percent, "50") })[0]).toMatch(
      /is not a percentage: write a number above 0 and up to 100/,
    );
  });

  it("is not to the same developer twice, and to nobody who is not there", () => {
    expect(problems({ developer: [...shares("50"), ...shares("50")] })).toEqual(["It splits to the same developer twice."]);
    const stranger = [{ to: "eve", percent: "100" }];
    expect(problems({ developer: stranger })).toEqual(["It names a developer that this organization does not have."]);
    expect(problems({ team: stranger })).toEqual(["It names a team that this organization does not have."]);
  });
});

it("a rule says what it is about, and of whom", () => {
  expect(problems({ developer: shares("100") }, { conditions: [] })).toEqual([
    "It has no condition, and would take everything. Add at least one.",
  ]);
  expect(problems({})).toEqual(["It sets neither developer nor team nor feature."]);
});
