import type { Day } from "./day";
import type { Figures } from "./figures";
import type { Finality } from "./finality";
import type { Change } from "./spend-change";
import type { DimensionValue } from "./spend-question";
import type { Usd } from "./usd";

export const SORT_COLUMNS = ["name", "cost", "change", "requests", "cost-per-request", "tokens", "cached-share"] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export interface Sort {
  column: SortColumn;
  descending: boolean;
}

/** What a table tells of one row, the totals row included. */
export interface TableFigures extends Figures {
  finality: Finality | null;
  /** Of the table's total cost, 0 to 1 (negative for a difference); null where nothing was charged. */
  share: number | null;
  /** Cost in the comparison period; null without a comparison or where it is not in the books. */
  comparisonUsd: Usd | null;
  change: Change;
  costPerRequestUsd: Usd | null;
  /** Prompt and completion tokens; null where unknown. */
  tokens: number | null;
  /** Cached of all prompt tokens, 0 to 1; null where unknown. */
  cachedShare: number | null;
}

export interface TableRow extends TableFigures {
  value: DimensionValue;
  /** Cost on each of the table's sparkDays; null on days the books do not have. */
  spark: (Usd | null)[];
}

/** Rows and rest add up to total, to the last digit. */
export interface SpendTable {
  total: TableFigures;
  rows: TableRow[];
  /** Rows beyond the first ones, summed; null when all are shown. */
  rest: (TableFigures & { count: number }) | null;
  /** The last 30 days of the period. */
  sparkDays: Day[];
}
