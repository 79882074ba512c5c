import { addDays, type Day, dayOf, eachDay, startOfDay } from "../../domain/day";
import { settlesAt } from "../../domain/finality";
import { knownKeys } from "../../ledger/sync/connections";
import { billedDaysRead } from "../../ledger/sync/cursors";
import { storeBilledDays } from "../../ledger/sync/facts";
import { ACTIVITY_DAYS, readActivityCells } from "../../openrouter/billed/activity";
import type { Refused } from "../../openrouter/readers";
import { statusOf } from "../../openrouter/refusal";
import type { SyncJob } from "./job";

function finishedDays(askedAt: Date): { oldest: Day; newest: Day; all: Day[] } {
  const newest = addDays(dayOf(askedAt), -1);
  const oldest = addDays(newest, 1 - ACTIVITY_DAYS);
  return { oldest, newest, all: eachDay(oldest, newest) };
}

/** Days with a refused row have no right total; a refused row without a day spoils them all. */
function wholeDays(days: readonly Day[], refused: readonly Refused[]): Day[] {
  const incomplete = new Set<Day | null>(refused.map((item) => item.day));
  return incomplete.has(null) ? [] : days.filter((day) => !incomplete.has(day));
}

/**
 * For an account without Analytics: its last 30 finished days from `/activity`, day × key × model × provider. One answer
 * a key holds all of them, so they are read and stored together. An hourly run does so only once after midnight.
 */
export async function syncActivity(job: SyncJob): Promise<void> {
  const askedAt = job.now();
  const { oldest, newest, all } = finishedDays(askedAt);
  const read = await billedDaysRead(job.owner.connectionId, "activity");
  if (job.run.trigger === "hourly" && all.every((day) => read.has(day))) return;
  const keys = await knownKeys(job.owner.connectionId);
  await job.report("activity", 0, { message: "Reading each key's activity of the last 30 days" });
  let reported = Promise.resolve();
  const { cells, refused } = await readActivityCells(job.openRouter, keys, (done) => {
    if (done % 10 !== 0) return;
    const message = `Read the activity of ${done} of ${keys.length} keys`;
    reported = reported.then(() => job.report("activity", done / (keys.length + 1), { message }));
    reported.catch(() => {});
  });
  await reported;
  job.refused.push(...refused);
  // A settled day is read again for free: a change of it is a restatement.
  const days = wholeDays(all, refused);
  const kept = new Set(days);
  const page = { days, cells: cells.filter((cell) => kept.has(cell.day)), pulledAt: askedAt };
  const at = { reachedFrom: startOfDay(oldest), reachedTo: startOfDay(addDays(newest, 1)), targetFrom: startOfDay(oldest) };
  await storeBilledDays(job.owner, "activity", page, { stream: "activity", at });
  const open = days.filter((day) => askedAt < settlesAt(day)).length;
  const message = `Read ${page.cells.length} rows of activity; ${open} days may still settle`;
  await job.report("activity", 1, { message, day: oldest, rows: page.cells.length });
}

/**
 * For an account with Analytics: what `/activity` says of the days that Analytics billed, to hold one against the other.
 * One question; an hourly run asks it only once after midnight. An account that may not ask it (403, 404) goes without.
 */
export async function syncActivityTotals(job: SyncJob): Promise<void> {
  const { connectionId } = job.owner;
  const askedAt = job.now();
  const { oldest, newest, all } = finishedDays(askedAt);
  const [billed, read] = await Promise.all([billedDaysRead(connectionId, "analytics"), billedDaysRead(connectionId, "activity")]);
  // Without Analytics' figures these would become the day's books, and know no key.
  const comparable = all.filter((day) => billed.has(day));
  if (job.run.trigger === "hourly" && comparable.every((day) => read.has(day))) return;
  try {
    const { cells, refused } = await readActivityCells(job.openRouter, []);
    job.refused.push(...refused);
    const days = wholeDays(comparable, refused);
    const kept = new Set(days);
    const page = { days, cells: cells.filter((cell) => kept.has(cell.day)), pulledAt: askedAt };
    const at = { reachedFrom: startOfDay(oldest), reachedTo: startOfDay(addDays(newest, 1)), targetFrom: startOfDay(oldest) };
    await storeBilledDays(job.owner, "activity", page, { stream: "activity", at });
  } catch (error) {
    if (statusOf(error) !== 403 && statusOf(error) !== 404) throw error;
  }
}
