import { pool } from "../db/client";
import type { AuthorizedScope } from "../domain/scope";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, readFilterWord } from "../domain/spend-question";
import { labelsOf } from "./labels";

/** A filter word with what people call it. */
export interface FilterLabel {
  dimension: FilterDimension;
  word: string;
  label: string;
}

/** What a view's filters are called, for the chips that take them off. Asks nothing when there is no filter. */
export async function filterLabels(scope: AuthorizedScope, filters: Filters): Promise<FilterLabel[]> {
  const words = FILTER_DIMENSIONS.flatMap((dimension) =>
    (filters[dimension] ?? []).map((word) => ({ dimension, word, value: readFilterWord(dimension, word) })),
  );
  if (words.length === 0) return [];
  const labels = await labelsOf(
    scope,
    words.map(({ dimension, value }) => ({ dimension, id: value.id })),
    pool(),
  );
  return words.map(({ dimension, word, value }) => ({ dimension, word, label: labels(dimension, value).label }));
}
