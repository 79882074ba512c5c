import { addDays, type Day, dayOf, daysBetween, eachDay, startOfDay } from "../../lib/domain/day";
import { type Amendment, amended } from "./amendments";
import type { Cast } from "./cast";
import { dayTraffic } from "./day-traffic";
import { type Cell, cellsOf, type Generation } from "./generation";
import { logNormal, randomOf } from "./random";

/** Single requests are remembered this long; older days are kept as sums and worked out again when asked for. */
const DAYS_OF_SINGLES = 40;
const DAY_MS = 86_400_000;

export interface AccountOptions {
  seed: string;
  /** The day events are counted from: the last of the growing years. */
  anchorDay: Day;
  /** Length of the history, anchor day included. */
  days: number;
  /** Traffic at the start of the history against its end. */
  startShare: number;
  /** A status: the account's plan has no Analytics, and says so with it. */
  analytics: true | 403 | 404;
}

/**
 * An OpenRouter account whose every request follows from its seed: the same day is always the same, on any machine.
 * It knows no clock; whoever asks says what time it is, and sees nothing later. Live requests and amendments come on top.
 */
export class Account {
  readonly cast: Cast;
  readonly anchorDay: Day;
  readonly firstDay: Day;
  readonly analytics: true | 403 | 404;
  readonly #options: AccountOptions;
  readonly #singles = new Map<Day, Generation[]>();
  readonly #cells = new Map<Day, Cell[]>();
  readonly #live = new Map<Day, Generation[]>();
  readonly #amendments = new Map<Day, Amendment[]>();
  #lastOldDay: { day: Day; generations: Generation[] } | null = null;

  constructor(options: AccountOptions, cast: Cast) {
    this.#options = options;
    this.cast = cast;
    this.anchorDay = options.anchorDay;
    this.firstDay = addDays(options.anchorDay, 1 - options.days);
    this.analytics = options.analytics;
  }

  /** The day's requests up to now, oldest first. */
  generationsOf(day: Day, now: Date): readonly Generation[] {
    const generations = this.#wholeDay(day, dayOf(now));
    const end = now.getTime();
    if (startOfDay(day).getTime() + DAY_MS <= end) return generations;
    return generations.filter((generation) => generation.createdAt <= end);
  }

  /** The day's requests up to now, summed by key, member, model, provider and app. */
  cellsOf(day: Day, now: Date): readonly Cell[] {
    if (day >= dayOf(now)) return cellsOf(this.generationsOf(day, now));
    const known = this.#cells.get(day);
    if (known) return known;
    const cells = cellsOf(this.#wholeDay(day, dayOf(now)));
    this.#cells.set(day, cells);
    return cells;
  }

  /** Days of the account's history up to today. */
  daysUntil(now: Date): Day[] {
    return eachDay(this.firstDay, dayOf(now));
  }

  /** Works the history out from a day on, newest first, a day at a time so that others get their turn. */
  async prepare(now: Date, { from, signal }: { from?: Day; signal?: AbortSignal } = {}): Promise<void> {
    for (const day of this.daysUntil(now).reverse()) {
      if (signal?.aborted || (from !== undefined && day < from)) return;
      if (this.#cells.has(day) || day >= dayOf(now)) continue;
      this.cellsOf(day, now);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The request of that id, if it was made by now. */
  generationById(id: string, now: Date): Generation | null {
    const seconds = /^gen-(\d{9,11})-/.exec(id)?.[1];
    if (!seconds) return null;
    const day = dayOf(new Date(Number(seconds) * 1000));
    if (day < this.firstDay || day > dayOf(now)) return null;
    return this.generationsOf(day, now).find((generation) => generation.id === id) ?? null;
  }

  /** Adds a request that was made just now. */
  record(generation: Generation): void {
    this.#live.set(generation.day, [...(this.#live.get(generation.day) ?? []), generation]);
    this.#forget(generation.day);
  }

  /** Late settlement: changes what a day cost after the fact, for everyone who asks from now on. */
  amend(day: Day, amendment: Amendment): void {
    this.#amendments.set(day, [...(this.#amendments.get(day) ?? []), amendment]);
    this.#forget(day);
  }

  #forget(day: Day): void {
    this.#singles.delete(day);
    this.#cells.delete(day);
    this.#lastOldDay = null;
  }

  #wholeDay(day: Day, today: Day): Generation[] {
    const recent = daysBetween(day, today) <= DAYS_OF_SINGLES;
    const known = recent ? this.#singles.get(day) : this.#lastOldDay?.day === day ? this.#lastOldDay.generations : undefined;
    if (known) return known;
    const generations = this.#workOut(day);
    if (recent) {
      this.#singles.set(day, generations);
      for (const kept of this.#singles.keys()) if (daysBetween(kept, today) > DAYS_OF_SINGLES) this.#singles.delete(kept);
    } else {
      this.#lastOldDay = { day, generations };
    }
    return generations;
  }

  #workOut(day: Day): Generation[] {
    const invented = day < this.firstDay ? [] : dayTraffic(this.#options.seed, this.cast, day, this.#growth(day));
    const live = this.#live.get(day) ?? [];
    const all = live.length === 0 ? invented : [...invented, ...live].sort((a, b) => a.createdAt - b.createdAt);
    return (this.#amendments.get(day) ?? []).reduce(amended, all);
  }

  /** Use grows steadily to its full size on the anchor day, with better and worse weeks. */
  #growth(day: Day): number {
    const { seed, days, startShare } = this.#options;
    const passed = Math.min(1, daysBetween(this.firstDay, day) / Math.max(1, days - 1));
    const week = Math.floor(startOfDay(day).getTime() / (7 * DAY_MS));
    return startShare ** (1 - passed) * logNormal(randomOf(seed, "week", week), 1, 0.07);
  }
}
