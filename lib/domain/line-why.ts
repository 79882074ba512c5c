import type { Attribution, UnattributedReason } from "./attribution";
import type { DifferenceReason } from "./rollup-line";

export type LineReason = UnattributedReason | DifferenceReason | null;

/** What a line of the books says of how it came about. */
export interface ChargedLine {
  attribution: Attribution;
  reason: LineReason;
  /** Names of the rules that decided; null: none did. */
  rules: { developer: string | null; team: string | null; feature: string | null };
}

const CHAIN: Record<Exclude<Attribution, "rule" | "none">, string> = {
  user_field: "The request's user",
  key_owner: "Who owns the key",
  key_creator: "Who made the key, or sent the request",
};

const NOBODY: Record<Exclude<LineReason, null>, string> = {
  no_user_no_owner: "Names no user, and nobody answers for the key",
  no_evidence_no_owner: "No single request is known, and nobody answers for the key",
  key_unknown: "Names no user, and the key is not known",
  evidence_exceeds_bill: "More is known of single requests than was billed",
  log_csv_cut: "The log cut its costs to six decimals",
  rounding: "Below the last digit that is stored",
};

function whomOf({ attribution, reason, rules }: ChargedLine): string {
  if (attribution === "rule") return rules.developer === null ? "A rule" : `Rule “${rules.developer}”`;
  if (attribution !== "none") return CHAIN[attribution];
  return reason === null ? "Nobody is known" : NOBODY[reason];
}

/** Why a line is charged as it is, as phrases: first whom, then by which rules its team and feature are others than its own. */
export function whyOfLine({ attribution, reason, rules }: ChargedLine): string[] {
  const others = (["team", "feature"] as const).filter((thing) => rules[thing] !== null);
  return [whomOf({ attribution, reason, rules }), ...others.map((thing) => `The ${thing}: rule “${rules[thing]}”`)];
}
