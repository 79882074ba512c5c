import { X } from "lucide-react";
import Link from "next/link";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters } from "@/lib/domain/spend/question";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { withQuery } from "../shell/pages";
import { DIMENSION_WORDS } from "./dimension-words";

/** A filter word with what people call it. */
export interface FilterLabel {
  dimension: FilterDimension;
  word: string;
  label: string;
}

function without(filters: Filters, dimension: FilterDimension, word: string): Filters {
  return { ...filters, [dimension]: (filters[dimension] ?? []).filter((known) => known !== word) };
}

/** What the page is narrowed to; each can be taken off. Nothing when it is not narrowed. */
export function FilterChips({ path, view, labels }: { path: string; view: View; labels: readonly FilterLabel[] }) {
  const chips = FILTER_DIMENSIONS.flatMap((dimension) => (view.filters[dimension] ?? []).map((word) => ({ dimension, word })));
  if (chips.length === 0) return null;
  const labelOf = (dimension: FilterDimension, word: string) =>
    labels.find((known) => known.dimension === dimension && known.word === word)?.label ?? word;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {chips.map(({ dimension, word }) => (
        <li
          key={`${dimension} ${word}`}
          className="inline-flex max-w-full items-center rounded-md border border-line bg-surface text-xs"
        >
          <span className="truncate py-1 pl-2">
            <span className="text-muted">{DIMENSION_WORDS[dimension].title}</span> {labelOf(dimension, word)}
          </span>
          <Link
            href={withQuery(path, viewToQuery(view, { filters: without(view.filters, dimension, word) }))}
            prefetch={false}
            scroll={false}
            aria-label={`Take off the filter ${DIMENSION_WORDS[dimension].one} ${labelOf(dimension, word)}`}
            className="shrink-0 rounded-r-md p-1.5 text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden size={12} />
          </Link>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link
            href={withQuery(path, viewToQuery(view, { filters: {} }))}
            prefetch={false}
            scroll={false}
            className="text-xs text-muted hover:text-ink hover:underline"
          >
            Take off all
          </Link>
        </li>
      )}
    </ul>
  );
}
