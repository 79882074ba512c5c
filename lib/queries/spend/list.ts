import { dayOf } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type Balance, balanceOf } from "../../domain/spend/balance";
import type { FilterDimension } from "../../domain/spend/question";
import type { SpendSeries } from "../../domain/spend/series";
import { LISTED_ROWS, type SpendTable, tableOf } from "../../domain/spend/table";
import type { View } from "../../domain/spend/view";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "./labels";
import { openPage, openSeries, type PageTotal, sparkDays, stackedBy, toldBefore, totalOf, valuesOf } from "./page";
import { spendSparks } from "./sparks";
import { labelled } from "./values";

export interface SpendList extends PageTotal {
  dimension: FilterDimension;
  table: SpendTable;
  /** Explained: spend that has a value of the dimension. */
  balance: Balance;
  /** By day, stacked by the view's first `by` (the list's own dimension when it names none). */
  series: SpendSeries;
  freshness: Freshness;
}

/** Spend of every value of one dimension: the pages Developers, Keys, Models, Features. */
export async function spendList(scope: AuthorizedScope, dimension: FilterDimension, view: View, now: Date): Promise<SpendList> {
  return sharedSnapshot(async (client) => {
    const [fresh, page] = await Promise.all([freshness(scope, client), openPage(scope, view, view.filters, now, client)]);
    const values = await valuesOf(page, dimension);
    const stacked = stackedBy(view, dimension);
    const listed = view.all ? null : LISTED_ROWS;
    const days = sparkDays(view, dayOf(now));
    const [series, [table, sparks]] = await Promise.all([
      openSeries(page, stacked, stacked === dimension ? values : undefined),
      (async () => {
        const labels = await labelsOf(
          scope,
          values.map(({ id }) => ({ dimension, id })),
          client,
        );
        const table = { sort: view.sort, listed, comparable: page.comparable, isTold: toldBefore(page, dimension) };
        const told = tableOf(labelled(values, dimension, labels), table);
        const shown = told.rows.map((row) => row.value);
        return [told, await spendSparks(scope, dimension, shown, days, view.filters, page.books, client)] as const;
      })(),
    ]);
    const labels = await labelsOf(scope, series.ids, client);
    return {
      ...totalOf(page),
      dimension,
      table: { ...table, rows: table.rows.map((row) => ({ ...row, spark: sparks(row.value) })), sparkDays: days },
      balance: balanceOf(values),
      series: series.labelled(labels),
      freshness: fresh,
    };
  });
}
