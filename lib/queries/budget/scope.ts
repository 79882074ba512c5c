import type { Queryable } from "../../db/sql";
import { dimensionName } from "../../domain/dimension";
import type { AuthorizedScope } from "../../domain/scope";
import { FILTER_DIMENSIONS, type Filters, readFilterWord } from "../../domain/spend/question";
import { missingTargets } from "../../facts/budgets";
import type { FilterLabel } from "../spend/filter-labels";
import { labelsOf } from "../spend/labels";

/** What a budget is about, as people call it. */
export interface ScopeLabel extends FilterLabel {
  /** It was deleted since: nothing can be charged to it any more. */
  gone: boolean;
}

/** The words of each of the filters with what people call them, in the dimensions' order. */
export async function scopeLabels(scope: AuthorizedScope, asked: readonly Filters[], on: Queryable): Promise<ScopeLabel[][]> {
  const worded = asked.map((filters) =>
    FILTER_DIMENSIONS.flatMap((dimension) =>
      (filters[dimension] ?? []).map((word) => ({ dimension, word, value: readFilterWord(dimension, word) })),
    ),
  );
  const labels = await labelsOf(
    scope,
    worded.flat().map(({ dimension, value }) => ({ dimension, id: value.id })),
    on,
  );
  const isMissing = await missingTargets(scope.organizationId, asked, on);
  return worded.map((words) =>
    words.map(({ dimension, word, value }) => {
      const gone = isMissing(dimension, word);
      const label = gone ? `deleted ${dimensionName(dimension)}` : labels(dimension, value).label;
      return { dimension, word, label, gone };
    }),
  );
}

/** Whether nothing is left that could be charged to it. */
export function isGone(labels: readonly ScopeLabel[]): boolean {
  const byDimension = Map.groupBy(labels, ({ dimension }) => dimension);
  return [...byDimension.values()].some((words) => words.every(({ gone }) => gone));
}
