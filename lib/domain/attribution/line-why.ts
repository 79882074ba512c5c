import { capitalized } from "../format";
import type { DifferenceReason } from "../rollup/line";
import type { Attribution, UnattributedReason } from "./attribution";
import { CHAIN_WORDS, NOBODY_WORDS } from "./charge-words";

export type LineReason = UnattributedReason | DifferenceReason | null;

/** What a line of the books says of how it came about. */
export interface ChargedLine {
  attribution: Attribution;
  reason: LineReason;
  /** Names of the rules that decided; null: none did. */
  rules: { developer: string | null; team: string | null; feature: string | null };
}

function whomOf({ attribution, reason, rules }: ChargedLine): string {
  if (attribution === "rule") return rules.developer === null ? "A rule" : `Rule “${rules.developer}”`;
  if (attribution !== "none") return capitalized(CHAIN_WORDS[attribution]);
  return reason === null ? "Nobody is known" : capitalized(NOBODY_WORDS[reason]);
}

/** Why a line is charged as it is, as phrases: first whom, then by which rules its team and feature are others than its own. */
export function whyOfLine({ attribution, reason, rules }: ChargedLine): string[] {
  const others = (["team", "feature"] as const).filter((thing) => rules[thing] !== null);
  return [whomOf({ attribution, reason, rules }), ...others.map((thing) => `The ${thing}: rule “${rules[thing]}”`)];
}
