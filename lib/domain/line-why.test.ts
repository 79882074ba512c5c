import { expect, it } from "vitest";
import { type ChargedLine, whyOfLine } from "./line-why";

const NO_RULES = { developer: null, team: null, feature: null };

it.each<[string, ChargedLine, string[]]>([
  ["its user", { attribution: "user_field", reason: null, rules: NO_RULES }, ["The request's user"]],
  ["the key's owner", { attribution: "key_owner", reason: null, rules: NO_RULES }, ["Who owns the key"]],
  ["a rule", { attribution: "rule", reason: null, rules: { ...NO_RULES, developer: "Builds" } }, ["Rule “Builds”"]],
  [
    "a rule for the feature alone",
    { attribution: "key_creator", reason: null, rules: { ...NO_RULES, feature: "Nightly" } },
    ["Who made the key, or sent the request", "The feature: rule “Nightly”"],
  ],
  [
    "nobody, but a team by a rule",
    { attribution: "none", reason: "key_unknown", rules: { ...NO_RULES, team: "Chatroom" } },
    ["Names no user, and the key is not known", "The team: rule “Chatroom”"],
  ],
  ["a difference", { attribution: "none", reason: "log_csv_cut", rules: NO_RULES }, ["The log cut its costs to six decimals"]],
])("says of a line that is charged by %s why", (_, line, words) => expect(whyOfLine(line)).toEqual(words));
