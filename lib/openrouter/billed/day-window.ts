import { addDays, type Day, daysBetween } from "../../domain/day";

/** Fills an answer nearly, with room for a day that is busier than the ones it was judged by. */
const FILL = 0.96;
/** Before anything was seen: how many models one key is likely to use a day. */
const MODELS_A_KEY = 4;

/** What answers so far held: rows of each day seen. Judges how many days the next question may span. */
export class DayDensity {
  readonly #rows = new Map<Day, number>();
  #ceiling = Number.POSITIVE_INFINITY;
  constructor(
    readonly keys: number,
    readonly limit: number,
    /** The most days of the first question; a week, so that every weekday is known from then on. */
    readonly firstDays: number = Number.POSITIVE_INFINITY,
  ) {}

  /** Remembers a complete answer. Days without rows count as zero. */
  observe(days: readonly Day[], rowsOf: (day: Day) => number): void {
    for (const day of days) this.#rows.set(day, rowsOf(day));
    this.#ceiling = Number.POSITIVE_INFINITY;
  }

  /** Remembers that an answer of so many days was cut: ask for clearly fewer. */
  observeCut(days: number): void {
    this.#ceiling = Math.max(1, Math.floor(days * (this.#rows.size === 0 ? 0.5 : 0.8)));
  }

  /** Rows to expect on a day: as on the same weekday a week or more later, else as on the nearest days seen. */
  #expected(day: Day): number {
    for (let weeks = 1; weeks <= 60; weeks += 1) {
      const rows = this.#rows.get(addDays(day, 7 * weeks));
      if (rows !== undefined) return rows;
    }
    if (this.#rows.size === 0) return Math.max(1, this.keys * MODELS_A_KEY);
    let sum = 0;
    for (const rows of this.#rows.values()) sum += rows;
    return sum / this.#rows.size;
  }

  /** How many days a question ending with `newest` may span, back to `oldest` at most. At least one. */
  span(newest: Day, oldest: Day): number {
    const most = Math.min(this.#ceiling, daysBetween(oldest, newest) + 1);
    const cap = this.#rows.size === 0 ? Math.min(most, this.firstDays) : most;
    let expected = 0;
    let days = 0;
    while (days < cap) {
      expected += this.#expected(addDays(newest, -days));
      if (days > 0 && expected > this.limit * FILL) break;
      days += 1;
    }
    return days;
  }
}
