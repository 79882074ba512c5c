import type { Attribution, UnattributedReason } from "../attribution/attribution";
import type { RuleThing } from "../attribution/rule";
import { type Figures, TOKEN_FIGURES } from "../figures";
import { ZERO_USD } from "../usd";

export type Evidence = "generation" | "log" | "remainder" | "difference";

/** What the evidence has too much, or the bill too much without a request for it. */
export type DifferenceReason =
  /** More is known of single requests than was billed. */
  | "evidence_exceeds_bill"
  /** All requests are known, their costs cut to six decimals by the log export. */
  | "log_csv_cut"
  /** All requests are known, the rest is below the last stored digit of each. */
  | "rounding";

/** One line of the ledger, of a given connection and day. */
export interface SpendLine extends Figures {
  evidence: Evidence;
  attribution: Attribution;
  workspaceId: string | null;
  keyId: string | null;
  model: string;
  provider: string | null;
  developerId: string | null;
  teamId: string | null;
  costCenterId: string | null;
  feature: string | null;
  app: string | null;
  /** Why there is no developer; for a difference, what it is; null where there is a developer. */
  reason: UnattributedReason | DifferenceReason | null;
  /** The rules that decided developer, team and feature; null where none did. */
  developerRuleId: string | null;
  teamRuleId: string | null;
  featureRuleId: string | null;
}

export type Shares = readonly { to: string; weight: bigint }[];

/** Among whom a line is to be split; null: that thing is not split. */
export type Split = Readonly<Record<RuleThing, Shares | null>>;

/** A line before it is split: null in a thing that is. */
export interface DraftLine extends SpendLine {
  split: Split | null;
}

/** A line that says nothing: every figure is zero or unknown. */
export function saysNothing(figures: Figures): boolean {
  return (
    figures.costUsd === ZERO_USD &&
    figures.byokUsd === ZERO_USD &&
    figures.requests === 0 &&
    TOKEN_FIGURES.every((figure) => !figures[figure])
  );
}
