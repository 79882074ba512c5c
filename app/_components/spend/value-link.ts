import { type DimensionValue, type FilterDimension, filterWord } from "@/lib/domain/spend/question";
import { DEFAULT_SORT, type View, viewToQuery } from "@/lib/domain/spend/view";
import { detailPath, withQuery } from "../shell/pages";

/**
 * Where a value leads with the same period, comparison and filters: to its page, or, where it has none, to this page
 * narrowed to it.
 */
export function valueHref(
  place: { organization: string; path: string; view: View },
  dimension: FilterDimension,
  value: Pick<DimensionValue, "kind" | "id">,
): string {
  const word = filterWord(dimension, value);
  const detail = detailPath(place.organization, dimension, word);
  const fresh = { sort: DEFAULT_SORT, all: false };
  if (detail) return withQuery(detail, viewToQuery(place.view, { ...fresh, by: [] }));
  return withQuery(place.path, viewToQuery(place.view, { ...fresh, filters: { ...place.view.filters, [dimension]: [word] } }));
}
