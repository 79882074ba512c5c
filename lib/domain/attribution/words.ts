import { percentText } from "../format";
import type { MatchKind } from "../text-pattern";
import { type AttributionRule, RULE_THINGS, type RuleCondition, type RuleField, type RuleThing } from "./rule";

/** What the fields of conditions are called. */
export const FIELD_WORDS: Record<RuleField, string> = {
  key: "Key",
  workspace: "Workspace",
  environment: "Key's environment",
  model: "Model",
  app: "App",
  user: "User field",
  session: "Session",
  tag: "Tag",
};

export const MATCH_WORDS: Record<MatchKind, string> = {
  exact: "is",
  prefix: "begins with",
  glob: "is like",
  regex: "matches expression",
};

const THING_WORDS: Record<RuleThing, string> = { developer: "developer", team: "team", feature: "feature" };

/** A condition as a phrase: `model begins with “anthropic/”`. `nameOf` calls keys and workspaces that are given by id. */
export function conditionPhrase({ field, tag, match, value }: RuleCondition, nameOf: (id: string) => string | null): string {
  const what = field === "tag" ? `tag ${tag ?? ""}` : FIELD_WORDS[field].toLowerCase();
  return `${what} ${MATCH_WORDS[match]} “${nameOf(value) ?? value}”`;
}

/** What a rule does, as phrases: `developer Ada 60 %, Bo 40 %`. */
export function setPhrases({ sets }: Pick<AttributionRule, "sets">, nameOf: (id: string) => string | null): string[] {
  return RULE_THINGS.filter((thing) => sets[thing].length > 0).map((thing) => {
    const shares = sets[thing].map(({ to, percent }) => {
      const name = thing === "feature" ? to : (nameOf(to) ?? "somebody who is gone");
      return sets[thing].length === 1 ? name : `${name} ${percentText(percent)}`;
    });
    return `${THING_WORDS[thing]} ${shares.join(", ")}`;
  });
}
