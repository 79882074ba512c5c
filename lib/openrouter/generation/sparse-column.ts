import type { AnalyticsFilter } from "../billed/analytics";

/** Aimed at: well below what one answer holds. */
const ROWS = 8_000;

/** What one more dimension tells of single requests in a stretch of time: generation id to value. */
export type ColumnReader = (from: Date, to: Date, filters: AnalyticsFilter[]) => Promise<Map<string, string>>;

/**
 * A dimension that is asked for few requests only (those that a filter picks). They are read in stretches of their own,
 * longer than the windows of all requests, so that few rows do not cost as many questions as all.
 */
export class SparseColumn {
  #covered: { from: Date; to: Date; values: Map<string, string> } | null = null;
  #spanMs = 0;
  constructor(
    readonly read: ColumnReader,
    readonly filter: AnalyticsFilter,
    /** Nothing older will be asked for. */
    readonly oldest: Date,
  ) {}

  /** Values of the picked requests, at least of those from `from` to `to`. Windows are asked for newest first. */
  async valuesIn(from: Date, to: Date): Promise<ReadonlyMap<string, string>> {
    if (this.#covered && this.#covered.from <= from && this.#covered.to >= to) return this.#covered.values;
    const span = Math.max(this.#spanMs, 4 * (to.getTime() - from.getTime()));
    const back = new Date(Math.max(this.oldest.getTime(), to.getTime() - span));
    const start = back < from ? back : from;
    const values = await this.read(start, to, [this.filter]);
    this.#covered = { from: start, to, values };
    this.#spanMs = ((to.getTime() - start.getTime()) * ROWS) / Math.max(1, values.size);
    return values;
  }
}
