import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import { type Balance, balanceOf } from "../../domain/spend/balance";
import { shareOf } from "../../domain/spend/change";
import { type FilterDimension, problemOfWord, readFilterWord } from "../../domain/spend/question";
import type { SpendSeries } from "../../domain/spend/series";
import { LISTED_PARTS, type TableFigures, type TableRow, tableOf } from "../../domain/spend/table";
import type { DimensionValue, ValueKey } from "../../domain/spend/value";
import { DEFAULT_SORT, type View } from "../../domain/spend/view";
import { type About, aboutValue } from "../about/about";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { sharedSnapshot } from "../snapshot";
import { spendDays, sumDays } from "./by-day";
import { labelsOf } from "./labels";
import { openPage, openSeries, type PageTotal, stackedBy, toldBefore, totalOf, valuesOf } from "./page";
import { type KeyedFigures, labelled } from "./values";

/** What a detail page breaks its subject down by, the two dimensions that matter most. */
const BREAKDOWNS = {
  developer: ["model", "key"],
  team: ["developer", "model"],
  cost_center: ["team", "developer"],
  key: ["developer", "model"],
  environment: ["key", "developer"],
  model: ["developer", "feature"],
  tier: ["model", "developer"],
  provider: ["developer", "model"],
  feature: ["developer", "model"],
  app: ["developer", "model"],
  workspace: ["developer", "key"],
  connection: ["developer", "key"],
  evidence: ["developer", "key"],
} as const satisfies Record<FilterDimension, readonly [FilterDimension, FilterDimension]>;

export interface Breakdown {
  dimension: FilterDimension;
  total: TableFigures;
  rows: Omit<TableRow, "spark">[];
  /** Rows beyond the first ones, summed; null when all are shown. */
  rest: (TableFigures & { count: number }) | null;
}

export interface SpendDetail extends PageTotal {
  dimension: FilterDimension;
  value: DimensionValue;
  /** Header facts. */
  about: About;
  /** Of everything the asker sees in the period under the view's other filters; null where nothing was charged. */
  share: number | null;
  /** Explained: spend that has a developer. */
  balance: Balance;
  /** By day, stacked by the view's first `by` (the first breakdown when it names none). */
  series: SpendSeries;
  breakdowns: Breakdown[];
  freshness: Freshness;
}

/** A developer's spend is explained, Unattributed's is not; other values show how much of theirs has a developer. */
function balanceFor(dimension: FilterDimension, { kind }: ValueKey, breakdown: readonly KeyedFigures[]): Balance {
  return balanceOf(dimension === "developer" ? breakdown.map(({ costUsd }) => ({ kind, costUsd })) : breakdown);
}

/**
 * One value of one dimension: what it is, what it cost by day, and what that is made of. `word` is a filter word
 * (lib/domain/spend/question.ts), so `none` is Unattributed, No feature and so on.
 * Throws WaybillError `not_found` where the asker sees no such thing.
 */
export async function spendDetail(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  word: string,
  view: View,
  now: Date,
): Promise<SpendDetail> {
  const problem = problemOfWord(dimension, word);
  if (problem) throw new WaybillError("not_found", problem);
  const key = readFilterWord(dimension, word);
  const { [dimension]: _, ...otherFilters } = view.filters;
  return sharedSnapshot(async (client) => {
    const [about, page, fresh] = await Promise.all([
      aboutValue(scope, dimension, word, now, client),
      openPage(scope, view, { ...otherFilters, [dimension]: [word] }, now, client),
      freshness(scope, client),
    ]);
    const [first, second] = BREAKDOWNS[dimension];
    const [everything, ofFirst, ofSecond] = await Promise.all([
      spendDays(scope, [view.period], otherFilters, page.books, client),
      valuesOf(page, first),
      valuesOf(page, second),
    ]);
    const parts: [FilterDimension, KeyedFigures[]][] = [
      [first, ofFirst],
      [second, ofSecond],
    ];
    const stacked = stackedBy(view, first);
    const series = await openSeries(page, stacked, parts.find(([part]) => part === stacked)?.[1]);
    const ids = parts.flatMap(([part, values]) => values.map(({ id }) => ({ dimension: part, id })));
    const labels = await labelsOf(scope, [...series.ids, ...ids, { dimension, id: key.id }], client);
    const options = { sort: DEFAULT_SORT, listed: view.all ? null : LISTED_PARTS, comparable: page.comparable };
    const total = totalOf(page);
    return {
      ...total,
      dimension,
      value: labels(dimension, key),
      about,
      share: shareOf(total.total.costUsd, sumDays(everything, view.period).costUsd),
      balance: balanceFor(dimension, key, parts[0]?.[1] ?? []),
      series: series.labelled(labels),
      breakdowns: parts.map(([part, values]) => ({
        dimension: part,
        ...tableOf(labelled(values, part, labels), { ...options, isTold: toldBefore(page, part) }),
      })),
      freshness: fresh,
    };
  });
}
