import { addDays, type Day, dayOf, eachDay, startOfDay } from "../domain/day";
import { settlesAt } from "../domain/finality";
import { knownKeys } from "../ledger/sync-connections";
import { billedDaysRead } from "../ledger/sync-cursors";
import { storeBilledDays } from "../ledger/sync-facts";
import { ACTIVITY_DAYS, readActivityCells } from "../openrouter/activity";
import type { SyncJob } from "./sync-job";

/**
 * For an account without Analytics: its last 30 finished days from `/activity`, day × key × model × provider. One answer
 * a key holds all of them, so they are read and stored together. An hourly run does so only once after midnight.
 */
export async function syncActivity(job: SyncJob): Promise<void> {
  const askedAt = job.now();
  const newest = addDays(dayOf(askedAt), -1);
  const oldest = addDays(newest, 1 - ACTIVITY_DAYS);
  const read = await billedDaysRead(job.owner.connectionId, "activity");
  if (job.run.trigger === "hourly" && eachDay(oldest, newest).every((day) => read.has(day))) return;
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
  const incomplete = new Set<Day | null>(refused.map((item) => item.day));
  // A settled day is read again for free: a change of it is a restatement.
  const days = incomplete.has(null) ? [] : eachDay(oldest, newest).filter((day) => !incomplete.has(day));
  const kept = new Set(days);
  const page = { days, cells: cells.filter((cell) => kept.has(cell.day)), pulledAt: askedAt };
  const at = { reachedFrom: startOfDay(oldest), reachedTo: startOfDay(addDays(newest, 1)), targetFrom: startOfDay(oldest) };
  await storeBilledDays(job.owner, "activity", page, { stream: "activity", at });
  const open = days.filter((day) => askedAt < settlesAt(day)).length;
  const message = `Read ${page.cells.length} rows of activity; ${open} days may still settle`;
  await job.report("activity", 1, { message, day: oldest, rows: page.cells.length });
}
