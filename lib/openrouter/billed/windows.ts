import type { BilledCellReport } from "../../domain/billed-cell";
import { addDays, type Day, eachDay, startOfDay } from "../../domain/day";
import type { OpenRouter } from "../client";
import { halvePart, type KeyPart } from "../generation/key-partition";
import type { Refused } from "../readers";
import { unreadable } from "../refusal";
import { type AnalyticsFilter, queryAnalytics, ROW_LIMIT } from "./analytics";
import { billedCellsOf, FIGURE_METRICS } from "./cells";
import { DayDensity } from "./day-window";

/** Billed cells of some days, and what of them was refused: a day with a refused cell is incomplete. */
export interface BilledWindow {
  from: Day;
  to: Day;
  cells: BilledCellReport[];
  refused: Refused[];
}

function filtersOf(part: KeyPart): AnalyticsFilter[] {
  if (part.only) return [{ field: "api_key_id", operator: "in", value: [...part.only] }];
  if (part.except.length === 0) return [];
  return [{ field: "api_key_id", operator: "not_in", value: [...part.except], includeUnset: true }];
}

/** One part of the keys, read backwards in windows of its own size. */
class PartStream {
  readonly #density: DayDensity;
  /** Read ahead of what was taken. */
  #windows: BilledWindow[] = [];
  /** Where even one day of the part does not fit an answer, or an answer is not to be trusted: the part in pieces. */
  #pieces: PartStream[] | null = null;

  constructor(
    readonly openRouter: OpenRouter,
    readonly part: KeyPart,
  ) {
    // The main question starts with a week: pages show something soon. The others are few rows, and wait for it.
    this.#density = new DayDensity(part.only?.length ?? part.hashByName.size, ROW_LIMIT, part.only ? undefined : 7);
  }

  /** As many days as one answer holds, ending with `newest`, going back to `oldest` at most. */
  async next(newest: Day, oldest: Day): Promise<BilledWindow> {
    while (!this.#pieces) {
      const span = this.#density.span(newest, oldest);
      const from = addDays(newest, 1 - span);
      const answer = await queryAnalytics(this.openRouter, {
        metrics: FIGURE_METRICS,
        dimensions: ["api_key_id", "model"],
        granularity: "day",
        from: startOfDay(from),
        to: startOfDay(addDays(newest, 1)),
        filters: filtersOf(this.part),
      });
      if (this.part.only && answer.filterIgnored) {
        // A key that Analytics cannot resolve was not left out of the main question either: its rows are there, by name.
        if (this.part.only.length === 1) return { from, to: newest, cells: [], refused: [] };
        this.#halve(newest);
      } else if (!answer.truncated) {
        const { cells, refused } = billedCellsOf(answer.rows, this.part);
        this.#observe(cells, from, newest);
        return { from, to: newest, cells: cells.filter((cell) => cell.day >= from && cell.day <= newest), refused };
      } else if (span > 1) {
        this.#density.observeCut(span);
      } else {
        this.#halve(newest);
      }
    }
    return together(this.#pieces, newest, oldest);
  }

  #observe(cells: readonly BilledCellReport[], from: Day, to: Day): void {
    const rows = new Map<Day, number>();
    for (const cell of cells) rows.set(cell.day, (rows.get(cell.day) ?? 0) + 1);
    this.#density.observe(eachDay(from, to), (day) => rows.get(day) ?? 0);
  }

  #halve(day: Day): void {
    const halves = halvePart(this.part);
    if (!halves) throw unreadable("POST /analytics/query", `one key has more than ${ROW_LIMIT} models on ${day}`);
    this.#pieces = halves.map((half) => new PartStream(this.openRouter, half));
  }

  /** Everything from `from` to `to`; reads on towards `oldest` as far as an answer reaches and keeps what is left. */
  async take(from: Day, to: Day, oldest: Day): Promise<Pick<BilledWindow, "cells" | "refused">> {
    let reached = this.#windows.at(-1)?.from ?? addDays(to, 1);
    while (reached > from) {
      const window = await this.next(addDays(reached, -1), oldest);
      this.#windows.push(window);
      reached = window.from;
    }
    const within = (at: Day | null) => at === null || (at >= from && at <= to);
    const taken = {
      cells: this.#windows.flatMap((window) => window.cells.filter((cell) => within(cell.day))),
      refused: this.#windows.flatMap((window) => window.refused.filter((refused) => within(refused.day))),
    };
    this.#windows = this.#windows.filter((window) => window.from < from);
    return taken;
  }
}

/** The next window of the first stream with what the others have of its days. */
async function together(streams: readonly PartStream[], newest: Day, oldest: Day): Promise<BilledWindow> {
  const [first, ...others] = streams;
  if (!first) return { from: oldest, to: newest, cells: [], refused: [] };
  const window = await first.next(newest, oldest);
  for (const other of others) {
    const taken = await other.take(window.from, window.to, oldest);
    window.cells.push(...taken.cells);
    window.refused.push(...taken.refused);
  }
  return window;
}

/**
 * Billed cells of the days from `oldest` to `newest`, newest first, in windows as wide as OpenRouter's answers allow.
 * The parts must cover all keys once (`partitionKeys`), the first of them being the one with most rows.
 */
export async function* billedWindows(
  openRouter: OpenRouter,
  parts: readonly KeyPart[],
  range: { oldest: Day; newest: Day },
): AsyncGenerator<BilledWindow> {
  const streams = parts.map((part) => new PartStream(openRouter, part));
  for (let newest = range.newest; newest >= range.oldest; ) {
    const window = await together(streams, newest, range.oldest);
    yield window;
    newest = addDays(window.from, -1);
  }
}
