import type { Figures } from "../domain/figures";
import type { Finality } from "../domain/finality";
import type { AuthorizedScope } from "../domain/scope";
import type { Change } from "../domain/spend-change";
import type { Balance, BooksOfPeriod, DimensionValue, FilterDimension } from "../domain/spend-question";
import type { SpendSeries } from "../domain/spend-series";
import type { TableFigures, TableRow } from "../domain/spend-table";
import type { View } from "../domain/view";
import type { About } from "./about";
import type { Freshness } from "./freshness";

/** What a detail page breaks its subject down by, the two dimensions that matter most. */
export const BREAKDOWNS = {
  developer: ["model", "key"],
  team: ["developer", "model"],
  key: ["developer", "model"],
  model: ["developer", "feature"],
  provider: ["model", "key"],
  feature: ["developer", "model"],
  app: ["developer", "model"],
  workspace: ["key", "model"],
  connection: ["key", "model"],
  evidence: ["key", "model"],
} as const satisfies Record<FilterDimension, readonly [FilterDimension, FilterDimension]>;

export interface SpendDetail {
  dimension: FilterDimension;
  value: DimensionValue;
  /** Header facts. */
  about: About;
  total: Figures & { finality: Finality | null };
  comparisonUsd: Figures["costUsd"] | null;
  change: Change;
  /** Of everything the asker sees in the period under the view's other filters; null where nothing was charged. */
  share: number | null;
  balance: Balance;
  books: BooksOfPeriod;
  /** By day, stacked by the view's first `by` (the first breakdown when it names none). */
  series: SpendSeries;
  breakdowns: { dimension: FilterDimension; total: TableFigures; rows: Omit<TableRow, "spark">[] }[];
  freshness: Freshness;
}

/**
 * One value of one dimension: what it is, what it cost by day, and what that is made of. `word` is a filter word
 * (lib/domain/spend-question.ts), so `none` is Unattributed, No feature and so on.
 * Throws WaybillError `not_found` where the asker sees no such thing.
 */
export async function spendDetail(
  _scope: AuthorizedScope,
  _dimension: FilterDimension,
  _word: string,
  _view: View,
  _now: Date,
): Promise<SpendDetail> {
  throw new Error("being built");
}
