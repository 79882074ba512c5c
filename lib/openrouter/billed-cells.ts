import { z } from "zod";
import type { BilledCellReport } from "../domain/billed-cell";
import { addDays, type Day, eachDay, startOfDay } from "../domain/day";
import { addFigures } from "../domain/figures";
import { parseUsd, subtractUsd, type Usd, ZERO_USD } from "../domain/usd";
import { type AnalyticsFilter, type AnalyticsRow, bucketOf, dimensionOf, queryAnalytics, ROW_LIMIT } from "./analytics";
import type { OpenRouter } from "./client";
import { DayDensity } from "./day-window";
import { halvePart, type KeyPart, keyNamed } from "./key-partition";
import { charge, count, countIfTold, day, type Refused, readRows } from "./readers";
import { quoted, unreadable } from "./refusal";

/** What a billed cell and a generation are measured by. */
export const FIGURE_METRICS = [
  "credits_usage",
  "total_usage",
  "request_count",
  "tokens_prompt",
  "tokens_completion",
  "reasoning_tokens",
  "cached_tokens",
] as const;

/** Two sums of the same doubles may differ in their last digits; more than this is no rounding. */
const ROUNDING = parseUsd("0.000001");

/** What providers charge the customer's own keys: everything but the credits. Null where the two sums contradict. */
function byokOf(total: Usd, credits: Usd): Usd | null {
  const rest = subtractUsd(total, credits);
  return rest >= ZERO_USD ? rest : subtractUsd(ZERO_USD, rest) <= ROUNDING ? ZERO_USD : null;
}

/** The figures of an Analytics row. Cache-written tokens are in no Analytics metric. */
export const AnalyticsFigures = z
  .object({
    credits_usage: charge,
    total_usage: charge,
    request_count: count,
    tokens_prompt: countIfTold,
    tokens_completion: countIfTold,
    reasoning_tokens: countIfTold,
    cached_tokens: countIfTold,
  })
  .transform((row, context) => {
    const byokUsd = byokOf(row.total_usage, row.credits_usage);
    if (byokUsd === null) {
      context.addIssue({ code: "custom", path: ["total_usage"], message: "is less than credits_usage, which it includes" });
      return z.NEVER;
    }
    return {
      costUsd: row.credits_usage,
      byokUsd,
      requests: row.request_count,
      promptTokens: row.tokens_prompt,
      cachedTokens: row.cached_tokens,
      cacheWriteTokens: null,
      completionTokens: row.tokens_completion,
      reasoningTokens: row.reasoning_tokens,
    };
  });

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

/** Cells of one answer. Rows of one name (a deleted key beside a living one) add up, as a cell stands once. */
export function billedCellsOf(rows: readonly AnalyticsRow[], part: KeyPart): { cells: BilledCellReport[]; refused: Refused[] } {
  const Row = z.record(z.string(), z.unknown()).transform((row, context): BilledCellReport => {
    const figures = AnalyticsFigures.safeParse(row);
    const bucket = day.safeParse(bucketOf(row));
    if (figures.success && bucket.success) {
      const key = keyNamed(part, dimensionOf(row, "api_key_id"));
      return { ...figures.data, day: bucket.data, key, model: dimensionOf(row, "model") ?? "unknown", provider: null };
    }
    const issue = figures.error?.issues[0] ?? { path: ["date"], message: "is not a day" };
    context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
    return z.NEVER;
  });
  const read = readRows(rows, Row, (row) => {
    const bucket = day.safeParse(bucketOf(row));
    const found = bucket.success ? bucket.data : null;
    const parts = [
      found ?? "no day",
      `key ${dimensionOf(row, "api_key_id") ?? "none"}`,
      `model ${dimensionOf(row, "model") ?? "none"}`,
    ];
    return { cell: quoted(parts.join(", ")), day: found };
  });
  const cells = new Map<string, BilledCellReport>();
  for (const cell of read.rows) {
    const id = JSON.stringify([cell.day, cell.key.hash, cell.key.name, cell.model]);
    const known = cells.get(id);
    cells.set(id, known ? { ...known, ...addFigures(known, cell) } : cell);
  }
  return { cells: [...cells.values()], refused: read.refused };
}

