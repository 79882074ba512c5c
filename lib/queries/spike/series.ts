import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { addDays, type Day, dayOf, daysBetween, eachDay, startOfDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type Filters, filterWord } from "../../domain/spend/question";
import type { SpikeSeries } from "../../domain/spike/spike";
import { addUsd, sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type Books, booksOf } from "../reconciliation/books";
import { sharedSnapshot } from "../snapshot";
import { dayColumn } from "../spend/figures-sql";
import { spendRows } from "../spend/spend";

/** Days of hours that are looked at; the first three weeks only say what is usual, and what happens again and again. */
export const HOUR_DAYS = 49;
/** Days of settled books that are looked at. */
const BOOK_DAYS = 120;
/** What an ordinary day costs: the mean of so many. */
const ORDINARY_DAYS = 28;

export interface SpikesInput {
  hours: SpikeSeries[];
  /** Up to the last settled day. */
  days: SpikeSeries[];
  ordinaryDayUsd: Usd;
}

const hourRow = z.object({
  connection_id: z.string(),
  day: dayColumn,
  hour: z.number(),
  key_id: z.string().nullable(),
  cost_usd: usdColumn,
});
type HourRow = z.output<typeof hourRow>;

function filtersOf(keyId: string | null): Filters {
  return { key: [filterWord("key", keyId === null ? { kind: "none", id: null } : { kind: "value", id: keyId })] };
}

/**
 * The hours of which a connection's requests are known: whole days that have some, today up to the last that has one,
 * and since the first of them the days that its books call free, such as weekends.
 */
function knownHours(rows: readonly HourRow[], freeDays: readonly Day[], firstDay: Day, today: Day): Set<number> {
  const place = ({ day, hour }: HourRow) => daysBetween(firstDay, day) * 24 + hour;
  const last = Math.max(...rows.map(place));
  const known = new Set<number>();
  const used = new Set(rows.map(({ day }) => day));
  const begin = [...used].sort()[0] ?? today;
  for (const day of [...used, ...freeDays.filter((free) => free > begin && free < today)]) {
    for (let hour = 0; hour < 24; hour += 1) {
      const at = daysBetween(firstDay, day) * 24 + hour;
      if (day < today || at <= last) known.add(at);
    }
  }
  return known;
}

async function hourSeries(scope: AuthorizedScope, now: Date, on: Queryable): Promise<SpikeSeries[]> {
  const today = dayOf(now);
  const firstDay = addDays(today, -HOUR_DAYS);
  const rows = await select(
    sql`SELECT connection_id::text, day, hour, key_id::text, cost_usd FROM spend_hours
        WHERE organization_id = ${scope.organizationId}::uuid AND day BETWEEN ${firstDay}::date AND ${today}::date`,
    hourRow,
    on,
  );
  const hoursSoFar = Math.floor((now.getTime() - startOfDay(firstDay).getTime()) / 3_600_000) + 1;
  const free = await select(
    sql`SELECT connection_id::text, day FROM day_books WHERE organization_id = ${scope.organizationId}::uuid
          AND day BETWEEN ${firstDay}::date AND ${today}::date AND billed_usd = 0`,
    z.object({ connection_id: z.string(), day: dayColumn }),
    on,
  );
  const byConnection = [...Map.groupBy(rows, (row) => row.connection_id).values()];
  return byConnection.flatMap((ofConnection) => {
    const freeDays = free.filter(({ connection_id }) => connection_id === ofConnection[0]?.connection_id).map(({ day }) => day);
    const known = knownHours(ofConnection, freeDays, firstDay, today);
    return [...Map.groupBy(ofConnection, (row) => row.key_id)].map(([keyId, ofKey]): SpikeSeries => {
      const costs = Array.from({ length: hoursSoFar }, (_, at) => (known.has(at) ? ZERO_USD : null));
      for (const { day, hour, cost_usd } of ofKey) {
        const at = daysBetween(firstDay, day) * 24 + hour;
        if (at < hoursSoFar) costs[at] = addUsd(costs[at] ?? ZERO_USD, cost_usd);
      }
      return { filters: filtersOf(keyId), resolution: "hour", firstDay, costs };
    });
  });
}

function isSettled(books: Books, day: Day): boolean {
  const finality = books.finality(day);
  return finality === "settled" || finality === "restated" || finality === "closed";
}

/** Costs by day of each key and of the organization, from the books; days that are not settled yet are unknown. */
async function daySeries(scope: AuthorizedScope, now: Date, on: Queryable) {
  const today = dayOf(now);
  const range = { from: addDays(today, -BOOK_DAYS), to: addDays(today, -1) };
  const books = await booksOf(scope, [range], {}, today, on);
  const rows = await spendRows(scope, { ...range, by: ["day", "key"], filters: {} }, books, on);
  const costs = rows.flatMap(({ keys, costUsd }) => {
    const day = keys.day?.id;
    return day === undefined || day === null || !keys.key ? [] : [{ day: day as Day, key: keys.key, costUsd }];
  });
  const days = eachDay(range.from, range.to);
  const series = (filters: Filters, own: readonly { day: Day; costUsd: Usd }[]): SpikeSeries => {
    const byDay = Map.groupBy(own, ({ day }) => day);
    return {
      filters,
      resolution: "day",
      firstDay: range.from,
      costs: days.map((day) => (isSettled(books, day) ? sumUsd((byDay.get(day) ?? []).map(({ costUsd }) => costUsd)) : null)),
    };
  };
  const ofKeys = Map.groupBy(
    costs.filter(({ key }) => key.kind !== "difference"),
    ({ key }) => key.id,
  );
  const known = days.slice(-ORDINARY_DAYS).filter((day) => books.finality(day) !== null);
  const lately = sumUsd(costs.filter(({ day }) => known.includes(day)).map(({ costUsd }) => costUsd));
  return {
    days: [series({}, costs), ...[...ofKeys].map(([keyId, own]) => series(filtersOf(keyId), own))],
    ordinaryDayUsd: known.length === 0 ? ZERO_USD : ((lately / BigInt(known.length)) as Usd),
  };
}

/** What spikes are looked for in: hours of single requests by key, and settled days by key and of the whole. */
export async function spikesInput(scope: AuthorizedScope, now: Date): Promise<SpikesInput> {
  return sharedSnapshot(async (on) => {
    const [hours, { days, ordinaryDayUsd }] = await Promise.all([hourSeries(scope, now, on), daySeries(scope, now, on)]);
    return { hours, days, ordinaryDayUsd };
  });
}
