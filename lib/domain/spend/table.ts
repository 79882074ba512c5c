import type { Day } from "../day";
import { type Figures, sumFigures } from "../figures";
import { type Finality, leastFinal } from "../finality";
import { compareUsd, sumUsd, type Usd } from "../usd";
import { type Change, changeWithin, perRequest, shareOf } from "./change";
import type { DimensionValue } from "./value";

export const SORT_COLUMNS = ["name", "cost", "change", "requests", "cost-per-request", "tokens", "cached-share"] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export interface Sort {
  column: SortColumn;
  descending: boolean;
}

/** What a table tells of one row, the totals row included. */
export interface TableFigures extends Figures {
  finality: Finality | null;
  /** Of the table's total cost, 0 to 1 (negative for a difference); null where nothing was charged. */
  share: number | null;
  /** Cost on the days that are compared with; null without a comparison or where they are not in the books. */
  comparisonUsd: Usd | null;
  change: Change;
  costPerRequestUsd: Usd | null;
  /** Prompt and completion tokens; null where unknown. */
  tokens: number | null;
  /** Cached of all prompt tokens, 0 to 1; null where unknown. */
  cachedShare: number | null;
}

export interface TableRow extends TableFigures {
  value: DimensionValue;
  /** Cost on each of the table's sparkDays; null on days the books do not have. */
  spark: (Usd | null)[];
}

/** Rows and rest add up to total, to the last digit. */
export interface SpendTable {
  total: TableFigures;
  rows: TableRow[];
  /** Rows beyond the first ones, summed; null when all are shown. */
  rest: (TableFigures & { count: number }) | null;
  /** The last 30 days of the period. */
  sparkDays: Day[];
}

/** One value's sums, before shares and changes. */
export interface ValueFigures {
  value: DimensionValue;
  figures: Figures;
  finality: Finality | null;
  /** Cost on those days of the period that are compared, and on the days that they are compared with. */
  comparedUsd: Usd;
  comparisonUsd: Usd;
}

/** Rows that a page's table lists before it sums the rest: what is compared at a look. */
export const LISTED_ROWS = 30;
/** The same where a table is one of several on its page. */
export const LISTED_PARTS = 10;

interface Comparability {
  /** False: the comparison period is not asked for or not in the books, so nothing is said of changes. */
  comparable: boolean;
  /** False: it has days of which nothing tells these values, so a value that is nothing there need not be new. */
  isTold: boolean;
}

function tableFigures(
  { figures, finality, comparedUsd, comparisonUsd }: Omit<ValueFigures, "value">,
  totalUsd: Usd,
  { comparable, isTold }: Comparability,
): TableFigures {
  const { promptTokens, completionTokens, cachedTokens } = figures;
  const before = comparable ? comparisonUsd : null;
  return {
    ...figures,
    finality,
    share: shareOf(figures.costUsd, totalUsd),
    comparisonUsd: before,
    change: changeWithin(figures.costUsd, comparedUsd, before, isTold),
    costPerRequestUsd: perRequest(figures.costUsd, figures.requests),
    tokens: promptTokens === null && completionTokens === null ? null : (promptTokens ?? 0) + (completionTokens ?? 0),
    cachedShare: cachedTokens === null || !promptTokens ? null : cachedTokens / promptTokens,
  };
}

function sumValues(values: readonly ValueFigures[]): Omit<ValueFigures, "value"> {
  return {
    figures: sumFigures(values.map((value) => value.figures)),
    finality: leastFinal(values.flatMap((value) => value.finality ?? [])),
    comparedUsd: sumUsd(values.map((value) => value.comparedUsd)),
    comparisonUsd: sumUsd(values.map((value) => value.comparisonUsd)),
  };
}

const ORDER: Record<Exclude<SortColumn, "name">, (row: TableFigures) => bigint | number | null> = {
  cost: (row) => row.costUsd,
  change: ({ change }) => (change.kind === "no_data" ? null : change.kind === "same" ? 0n : change.byUsd),
  requests: (row) => row.requests,
  "cost-per-request": (row) => row.costPerRequestUsd,
  tokens: (row) => row.tokens,
  "cached-share": (row) => row.cachedShare,
};

function compareNames(a: DimensionValue, b: DimensionValue): number {
  return a.label.localeCompare(b.label, "en", { numeric: true }) || ((a.id ?? "") < (b.id ?? "") ? -1 : 1);
}

/** Unknown figures and what has no name come last whichever way; equals stand by cost, then name. */
function compareRows({ column, descending }: Sort) {
  const way = descending ? -1 : 1;
  return (a: TableFigures & { value: DimensionValue }, b: TableFigures & { value: DimensionValue }): number => {
    if (column === "name") {
      if ((a.value.kind === "value") !== (b.value.kind === "value")) return a.value.kind === "value" ? -1 : 1;
      return way * compareNames(a.value, b.value);
    }
    const [first, second] = [ORDER[column](a), ORDER[column](b)];
    if (first !== second) {
      if (first === null) return 1;
      if (second === null) return -1;
      return first < second ? -way : way;
    }
    return -compareUsd(a.costUsd, b.costUsd) || compareNames(a.value, b.value);
  };
}

/**
 * Orders the values and sums those beyond the first `listed` (null: lists all). Shares are of
 * `wholeUsd`, or of the values' own sum.
 */
export function tableOf(
  values: readonly ValueFigures[],
  { sort, listed, ...comparability }: { sort: Sort; listed: number | null } & Comparability,
  wholeUsd?: Usd,
): { total: TableFigures; rows: (TableFigures & { value: DimensionValue })[]; rest: SpendTable["rest"] } {
  const sum = sumValues(values);
  const totalUsd = wholeUsd ?? sum.figures.costUsd;
  const all = values.map((value) => ({
    source: value,
    row: { ...tableFigures(value, totalUsd, comparability), value: value.value },
  }));
  const compare = compareRows(sort);
  all.sort((a, b) => compare(a.row, b.row));
  const shown = listed === null ? all.length : listed;
  const beyond = all.slice(shown).map(({ source }) => source);
  return {
    total: tableFigures(sum, totalUsd, comparability),
    rows: all.slice(0, shown).map(({ row }) => row),
    rest: beyond.length === 0 ? null : { ...tableFigures(sumValues(beyond), totalUsd, comparability), count: beyond.length },
  };
}
