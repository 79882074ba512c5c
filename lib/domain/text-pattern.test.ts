import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRegex } from "../facts/linear-regex";
import { LONGEST_SEARCHED, type MatchKind, textTest } from "./text-pattern";

const test = (match: MatchKind, pattern: string, text: string) => textTest(match, pattern, compileRegex)(text);

it.each<[MatchKind, string, string, boolean]>([
  ["exact", "ci", "ci", true],
  ["exact", "ci", "CI", false],
  ["prefix", "night-", "night-1", true],
  ["prefix", "night-", "a night-1", false],
  ["glob", "*", "", true],
  ["glob", "a*c", "abbbc", true],
  ["glob", "a*c", "abbbd", false],
  ["glob", "?", "🛒", true],
  ["glob", "a.c", "abc", false],
  ["glob", "*a*b*", "xxaxxbxx", true],
  ["glob", "[ab]", "[ab]", true],
  ["regex", "b+", "abbc", true],
  ["regex", "^b+$", "abbc", false],
  ["regex", "(a+)+$", `${"a".repeat(LONGEST_SEARCHED - 1)}!`, false],
  ["regex", "a", "a".repeat(LONGEST_SEARCHED + 1), false],
])("%s %s on %s: %s", (match, pattern, text, met) => expect(test(match, pattern, text)).toBe(met));

describe("a glob", () => {
  it("is what the expression with the same wildcards is", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    const globs = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(globs, letters, (glob, text) => {
        const regex = `^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`;
        expect(test("glob", glob, text)).toBe(new RegExp(regex).test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
