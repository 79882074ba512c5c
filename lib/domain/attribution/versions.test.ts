import { expect, it } from "vitest";
import type { AttributionRule } from "./rule";
import { compareRules } from "./versions";

const rule = (id: string, name = id): AttributionRule => ({
  ...{ id, name, enabled: true },
  conditions: [{ field: "key", tag: null, match: "exact", value: "ci" }],
  sets: { developer: [], team: [], feature: [{ to: "x", percent: "100" }] },
});
const rules = (ids: string) => [...ids].map((id) => rule(id));

/** What changed, in short: + added, - removed, ~ changed, > moved. */
function told(before: AttributionRule[], after: AttributionRule[]): string {
  return compareRules(before, after)
    .map(({ ruleId, before: was, after: is, changed, moved }) => {
      return (was === null ? "+" : is === null ? "-" : `${changed ? "~" : ""}${moved ? ">" : ""}`) + ruleId;
    })
    .join(" ");
}

it.each([
  ["the same", "abc", "abc", ""],
  ["one added in the middle moves nobody", "abc", "axbc", "+x"],
  ["one removed moves nobody", "abc", "ac", "-b"],
  ["the first becomes the last: it alone moved", "abcd", "bcda", ">a"],
  ["the last becomes the first", "abcd", "dabc", ">d"],
  ["two change places", "ab", "ba", ">a"],
  ["all at once", "abcd", "dxab", ">d +x -c"],
  ["from nothing", "", "ab", "+a +b"],
])("%s", (_, before, after, changes) => expect(told(rules(before), rules(after))).toBe(changes));

it("tells a rule that was changed, also when it moved too", () => {
  expect(told(rules("abc"), [rule("b"), rule("c"), rule("a", "renamed")])).toBe("~>a");
  expect(told(rules("ab"), [rule("a"), { ...rule("b"), enabled: false }])).toBe("~b");
});
