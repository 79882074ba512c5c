import { expect, it } from "vitest";
import { type ChargedLine, whyOfLine } from "./line-why";

const NO_RULES = { developer: null, team: null, feature: null };

it.each<[string, ChargedLine, string[]]>([
  ["its user", { attribution: "user_field", reason: null, rules: NO_RULES }, ["The user that the request names"]],
  ["the key's owner", { attribution: "key_owner", reason: null, rules: NO_RULES }, ["Who owns the key on that day"]],
  ["a rule", { attribution: "rule", reason: null, rules: { ...NO_RULES, developer: "Builds" } }, ["Rule “Builds”"]],
  [
    "a rule for the feature alone",
    { attribution: "key_creator", reason: null, rules: { ...NO_RULES, feature: "Nightly" } },
    ["Who made the key, or sent the request", "The feature: rule “Nightly”"],
  ],
  [
    "nobody, but a team by a rule",
    { attribution: "none", reason: "key_unknown", rules: { ...NO_RULES, team: "Chatroom" } },
    ["No user is named, and no source tells the key", "The team: rule “Chatroom”"],
  ],
  [
    "a difference",
    { attribution: "none", reason: "log_csv_cut", rules: NO_RULES },
    ["The log cuts each cost at six decimals, so that its sum falls short of the bill"],
  ],
])("says of a line that is charged by %s why", (_, line, words) => expect(whyOfLine(line)).toEqual(words));
