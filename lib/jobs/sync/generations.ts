import { addDays, type Day, dayOf, startOfDay } from "../../domain/day";
import { readCursor, type SyncCursor } from "../../ledger/sync/cursors";
import { storeGenerations } from "../../ledger/sync/facts";
import { GENERATION_DAYS, ROW_LIMIT } from "../../openrouter/billed/analytics";
import { packHours, type TimeWindow } from "../../openrouter/billed/hour-window";
import { GenerationReader, requestsByHour } from "../../openrouter/generation/generations";
import type { KeyPart } from "../../openrouter/generation/key-partition";
import type { SyncJob } from "./job";
import { readAhead } from "./read-ahead";

/** Requests reach Analytics a minute or two late; some take longer. */
const OVERLAP_MS = 2 * 3_600_000;
/** Days before today that a daily, first or asked-for run reads again, since they may still settle. */
const DAYS_AGAIN = 2;

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function earliest(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** A window to read and where the stream stands once it is stored; null: the cursor stays. */
interface Step {
  window: TimeWindow;
  cursor: SyncCursor | null;
}

/**
 * What a run reads of single requests: first, oldest first, what came since the last run (so that the stream stays
 * without a gap); then days whose bill changed; then the first sync's way back, newest first.
 */
export function generationSteps(
  plan: { now: Date; cursor: SyncCursor | null; deep: boolean; changedDays: readonly Day[] },
  requestsAt: ReadonlyMap<number, number>,
): Step[] {
  const { now, cursor } = plan;
  const today = dayOf(now);
  const reach = startOfDay(addDays(today, 1 - GENERATION_DAYS));
  const pack = (from: Date, to: Date) => packHours(from, to, requestsAt, ROW_LIMIT * 0.98);
  if (!cursor) {
    const back = pack(reach, now).reverse();
    return back.map((window) => ({ window, cursor: { reachedFrom: window.from, reachedTo: now, targetFrom: reach } }));
  }
  const recent = new Date(cursor.reachedTo.getTime() - OVERLAP_MS);
  const settling = startOfDay(addDays(today, -DAYS_AGAIN));
  const since = latest(reach, plan.deep && settling < recent ? settling : recent);
  // What the account no longer tells stays a gap; the stream then starts anew behind it.
  const gap = cursor.reachedTo < since;
  const reachedFrom = gap ? since : latest(cursor.reachedFrom, reach);
  const forward = pack(latest(since, gap ? since : cursor.reachedFrom), now).map((window) => {
    const reachedTo = latest(cursor.reachedTo, window.to);
    return { window, cursor: { reachedFrom: gap ? since : cursor.reachedFrom, reachedTo, targetFrom: cursor.targetFrom } };
  });
  const again = plan.changedDays
    .filter((day) => day < today && startOfDay(day) >= reachedFrom && startOfDay(day) < since)
    .flatMap((day) => pack(startOfDay(day), earliest(startOfDay(addDays(day, 1)), since)))
    .map((window) => ({ window, cursor: null }));
  const target = latest(cursor.targetFrom, reach);
  const back = gap || cursor.reachedFrom <= target ? [] : pack(target, cursor.reachedFrom).reverse();
  return [
    ...forward,
    ...again,
    ...back.map((window) => ({ window, cursor: { reachedFrom: window.from, reachedTo: now, targetFrom: cursor.targetFrom } })),
  ];
}

/**
 * Reads single requests of up to 31 days, in windows as wide as OpenRouter's answers allow by its own count of requests
 * an hour. Each page and the cursor commit together, so a killed run goes on with the next page.
 */
export async function syncGenerations(
  job: SyncJob,
  parts: readonly KeyPart[],
  offered: ReadonlySet<string>,
  changedDays: readonly Day[],
): Promise<void> {
  const now = job.now();
  await job.report("generations", 0, { message: "Counting single requests of the last 31 days" });
  const reach = startOfDay(addDays(dayOf(now), 1 - GENERATION_DAYS));
  const cursor = await readCursor(job.owner.connectionId, "generations");
  const requestsAt = await requestsByHour(job.openRouter, reach, now);
  const deep = job.run.trigger !== "hourly";
  const steps = generationSteps({ now, cursor, deep, changedDays }, requestsAt);
  const total = steps.reduce((sum, step) => sum + step.window.requests, 0);

  const reader = new GenerationReader(job.openRouter, parts, offered, reach);

  async function* pages() {
    for (const step of steps) yield { step, ...(await reader.read(step.window.from, step.window.to)) };
  }
  let done = 0;
  let rows = 0;
  let whole = true;
  for await (const { item: page } of readAhead(pages(), job.now)) {
    job.signal.throwIfAborted();
    job.refused.push(...page.refused);
    // What was refused is asked for again: the stream counts as read up to there and no further.
    whole &&= page.refused.length === 0;
    await storeGenerations(job.owner, page.reports, whole ? page.step.cursor : null, job.now());
    done += page.step.window.requests;
    rows += page.reports.length;
    const day = dayOf(page.step.window.from);
    const message = `Read ${rows.toLocaleString("en-US")} single requests, at ${day}`;
    await job.report("generations", total === 0 ? 1 : done / total, { message, day, rows });
  }
}
