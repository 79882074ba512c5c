import { median, quantileOfSorted } from "./quantile";

/** Values at even steps; null is unknown, which is neither usual nor unusual. */
export interface SteppedSeries {
  values: readonly (number | null)[];
  /** 24 for hours, 1 for days. */
  perDay: 24 | 1;
  /** 1 Monday … 7 Sunday, of the first value. */
  firstWeekday: number;
  /** Spend only ever spikes upwards; other measures may fall as oddly. */
  direction: "up" | "both";
}

/** A stretch that was not as usual. */
export interface Anomaly {
  /** Place of the first unusual value, and of the last. */
  from: number;
  to: number;
  /** Sums over the stretch. */
  actual: number;
  usual: number;
  /** How many times farther off than nearly all of the weeks before, at its worst. */
  score: number;
  /** Usual again, or the new usual; false: it goes on at the end of the series. */
  closed: boolean;
}

interface Tempo {
  /** Values that must be known before anything is called unusual. */
  warmUp: number;
  /** Days back that say what is usual at that time of day. */
  days: number;
  /** Steps back that say whether the level has moved. */
  level: number;
  /** Steps back whose own deviations say how far is far. */
  spread: number;
  /** So many usual values in a row end a stretch. */
  calm: number;
  /** A stretch that goes on for so long is the new usual. */
  newUsual: number;
}

const TEMPO: Record<24 | 1, Tempo> = {
  24: { warmUp: 72, days: 21, level: 24, spread: 14 * 24, calm: 3, newUsual: 36 },
  1: { warmUp: 14, days: 42, level: 7, spread: 42, calm: 1, newUsual: 7 },
};
/** Deviations are measured against what is usual, and this much of the level, so that idle hours are no infinite surprise. */
const CUSHION = 0.5;
/** A value is unusual when it deviates so many times as far as nearly all before, and at least so far at all. */
const UNUSUAL = { score: 2.2, deviation: 0.8, stays: 1.1 };
const NEARLY_ALL = 0.98;
/** Nothing is so even that less than this surprises. */
const LEAST_SPREAD = 0.12;
const FEW = 3;
/** The level may have moved so far since last week without anybody wondering. */
const GROWTH = { least: 0.5, most: 2 };

interface Past {
  values: (number | null)[];
  /** Of the same places: what was expected, before the level was looked at. */
  ratios: (number | null)[];
  deviations: (number | null)[];
}

function weekend({ perDay, firstWeekday }: SteppedSeries, index: number): boolean {
  return (firstWeekday - 1 + Math.floor(index / perDay)) % 7 >= 5;
}

function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => value !== null && value !== undefined);
}

/** The middle of what was at that time of day: on days like it, where there are some; else on all. */
function usualAt(series: SteppedSeries, past: Past, index: number, tempo: Tempo): number | null {
  const alike: number[] = [];
  const all: number[] = [];
  for (let back = 1; back <= tempo.days; back += 1) {
    const place = index - back * series.perDay;
    if (place < 0) break;
    const around = series.perDay === 24 ? [place - 1, place, place + 1] : [place];
    const near = known(around.map((near) => past.values[near]));
    all.push(...near);
    const sameKind = series.perDay === 1 ? back % 7 === 0 : weekend(series, place) === weekend(series, index);
    if (sameKind) alike.push(...near);
  }
  const enough = FEW * (series.perDay === 24 ? 3 : 1);
  if (alike.length >= enough) return median(alike);
  return all.length >= enough ? median(all) : null;
}

/** How far nearly all values of the weeks before lay from what was expected. */
function spreadOf(deviations: readonly (number | null)[], count: number): number {
  const before = known(deviations.slice(-count)).map(Math.abs);
  before.sort((a, b) => a - b);
  return Math.max(LEAST_SPREAD, quantileOfSorted(before, NEARLY_ALL));
}

interface Open {
  from: number;
  to: number;
  actual: number;
  usual: number;
  score: number;
  calmFor: number;
}

/**
 * Stretches that were not as usual, each judged by nothing but what came before it: against the same time of day on days like it, moved
 * by how the level has moved, in terms of how far this very series strays. What was unusual does not become usual, unless it stays.
 */
export function anomalies(series: SteppedSeries): Anomaly[] {
  const tempo = TEMPO[series.perDay];
  const past: Past = { values: [], ratios: [], deviations: [] };
  const found: Anomaly[] = [];
  let open: Open | null = null;
  let seen = 0;
  const close = (closed: boolean) => {
    if (open) found.push({ from: open.from, to: open.to, actual: open.actual, usual: open.usual, score: open.score, closed });
    open = null;
  };
  for (const [index, value] of series.values.entries()) {
    const base = value === null ? null : usualAt(series, past, index, tempo);
    const level = median(known(past.values.slice(-7 * series.perDay)));
    const mean = known(past.values.slice(-7 * series.perDay)).reduce((sum, one, _, all) => sum + one / all.length, 0);
    if (value === null || base === null) {
      past.values.push(value);
      past.ratios.push(null);
      past.deviations.push(null);
      if (value !== null) seen += 1;
      continue;
    }
    const cushion = CUSHION * Math.max(Math.abs(level), Math.abs(mean));
    const ratios = known(past.ratios.slice(-tempo.level));
    const moved = ratios.length >= FEW ? Math.min(GROWTH.most, Math.max(GROWTH.least, median(ratios))) : 1;
    const expected = base * moved;
    const size = Math.abs(expected) + cushion;
    const deviation = size > 0 ? (value - expected) / size : value > 0 ? 1 : 0;
    const away = series.direction === "both" ? Math.abs(deviation) : deviation;
    const spread = spreadOf(past.deviations, tempo.spread);
    const score = away / spread;
    const ready = seen >= tempo.warmUp;
    const unusual: boolean =
      ready && score >= (open ? UNUSUAL.stays : UNUSUAL.score) && away >= UNUSUAL.deviation / (open ? 2 : 1);
    seen += 1;
    if (unusual) {
      open ??= { from: index, to: index, actual: 0, usual: 0, score: 0, calmFor: 0 };
      open.to = index;
      open.actual += value;
      open.usual += expected;
      open.score = Math.max(open.score, score);
      open.calmFor = 0;
    } else if (open) {
      (open as Open).calmFor += 1;
      if ((open as Open).calmFor >= tempo.calm) close(true);
    }
    const stayed: boolean = open !== null && index - (open as Open).from >= tempo.newUsual;
    past.values.push(unusual && !stayed ? null : value);
    past.ratios.push(unusual && !stayed ? null : (Math.abs(value) + cushion) / (Math.abs(base) + cushion || 1));
    past.deviations.push(unusual && !stayed ? null : deviation);
    if (stayed) close(true);
  }
  close(false);
  return found;
}
