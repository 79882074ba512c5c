import type { AuthorizedScope } from "../domain/scope";
import type { Balance, BooksOfPeriod, FilterDimension } from "../domain/spend-question";
import type { SpendSeries } from "../domain/spend-series";
import type { SpendTable } from "../domain/spend-table";
import type { View } from "../domain/view";
import type { Freshness } from "./freshness";

export interface SpendList {
  dimension: FilterDimension;
  table: SpendTable;
  /** Explained: spend that has a value of the dimension. */
  balance: Balance;
  books: BooksOfPeriod;
  /** By day, stacked by the view's first `by` (the list's own dimension when it names none). */
  series: SpendSeries;
  freshness: Freshness;
}

/** Spend of every value of one dimension: the pages Developers, Keys, Models, Features. */
export async function spendList(
  _scope: AuthorizedScope,
  _dimension: FilterDimension,
  _view: View,
  _now: Date,
): Promise<SpendList> {
  throw new Error("being built");
}
