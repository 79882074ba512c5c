import type { Day } from "../domain/day";

/** How fresh the books are, for the line that every page with money carries. */
export interface Freshness {
  /** First and last day in the books of the organization; null while there is none. */
  firstDay: Day | null;
  lastDay: Day | null;
  /** When OpenRouter was last read, over the connections in use; null before the first finished sync. */
  lastSyncedAt: Date | null;
  /** A sync is queued or running. */
  syncing: boolean;
  /** The latest run of some connection failed: its name and words. */
  failing: { connectionName: string; message: string | null }[];
  /** Days whose facts changed and whose lines are still being rebuilt. */
  rebuildingDays: number;
  /** Connections in use; 0: nothing was imported yet. */
  connections: number;
}
