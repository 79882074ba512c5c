import type { Day } from "./day";
import type { Dimension } from "./dimension";
import type { Figures } from "./figures";

/** Where billed cells come from, the better-founded first: a day's books are those of the first that has the day. */
export const BILLED_SOURCES = ["analytics", "activity", "aggregate_csv"] as const;
export type BilledSource = (typeof BILLED_SOURCES)[number];

/** What a bill leaves open until single requests tell it. */
export const UNTOLD_BY_BILL: Record<BilledSource, readonly Dimension[]> = {
  analytics: ["feature", "app", "provider"],
  activity: ["feature", "app", "key", "environment", "workspace", "developer", "team", "cost_center"],
  aggregate_csv: ["feature", "app", "provider"],
};

/** How a source names a key: by hash where known for certain, else by the name it shows; neither: no key. */
export interface KeyReference {
  hash: string | null;
  name: string | null;
}

/** What OpenRouter says it charged for one day × key × model (× provider, where the source tells). */
export interface BilledCellReport extends Figures {
  day: Day;
  key: KeyReference;
  /** Permaslug. */
  model: string;
  provider: string | null;
}