/** As many days as one answer holds, ending with `newest`, going back to `oldest` at most; of one part of the keys. */
async function askDays(
  openRouter: OpenRouter,
  part: KeyPart,
  density: DayDensity,
  newest: Day,
  oldest: Day,
): Promise<BilledWindow> {
  for (;;) {
    const span = density.span(newest, oldest);
    const from = addDays(newest, 1 - span);
    const answer = await queryAnalytics(openRouter, {
      metrics: FIGURE_METRICS,
      dimensions: ["api_key_id", "model"],
      granularity: "day",
      from: startOfDay(from),
      to: startOfDay(addDays(newest, 1)),
      filters: filtersOf(part),
    });
    if (part.only && answer.filterIgnored) {
      // A key that Analytics cannot resolve was not left out of the main question either: its rows are there, by name.
      if (part.only.length === 1) return { from, to: newest, cells: [], refused: [] };
      return joined(openRouter, halvePart(part) ?? [], from, newest);
    }
    if (answer.truncated && span === 1) {
      const halves = halvePart(part);
      if (!halves) throw unreadable("POST /analytics/query", `one key has more than ${ROW_LIMIT} models on ${newest}`);
      return joined(openRouter, halves, from, newest);
    }
    if (answer.truncated) {
      density.observeCut(span);
      continue;
    }
    const { cells, refused } = billedCellsOf(answer.rows, part);
    const rowsOf = new Map<Day, number>();
    for (const cell of cells) rowsOf.set(cell.day, (rowsOf.get(cell.day) ?? 0) + 1);
    density.observe(eachDay(from, newest), (seen) => rowsOf.get(seen) ?? 0);
    return { from, to: newest, cells: cells.filter((cell) => cell.day >= from && cell.day <= newest), refused };
  }
}

/** Several parts of the keys over the same days, as one window. */
async function joined(openRouter: OpenRouter, parts: readonly KeyPart[], from: Day, to: Day): Promise<BilledWindow> {
  const window: BilledWindow = { from, to, cells: [], refused: [] };
  for (const part of parts) {
    const stream = new PartStream(openRouter, part);
    const taken = await stream.take(from, to, from);
    window.cells.push(...taken.cells);
    window.refused.push(...taken.refused);
  }
  return window;
}

/** One part of the keys, read backwards in windows of its own size. */
class PartStream {
  readonly #density: DayDensity;
  #windows: BilledWindow[] = [];
  constructor(
    readonly openRouter: OpenRouter,
    readonly part: KeyPart,
  ) {
    // The main question starts with a week: pages show something soon. The others are few rows, and wait for it.
    this.#density = new DayDensity(part.only?.length ?? part.hashByName.size, ROW_LIMIT, part.only ? undefined : 7);
  }

  /** The next window back from `newest`. */
  next(newest: Day, oldest: Day): Promise<BilledWindow> {
    return askDays(this.openRouter, this.part, this.#density, newest, oldest);
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

/**
 * Billed cells of the days from `oldest` to `newest`, newest first, in windows as wide as OpenRouter's answers allow.
 * The parts must cover all keys once (`partitionKeys`), the first of them being the one with most rows.
 */
export async function* billedWindows(
  openRouter: OpenRouter,
  parts: readonly KeyPart[],
  range: { oldest: Day; newest: Day },
): AsyncGenerator<BilledWindow> {
  const [main, ...rounds] = parts.map((part) => new PartStream(openRouter, part));
  for (let newest = range.newest; main && newest >= range.oldest; ) {
    const window = await main.next(newest, range.oldest);
    for (const round of rounds) {
      const taken = await round.take(window.from, window.to, range.oldest);
      window.cells.push(...taken.cells);
      window.refused.push(...taken.refused);
    }
    yield window;
    newest = addDays(window.from, -1);
  }
}
