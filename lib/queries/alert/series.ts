import { addDays, dayOf } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { SpendSeries } from "../../domain/spend/series";
import { parseView } from "../../domain/spend/view";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "../spend/labels";
import { openPage, openSeries } from "../spend/page";

const DAYS = 30;

/** What an alert is about, by day of the last thirty, stacked by what it is not about already. */
export async function alertSeries(scope: AuthorizedScope, filters: Filters, now: Date): Promise<SpendSeries> {
  const today = dayOf(now);
  const period = { from: addDays(today, 1 - DAYS), to: today, compare: "none" };
  const view = { ...parseView(period, today), filters };
  const dimensions = ["model", "key", "developer"] as const satisfies readonly FilterDimension[];
  const stacked = dimensions.find((dimension) => filters[dimension] === undefined) ?? "model";
  return sharedSnapshot(async (on) => {
    const page = await openPage(scope, view, filters, now, on);
    const series = await openSeries(page, stacked);
    return series.labelled(await labelsOf(scope, series.ids, on));
  });
}
