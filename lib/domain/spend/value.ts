import type { Dimension } from "../dimension";

/**
 * What a row stands for in one dimension. `none`: spend without a value (Unattributed, No feature …), id null.
 * `difference`: lines by which evidence exceeds the bill, which belong to nobody, id null.
 */
export interface DimensionValue {
  kind: "value" | "none" | "difference";
  /** UUID for developer, team, cost center, key, workspace and connection; the value itself otherwise. */
  id: string | null;
  label: string;
}

/** A value before it has its label. */
export type ValueKey = Pick<DimensionValue, "kind" | "id">;

/** What a row with this id stands for; `isDifference`: it sums lines by which evidence exceeds the bill. */
export function valueKey(id: string | null, isDifference: boolean): ValueKey {
  return { kind: id !== null ? "value" : isDifference ? "difference" : "none", id };
}

const NONE: Record<Dimension, string> = {
  day: "No day",
  developer: "Unattributed",
  team: "No team",
  cost_center: "No cost center",
  key: "No key",
  environment: "No environment",
  model: "No model",
  tier: "No tier",
  provider: "Provider not told",
  feature: "No feature",
  app: "No app",
  workspace: "No workspace",
  connection: "No connection",
  evidence: "No evidence",
};

const EVIDENCE: Record<string, string> = {
  generation: "Single requests",
  log: "Uploaded log",
  remainder: "Billed, no single request known",
  difference: "Difference",
};

/** What spend without a value of the dimension is called. */
export function labelOfNothing(dimension: Dimension, kind: DimensionValue["kind"]): string {
  return kind === "difference" ? "Difference" : NONE[dimension];
}

/** A kind of evidence as people read it; any other text as it is. */
export function evidenceLabel(evidence: string): string {
  return EVIDENCE[evidence] ?? evidence;
}
