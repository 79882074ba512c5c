import type { Figures } from "../domain/figures";
import type { Finality } from "../domain/finality";
import type { AuthorizedScope } from "../domain/scope";
import type { Change } from "../domain/spend-change";
import type { Balance, BooksOfPeriod, FilterDimension } from "../domain/spend-question";
import type { SpendSeries } from "../domain/spend-series";
import type { TableRow } from "../domain/spend-table";
import type { View } from "../domain/view";
import type { Freshness } from "./freshness";

/** The dimensions whose largest values stand on the overview. */
export const TOP_DIMENSIONS = ["developer", "key", "model", "feature"] as const satisfies readonly FilterDimension[];

export interface Overview {
  total: Figures & { finality: Finality | null };
  /** Cost of the comparison period; null without one or where it is not in the books. */
  comparisonUsd: Figures["costUsd"] | null;
  change: Change;
  balance: Balance;
  books: BooksOfPeriod;
  /** By day, stacked by the view's first `by` (model when it names none). */
  series: SpendSeries;
  /** The five largest of each, without sparklines (empty `spark`); Unattributed and its like stand among them. */
  tops: Record<(typeof TOP_DIMENSIONS)[number], Omit<TableRow, "spark">[]>;
  freshness: Freshness;
}

/** What was spent, by day, by whom and on what: the overview page. */
export async function overview(_scope: AuthorizedScope, _view: View, _now: Date): Promise<Overview> {
  throw new Error("being built");
}
