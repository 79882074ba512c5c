import type { Day } from "./day";
import type { Finality } from "./finality";
import type { DimensionValue, FilterDimension } from "./spend-question";
import type { Usd } from "./usd";

/** One day of a chart. Null: the books do not have that day, a gap and not a zero. */
export interface SeriesDay {
  day: Day;
  totalUsd: Usd | null;
  finality: Finality | null;
  /** The day it is compared with; null where the comparison period has no such day (a 31st, a 29 February). */
  comparisonDay: Day | null;
  comparisonUsd: Usd | null;
}

/** One band of a stacked chart: a value, all smaller values together, spend without a value, or the difference. */
export interface Band {
  kind: DimensionValue["kind"] | "other";
  id: string | null;
  label: string;
  totalUsd: Usd;
  /** One amount a day of the series; null on gaps. */
  amounts: (Usd | null)[];
}

/** Σ bands of a day = its totalUsd. Largest value first, then other, then none, then difference. */
export interface SpendSeries {
  dimension: FilterDimension | null;
  days: SeriesDay[];
  bands: Band[];
  /** How many values stand behind the band `other`. */
  otherCount: number;
}
