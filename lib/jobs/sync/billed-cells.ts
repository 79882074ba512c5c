import { addDays, type Day, dayOf, daysBetween, eachDay, startOfDay } from "../../domain/day";
import { settlesAt } from "../../domain/finality";
import { parseUsd, subtractUsd, ZERO_USD } from "../../domain/usd";
import { type BilledDayRead, billedDaysRead, readCursor, type SyncCursor } from "../../ledger/sync/cursors";
import { storeBilledDays } from "../../ledger/sync/facts";
import { BILLED_DAYS } from "../../openrouter/billed/analytics";
import { type DayTotal, readDayTotals } from "../../openrouter/billed/day-totals";
import { type BilledWindow, billedWindows } from "../../openrouter/billed/windows";
import type { KeyPart } from "../../openrouter/generation/key-partition";
import type { SyncJob } from "./job";
import { readAhead } from "./read-ahead";

/** Sums of the same doubles in another order differ by less. */
const ROUNDING = parseUsd("0.000001");

/** Whether OpenRouter's total of a day is what the stored cells add up to. */
function agrees(stored: BilledDayRead, total: DayTotal): boolean {
  const rest = subtractUsd(stored.costUsd, total.costUsd);
  return stored.requests === total.requests && rest <= ROUNDING && -rest <= ROUNDING;
}

/**
 * Stretches of days that were never read, that were last read before they were settled, or whose total is another by
 * now, or that were read at a doubtful time. Newest first. Without `totals` settled days are taken as they are.
 */
export function daysToRead(
  read: ReadonlyMap<Day, BilledDayRead>,
  totals: ReadonlyMap<Day, DayTotal> | null,
  oldest: Day,
  newest: Day,
  doubtfulSince: Date | null = null,
): { oldest: Day; newest: Day }[] {
  const stretches: { oldest: Day; newest: Day }[] = [];
  for (const day of eachDay(oldest, newest).reverse()) {
    const stored = read.get(day);
    const total = totals && (totals.get(day) ?? { costUsd: ZERO_USD, requests: 0 });
    const isDoubtful = stored && doubtfulSince && stored.readAt >= doubtfulSince;
    if (stored && !isDoubtful && stored.readAt >= settlesAt(day) && (!total || agrees(stored, total))) continue;
    const last = stretches.at(-1);
    if (last && addDays(day, 1) === last.oldest) last.oldest = day;
    else stretches.push({ oldest: day, newest: day });
  }
  return stretches;
}

function widened(cursor: SyncCursor | null, window: BilledWindow, askedAt: Date, oldest: Day): SyncCursor {
  const from = startOfDay(window.from);
  const to = askedAt < startOfDay(addDays(window.to, 1)) ? askedAt : startOfDay(addDays(window.to, 1));
  return {
    reachedFrom: cursor && cursor.reachedFrom < from ? cursor.reachedFrom : from,
    reachedTo: cursor && cursor.reachedTo > to ? cursor.reachedTo : to,
    targetFrom: startOfDay(oldest),
  };
}

/**
 * Reads what OpenRouter charged, by day, key and model, for every day of its 367 that is missing or was not settled when
 * last read; all but hourly runs hold the other days to OpenRouter's totals as well, and read again what was restated.
 * The days themselves are the cursor: each page and its days commit together, so a killed run goes on with the next page.
 * Returns the days whose figures changed.
 */
export async function syncBilledCells(job: SyncJob, parts: readonly KeyPart[], doubtfulSince: Date | null): Promise<Day[]> {
  const { connectionId } = job.owner;
  const newest = dayOf(job.now());
  const oldest = addDays(newest, 1 - BILLED_DAYS);
  const read = await billedDaysRead(connectionId, "analytics");
  const hold = read.size > 0 && job.run.trigger !== "hourly";
  const totals = hold ? await readDayTotals(job.openRouter, oldest, newest) : null;
  const stretches = daysToRead(read, totals, oldest, newest, doubtfulSince);
  const total = stretches.reduce((sum, stretch) => sum + daysBetween(stretch.oldest, stretch.newest) + 1, 0);
  const changed: Day[] = [];
  let cursor = await readCursor(connectionId, "billed_cells");
  let done = 0;
  let rows = 0;
  await job.report("billed_cells", 0, { message: "Reading what was charged, newest days first" });
  for (const stretch of stretches) {
    for await (const { item: window, askedAt } of readAhead(billedWindows(job.openRouter, parts, stretch), job.now)) {
      job.signal.throwIfAborted();
      job.refused.push(...window.refused);
      // A day with a figure that cannot be right has no right total either: it keeps what it had.
      const incomplete = new Set(window.refused.map((refused) => refused.day));
      const days = incomplete.has(null) ? [] : eachDay(window.from, window.to).filter((day) => !incomplete.has(day));
      const kept = new Set(days);
      const cells = window.cells.filter((cell) => kept.has(cell.day));
      cursor = widened(cursor, window, askedAt, oldest);
      const page = { days, cells, pulledAt: askedAt };
      changed.push(...(await storeBilledDays(job.owner, "analytics", page, { stream: "billed_cells", at: cursor })));
      done += daysBetween(window.from, window.to) + 1;
      rows += cells.length;
      const message = `Read what was charged back to ${window.from}`;
      await job.report("billed_cells", done / total, { message, day: window.from, rows });
    }
  }
  return changed;
}
