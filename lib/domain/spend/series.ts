import type { Day } from "../day";
import type { Finality } from "../finality";
import { type Comparison, comparisonDay } from "../period";
import { addUsd, compareUsd, subtractUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import type { FilterDimension } from "./question";
import type { DimensionValue, ValueKey } from "./value";

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

/** Fewer days than this are bars: an area between two points says nothing. */
const FEWEST_AREA_DAYS = 4;

/** Whether days are drawn as bars: an area has no width on a day between two gaps, so that its dollars would not be seen. */
export function drawnAsBars(days: readonly Pick<SeriesDay, "totalUsd">[]): boolean {
  const known = days.map(({ totalUsd }) => totalUsd !== null);
  const standsAlone = known.some((isKnown, index) => isKnown && !known[index - 1] && !known[index + 1]);
  return days.length < FEWEST_AREA_DAYS || standsAlone;
}

/** A chart tells at most so many values apart by colour. */
export const MOST_BANDS = 8;

/** The values that get a band of their own, the largest first; those that cost nothing get none. */
export function topValues<Value extends { kind: DimensionValue["kind"]; costUsd: Usd }>(values: readonly Value[]): Value[] {
  return values
    .filter(({ kind, costUsd }) => kind === "value" && compareUsd(costUsd, ZERO_USD) > 0)
    .toSorted((a, b) => compareUsd(b.costUsd, a.costUsd))
    .slice(0, MOST_BANDS);
}

/** Cost of one band on one day; what is not in any cell is the band `other`. */
export interface SeriesCell extends ValueKey {
  day: Day;
  costUsd: Usd;
}

const BAND_ORDER: readonly Band["kind"][] = ["value", "other", "none", "difference"];

function bandName({ kind, id }: ValueKey): string {
  return kind === "value" ? `value ${id}` : kind;
}

function byDay<Row extends { day: Day; costUsd: Usd }>(rows: readonly Row[]): Map<Day, Usd> {
  const sums = new Map<Day, Usd>();
  for (const { day, costUsd } of rows) sums.set(day, addUsd(sums.get(day) ?? ZERO_USD, costUsd));
  return sums;
}

/**
 * Puts cells into bands; what the days cost beyond them is `other`. `finality` null: the books do not have the day; then
 * its amounts are null, while a day in the books without spend is zero. The comparison is joined by day, never by position.
 */
export function seriesOf(input: {
  dimension: FilterDimension | null;
  days: readonly Day[];
  cells: readonly SeriesCell[];
  otherCount: number;
  /** Cost of the days, those of the comparison included. */
  costs: readonly { day: Day; costUsd: Usd }[];
  finality: (day: Day) => Finality | null;
  label: (kind: Band["kind"], id: string | null) => string;
  comparison: Comparison | null;
}): SpendSeries {
  const { days, cells, finality, comparison, label } = input;
  const costs = byDay(input.costs);
  const inCells = byDay(cells);
  const amountOn = (day: Day | null, sums: Map<Day, Usd>) =>
    day === null || finality(day) === null ? null : (sums.get(day) ?? ZERO_USD);
  const band = (kind: Band["kind"], id: string | null, sums: Map<Day, Usd>): Band => ({
    kind,
    id,
    label: label(kind, id),
    totalUsd: sumUsd(days.map((day) => sums.get(day) ?? ZERO_USD)),
    amounts: days.map((day) => amountOn(day, sums)),
  });
  const bands = [...Map.groupBy(cells, bandName).values()].flatMap((ofBand) =>
    ofBand[0] ? [band(ofBand[0].kind, ofBand[0].id, byDay(ofBand))] : [],
  );
  const rest = days.map((day): [Day, Usd] => [day, subtractUsd(costs.get(day) ?? ZERO_USD, inCells.get(day) ?? ZERO_USD)]);
  // Values that cancel out over the period count as none, yet their days must add up.
  if (input.otherCount > 0 || rest.some(([, left]) => left !== ZERO_USD)) bands.push(band("other", null, new Map(rest)));
  bands.sort((a, b) => BAND_ORDER.indexOf(a.kind) - BAND_ORDER.indexOf(b.kind) || compareUsd(b.totalUsd, a.totalUsd));
  return {
    dimension: input.dimension,
    days: days.map((day) => {
      const earlier = comparison && comparisonDay(comparison, day);
      const comparisonUsd = amountOn(earlier, costs);
      return { day, totalUsd: amountOn(day, costs), finality: finality(day), comparisonDay: earlier, comparisonUsd };
    }),
    bands,
    otherCount: input.otherCount,
  };
}
