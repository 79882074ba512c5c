import type { Logger } from "pino";
import { addDays, type Day, dayOf, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { comparableChange } from "../domain/spend/drivers";
import { daysAround, type FoundSpike, leastSeverity, newsOfDays, overlaps, spikesIn } from "../domain/spike/spike";
import { sumSpendHours } from "../ledger/spike/spend-hours";
import { type ExplainedSpike, storeSpikes } from "../ledger/spike/spikes";
import { driversOf, type SpendDrivers } from "../queries/spend/drivers";
import { HOUR_DAYS, spikesInput } from "../queries/spike/series";
import { type Spike, spikes } from "../queries/spike/spikes";

/** Of the days that are looked at the first weeks only say what is usual. */
const TOLD_DAYS = 28;
const TOLD_BOOK_DAYS = 60;

function isSame(spike: FoundSpike, known: Spike): boolean {
  const alike = known.resolution === spike.resolution && JSON.stringify(known.filters) === JSON.stringify(spike.filters);
  return alike && overlaps(spike, known);
}

/** What made the spike. Only dimensions with several values count: a key that serves one feature says nothing by it. */
async function tellingDrivers(scope: AuthorizedScope, spike: FoundSpike, today: Day): Promise<SpendDrivers | null> {
  const question = { filters: spike.filters, ...daysAround(spike) };
  const all = await driversOf(scope, question, today);
  const telling = all?.dimensions.filter(({ rows }) => rows.length > 1).map(({ dimension }) => dimension) ?? [];
  if (!all?.top || telling.length === 0 || telling.includes(all.top.dimension)) return all;
  return driversOf(scope, { ...question, dimensions: telling }, today);
}

/** What made it: within its own scope, against the week before. */
async function explain(scope: AuthorizedScope, spike: FoundSpike, today: Day): Promise<ExplainedSpike> {
  const drivers = await tellingDrivers(scope, spike, today);
  const developers = drivers?.dimensions.find(({ dimension }) => dimension === "developer");
  const [main] = developers?.rows ?? [];
  const mainly = main && drivers && main.value.kind === "value" && comparableChange(main.effects) * 2n >= drivers.comparableUsd;
  return { ...spike, driver: drivers?.sentence ?? null, developerId: mainly ? main.value.id : null };
}

/**
 * Looks for spend that was not as usual, by the hour in single requests and by the day in settled books, and keeps what
 * was found. Safe to run twice, and at once.
 */
export async function findSpikes(organizationId: string, settings: { now: () => Date; log: Logger }): Promise<void> {
  const now = settings.now();
  const today = dayOf(now);
  const scope = mintSystemScope(organizationId, { kind: "job" });
  await sumSpendHours(organizationId, addDays(today, -HOUR_DAYS));
  const input = await spikesInput(scope, now);
  const least = leastSeverity(input.ordinaryDayUsd);
  const since = startOfDay(addDays(today, -TOLD_BOOK_DAYS));
  const hoursSince = startOfDay(addDays(today, -TOLD_DAYS));
  const hours = input.hours.flatMap((series) => spikesIn(series, least)).filter(({ from }) => from >= hoursSince);
  const known = await spikes(scope, { since });
  const days = input.days.flatMap((series) => spikesIn(series, least)).filter(({ from }) => from >= since);
  // When a day's books arrive before its requests, the spike was told by the day; its hours are the same spike again.
  const news = hours.filter((spike) => {
    return known.some((one) => isSame(spike, one)) || !known.some((one) => isSame({ ...spike, resolution: "day" }, one));
  });
  const told = [...hours, ...known.filter(({ resolution }) => resolution === "hour")];
  const found = [...news, ...newsOfDays(days, told)];
  const explained: ExplainedSpike[] = [];
  for (const spike of found) {
    const before = known.find((one) => isSame(spike, one));
    // What is over and explained stays so; only what goes on changes.
    const isOver = before !== undefined && before.closedAt !== null && spike.closed && before.driver !== null;
    explained.push(
      isOver ? { ...spike, driver: before.driver, developerId: before.developerId } : await explain(scope, spike, today),
    );
  }
  await storeSpikes(organizationId, explained, since, now);
  const opened = explained.filter((spike) => !known.some((one) => isSame(spike, one))).length;
  if (opened > 0) settings.log.info({ organizationId, opened }, "spikes found");
}
