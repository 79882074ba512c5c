import { median } from "../quantile";
import { SlidingOrder } from "../sliding-order";

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
  /** Usual again, or the new usual; false: it may go on after the end of the series. */
  closed: boolean;
}

interface Tempo {
  /** Values that must be known before anything is called unusual. */
  warmUp: number;
  /** Days back that say what is usual. */
  usualDays: number;
  /** Steps back that say whether the level has moved, and how far the series strays. */
  level: number;
  spread: number;
  /** So many usual values in a row end a stretch. */
  calm: number;
  /** A stretch that lasts so long is the new usual. */
  newUsual: number;
  /** Steps back in which what happened before happens again. */
  habit: number;
}

const TEMPO: Record<24 | 1, Tempo> = {
  24: { warmUp: 120, usualDays: 21, level: 24, spread: 14 * 24, calm: 6, newUsual: 36, habit: 21 * 24 },
  1: { warmUp: 14, usualDays: 42, level: 7, spread: 42, calm: 1, newUsual: 7, habit: 28 },
};
/**
 * Deviations are measured against what is usual and the mean of the last week together, so that idle hours are no
 * infinite surprise.
 */
const NEARLY_ALL = 0.95;
/** Nothing is so even that less than this surprises. */
const LEAST_SPREAD = 0.12;
/** So many times as far off as nearly all before, and at least so far; less is enough to go on with. */
const UNUSUAL = { score: 2, deviation: 0.5, goesOn: 0.5 };
/**
 * Recent stretches at least half as large raise the bar for the next; after two of about the same size a third is no
 * news.
 */
const HABIT = { harder: 2, half: 0.5, likeIt: 0.9, times: 2 };
/** The level may move this far against the weeks before without being unusual. */
const GROWTH = { least: 0.5, most: 2 };
const FEW = 3;

function isWeekend({ perDay, firstWeekday }: SteppedSeries, index: number): boolean {
  return (firstWeekday - 1 + Math.floor(index / perDay)) % 7 >= 5;
}

/** The middle of what was at that time of day: on days like it where there are enough, else on all. Null: too few are known. */
function usualAt(series: SteppedSeries, past: readonly (number | null)[], index: number, usualDays: number): number | null {
  const { perDay } = series;
  const [alike, all]: [number[], number[]] = [[], []];
  const beside = perDay === 24 ? 1 : 0;
  for (let back = 1; back <= usualDays && index >= back * perDay; back += 1) {
    const place = index - back * perDay;
    const like = perDay === 1 ? back % 7 === 0 : isWeekend(series, place) === isWeekend(series, index);
    for (let near = place - beside; near <= place + beside; near += 1) {
      const value = past[near];
      if (value === null || value === undefined) continue;
      all.push(value);
      if (like) alike.push(value);
    }
  }
  const enough = FEW * (2 * beside + 1);
  if (alike.length >= enough) return median(alike);
  return all.length >= enough ? median(all) : null;
}

/** What is known before a value, without what was unusual. */
class Memory {
  readonly values: (number | null)[] = [];
  readonly #level: SlidingOrder;
  readonly #moves: SlidingOrder;
  readonly #spread: SlidingOrder;

  constructor({ level, spread }: Tempo, perDay: number) {
    this.#level = new SlidingOrder(7 * perDay);
    this.#moves = new SlidingOrder(level);
    this.#spread = new SlidingOrder(spread);
  }

  /** How a value stands to the usual one, moved as the level has moved. */
  judge(value: number, usual: number): { expected: number; deviation: number; move: number | null; spread: number } {
    const cushion = Math.abs(this.#level.mean);
    const moved = this.#moves.count >= FEW ? this.#moves.quantile(0.5) : 1;
    const expected = usual * Math.min(GROWTH.most, Math.max(GROWTH.least, moved));
    const size = Math.abs(expected) + cushion;
    const deviation = size > 0 ? (value - expected) / size : Math.sign(value);
    // Idle hours of an idle week say nothing of the level.
    const compared = Math.abs(usual) + cushion;
    const move = compared > 0 ? (Math.abs(value) + cushion) / compared : null;
    return { expected, deviation, move, spread: Math.max(LEAST_SPREAD, this.#spread.quantile(NEARLY_ALL)) };
  }

  keep(value: number | null, judged: { move: number | null; deviation: number } | null): void {
    this.values.push(value);
    this.#level.push(value);
    this.#moves.push(judged?.move ?? null);
    this.#spread.push(judged && Math.abs(judged.deviation));
  }
}

/** Stretches that were striking, whether they were called out or not. */
class Habits {
  readonly #peaks: { last: number; excess: number }[] = [];

  constructor(private readonly tempo: Tempo) {}

  /** Whether the same happens regularly, or almost as much does. `excess`: how far beyond what was expected. */
  isHabit(index: number, excess: number, score: number): boolean {
    const { calm, habit } = this.tempo;
    const lately = this.#peaks.filter(({ last }) => index - last > calm && index - last <= habit);
    const count = (share: number) => lately.filter((peak) => peak.excess >= share * excess).length;
    return count(HABIT.likeIt) >= HABIT.times || score < UNUSUAL.score * (1 + HABIT.harder * count(HABIT.half));
  }

  note(index: number, excess: number): void {
    const last = this.#peaks.at(-1);
    if (last && index - last.last <= this.tempo.calm) Object.assign(last, { last: index, excess: Math.max(last.excess, excess) });
    else this.#peaks.push({ last: index, excess });
  }
}

/**
 * Stretches that were not as usual, each value judged by nothing but what came before it: against the same time of day on
 * days like it, moved by how the level has moved, in terms of how far this very series strays. What was unusual does not
 * become usual, unless it stays.
 */
export function anomalies(series: SteppedSeries): Anomaly[] {
  const tempo = TEMPO[series.perDay];
  const memory = new Memory(tempo, series.perDay);
  const habits = new Habits(tempo);
  const found: Anomaly[] = [];
  let open: Anomaly | null = null;
  let seen = 0;
  for (const [index, value] of series.values.entries()) {
    const usual = value === null ? null : usualAt(series, memory.values, index, tempo.usualDays);
    if (value !== null) seen += 1;
    if (value === null || usual === null) {
      memory.keep(value, null);
      continue;
    }
    const judged = memory.judge(value, usual);
    const away = series.direction === "both" ? Math.abs(judged.deviation) : judged.deviation;
    const score = away / judged.spread;
    const excess = Math.abs(value - judged.expected);
    const reaches = (share: number) => score >= share * UNUSUAL.score && away >= share * UNUSUAL.deviation;
    const striking = seen > tempo.warmUp && reaches(1);
    const opens = open === null && striking && !habits.isHabit(index, excess, score);
    if (striking) habits.note(index, excess);
    if (opens) {
      open = { from: index, to: index, actual: 0, usual: 0, score: 0, closed: false };
      found.push(open);
    }
    const goesOn: boolean = open !== null && reaches(UNUSUAL.goesOn);
    if (open && goesOn) {
      open.to = index;
      open.actual += value;
      open.usual += judged.expected;
      open.score = Math.max(open.score, score);
    }
    const stayed = open !== null && index - open.from >= tempo.newUsual;
    // What happens again and again is part of what is usual.
    if (goesOn && !stayed) memory.keep(null, null);
    else memory.keep(value, judged);
    if (open && (stayed || index - open.to >= tempo.calm)) {
      open.closed = true;
      open = null;
    }
  }
  return found;
}
