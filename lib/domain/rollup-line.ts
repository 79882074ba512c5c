import type { Attribution, UnattributedReason } from "./attribution";
import { addFigures, type Figures, TOKEN_FIGURES } from "./figures";
import { ZERO_USD } from "./usd";

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
  feature: string | null;
  app: string | null;
  /** Why there is no developer; for a difference, what it is; null where there is a developer. */
  reason: UnattributedReason | DifferenceReason | null;
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

function identityOf(line: SpendLine): string {
  return JSON.stringify([
    line.evidence,
    line.model,
    line.keyId,
    line.provider,
    line.developerId,
    line.feature,
    line.app,
    line.teamId,
    line.workspaceId,
    line.attribution,
    line.reason,
  ]);
}

/** Adds up lines that differ in figures alone, and puts them into an order that does not depend on the input's. */
export function mergeLines(lines: Iterable<SpendLine>): SpendLine[] {
  const merged = new Map<string, SpendLine>();
  for (const line of lines) {
    const identity = identityOf(line);
    const known = merged.get(identity);
    merged.set(identity, known ? { ...known, ...addFigures(known, line) } : line);
  }
  const ordered = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return ordered.map(([, line]) => line);
}
