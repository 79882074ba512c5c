import { type Day, isDay } from "../day";
import { DIMENSIONS, type Dimension, isDimension } from "../dimension";
import {
  COMPARISONS,
  type Comparison,
  type ComparisonKey,
  comparisonOf,
  customPeriod,
  DEFAULT_PERIOD,
  isPeriodKey,
  LONGEST_PERIOD_DAYS,
  lengthOf,
  namedPeriod,
  PERIODS,
  type Period,
  type PeriodKey,
} from "../period";
import { FILTER_DIMENSIONS, type Filters, problemOfWord } from "./question";
import { SORT_COLUMNS, type Sort, type SortColumn } from "./table";

/** What a page shows, as its URL says it: shared, bookmarked, exported and read back. */
export interface View {
  period: Period;
  comparison: Comparison | null;
  compare: ComparisonKey;
  /** Empty: the page's own choice. */
  by: readonly Dimension[];
  filters: Filters;
  sort: Sort;
  /** False: only the largest rows are listed, the rest as a sum. */
  all: boolean;
  /** Parameters of the page's own, which links of the view keep. */
  own?: readonly (readonly [name: string, value: string])[];
  /** What in the URL could not be understood and what is shown instead, as sentences. */
  problems: readonly string[];
}

export type SearchParameters = URLSearchParams | Record<string, string | string[] | undefined>;

export const DEFAULT_SORT: Sort = { column: "cost", descending: true };
/** More words than this in one URL are a mistake or an attack. */
const MOST_WORDS = 100;

function valuesOf(parameters: SearchParameters, name: string): string[] {
  if (parameters instanceof URLSearchParams) return parameters.getAll(name);
  const value = parameters[name];
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function parsePeriod(parameters: SearchParameters, today: Day, problems: string[]): Period {
  const fallback = (problem: string): Period => {
    const period = namedPeriod(DEFAULT_PERIOD, today);
    problems.push(`${problem} Showing ${period.label.toLowerCase()}.`);
    return period;
  };
  const [from, to, key] = ["from", "to", "period"].map((name) => valuesOf(parameters, name)[0]);
  if (from === undefined && to === undefined) {
    if (key === undefined) return namedPeriod(DEFAULT_PERIOD, today);
    if (isPeriodKey(key)) return namedPeriod(key, today);
    return fallback(`There is no period ${quote(key)}: use ${PERIODS.map((known) => known.key).join(", ")}, or from and to.`);
  }
  if (from === undefined) return fallback("The period has an end (to) and no start (from).");
  const end = to ?? today;
  for (const text of [from, end]) if (!isDay(text)) return fallback(`${quote(text)} is not a day: use YYYY-MM-DD.`);
  const period = customPeriod(from as Day, end as Day);
  if (period.from > period.to) return fallback(`The period starts (${from}) after it ends (${end}).`);
  if (lengthOf(period) > LONGEST_PERIOD_DAYS) {
    return fallback(`The period has ${lengthOf(period)} days, at most ${LONGEST_PERIOD_DAYS} can be shown at once.`);
  }
  return period;
}

function parseCompare(parameters: SearchParameters, problems: string[]): ComparisonKey {
  const [text] = valuesOf(parameters, "compare");
  if (text === undefined) return "previous";
  const known = COMPARISONS.find((key) => key === text);
  if (!known)
    problems.push(`There is no comparison ${quote(text)}: use ${COMPARISONS.join(", ")}. Comparing with the period before.`);
  return known ?? "previous";
}

function parseBy(parameters: SearchParameters, problems: string[]): Dimension[] {
  const words = valuesOf(parameters, "by")
    .flatMap((text) => text.split(","))
    .filter((word) => word !== "");
  const unknown = words.filter((word) => !isDimension(word));
  if (unknown[0] !== undefined) {
    problems.push(`Spend cannot be grouped by ${quote(unknown[0])}: use ${DIMENSIONS.join(", ")}.`);
  }
  return [...new Set(words.filter(isDimension))];
}

function parseFilters(parameters: SearchParameters, problems: string[]): Filters {
  const filters: Filters = {};
  for (const dimension of FILTER_DIMENSIONS) {
    const words = [...new Set(valuesOf(parameters, dimension))].filter((word) => word !== "");
    const kept: string[] = [];
    for (const word of words.slice(0, MOST_WORDS)) {
      const problem = problemOfWord(dimension, word);
      if (problem) problems.push(`${problem} This filter is left out.`);
      else kept.push(word);
    }
    if (words.length > MOST_WORDS)
      problems.push(`At most ${MOST_WORDS} values of ${dimension} can be filtered by; the first are.`);
    if (kept.length > 0) filters[dimension] = kept;
  }
  return filters;
}

function parseSort(parameters: SearchParameters, problems: string[]): Sort {
  const [text] = valuesOf(parameters, "sort");
  if (text === undefined) return DEFAULT_SORT;
  const descending = text.startsWith("-");
  const column = (SORT_COLUMNS as readonly string[]).find((known) => known === text.slice(descending ? 1 : 0));
  if (column) return { column: column as SortColumn, descending };
  problems.push(`Rows cannot be sorted by ${quote(text)}: use ${SORT_COLUMNS.join(", ")}. Sorted by cost.`);
  return DEFAULT_SORT;
}

/** Reads a URL. Never throws: what cannot be understood falls back to something sensible and is named in `problems`. */
export function parseView(parameters: SearchParameters, today: Day): View {
  const problems: string[] = [];
  const period = parsePeriod(parameters, today, problems);
  const compare = parseCompare(parameters, problems);
  const by = parseBy(parameters, problems);
  const filters = parseFilters(parameters, problems);
  const sort = parseSort(parameters, problems);
  const all = valuesOf(parameters, "rows")[0] === "all";
  return { period, comparison: comparisonOf(period, compare), compare, by, filters, sort, all, problems };
}

/** What a link changes of a view. `period` is a key or a from–to pair. */
export type ViewChange = Partial<Pick<View, "compare" | "by" | "filters" | "sort" | "all" | "own">> & {
  period?: PeriodKey | { from: Day; to: Day };
};

/** The query of a link to the view, with changes; without the question mark, empty for the default view. */
export function viewToQuery(view: View, change: ViewChange = {}): string {
  const query = new URLSearchParams();
  const { key } = view.period;
  const period = change.period ?? (key === "custom" ? view.period : key);
  if (typeof period === "object") {
    query.set("from", period.from);
    query.set("to", period.to);
  } else if (period !== DEFAULT_PERIOD) query.set("period", period);
  const { compare, by, filters, sort, all, own = [] } = { ...view, ...change };
  if (compare !== "previous") query.set("compare", compare);
  if (by.length > 0) query.set("by", by.join(","));
  for (const dimension of FILTER_DIMENSIONS) {
    for (const word of filters[dimension] ?? []) query.append(dimension, word);
  }
  if (sort.column !== DEFAULT_SORT.column || sort.descending !== DEFAULT_SORT.descending) {
    query.set("sort", `${sort.descending ? "-" : ""}${sort.column}`);
  }
  if (all) query.set("rows", "all");
  for (const [name, value] of own) query.append(name, value);
  return query.toString();
}
