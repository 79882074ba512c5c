import type { Usd } from "../usd";
import type { RecommendationState } from "./life";
import type { Outcome } from "./outcome";
import type { DollarRange, Evidence, Finding } from "./recommendation";

/** A recommendation as it stands. */
export interface StoredRecommendation extends Finding {
  id: string;
  subject: string;
  state: RecommendationState;
  /** Dollars a month on top of those before it; and were it the only change. */
  together: DollarRange;
  alone: DollarRange;
  evidence: Evidence;
  foundAt: Date;
  /** When it last held. */
  heldAt: Date;
  decision: { at: Date; by: string; reason: string | null; worthUsd: Usd } | null;
  closedAt: Date | null;
  /** Requests to replay while it is on trial. */
  trialIds: readonly string[];
  /** What it is held against since it was accepted, and what came of it. */
  baseline: Evidence["baseline"] | null;
  outcome: Outcome | null;
}
