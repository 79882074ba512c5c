import type { MatchKind } from "../text-pattern";

/** What a condition can look at. `key` and `workspace`: the id, or any name it has had; `environment`: the key's. */
export const RULE_FIELDS = ["key", "workspace", "environment", "model", "app", "user", "session", "tag"] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

/** What a rule can say of a spend line. */
export const RULE_THINGS = ["developer", "team", "feature"] as const;
export type RuleThing = (typeof RULE_THINGS)[number];

export interface RuleCondition {
  field: RuleField;
  /** The tag's name; null for other fields. */
  tag: string | null;
  match: MatchKind;
  value: string;
}

/** Who or what gets how much: a developer's or team's id, or a feature's name. */
export interface RuleShare {
  to: string;
  /** A decimal such as `33.3333`. The shares of one thing add up to exactly 100. */
  percent: string;
}

/**
 * Says whose, or what for, the spend is that meets all its conditions. A value that is not known meets no condition.
 *
 * Rules stand in order. For each thing on its own, the first enabled rule that matches and sets it decides; a later rule may
 * still decide another thing. Where one decides, nothing else counts: neither the request's user field, nor the key's owner
 * or creator, nor the request's own feature. Where none sets a team, the team is that of the developer on that day.
 */
export interface AttributionRule {
  /** Stays the same from version to version, however the rule is renamed or moved. */
  id: string;
  name: string;
  enabled: boolean;
  conditions: readonly RuleCondition[];
  /** Empty: the rule leaves it alone. One share of 100: it is set. More: it is split. */
  sets: Readonly<Record<RuleThing, readonly RuleShare[]>>;
}
