import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { addDays, type Day, startOfDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { daysAround, type SpikeResolution } from "../../domain/spike/spike";
import { sumUsd, type Usd, usdFromFinerUnits } from "../../domain/usd";
import { type OwnDay, ownDays } from "../own-days";
import { dayColumn } from "../spend/figures-sql";

interface Stored {
  resolution: SpikeResolution;
  filters: Record<string, string[]>;
  from_at: Date;
  to_at: Date;
  actual_usd: Usd;
  usual_usd: Usd;
  driver: string | null;
}

/** Days that the organization's books have. */
async function bookedDays(scope: AuthorizedScope, range: { from: Day; to: Day }, on: Queryable): Promise<Set<Day>> {
  const rows = await select(
    sql`SELECT DISTINCT day FROM day_books WHERE organization_id = ${scope.organizationId}::uuid
          AND day BETWEEN ${range.from}::date AND ${range.to}::date`,
    z.object({ day: dayColumn }),
    on,
  );
  return new Set(rows.map(({ day }) => day));
}

/**
 * What the asker's own part of a shared spike was, by the day, as hours have no names: what was spent on its days,
 * against the seven before. Null where it did not make at least half of what was beyond the usual.
 */
function ownPart<Spike extends Stored>(spike: Spike, days: readonly OwnDay[], booked: ReadonlySet<Day>): Spike | null {
  const { before, after } = daysAround({ from: spike.from_at, to: spike.to_at });
  const within = (day: Day, range: { from: Day; to: Day }) => day >= range.from && day <= range.to;
  const ownIn = (range: { from: Day; to: Day }) =>
    sumUsd(days.filter(({ day }) => within(day, range)).map(({ own_usd }) => own_usd));
  const [daysBefore, daysAfter] = [before, after].map((range) => BigInt([...booked].filter((day) => within(day, range)).length));
  if (!daysBefore || !daysAfter) return null;
  const [actual_usd, usual_usd] = [ownIn(after), usdFromFinerUnits(ownIn(before) * daysAfter, daysBefore)];
  if (actual_usd <= usual_usd || (actual_usd - usual_usd) * 2n < spike.actual_usd - spike.usual_usd) return null;
  const [from_at, to_at] = [startOfDay(after.from), startOfDay(addDays(after.to, 1))];
  return { ...spike, resolution: "day", from_at, to_at, actual_usd, usual_usd, driver: null };
}

/** A spike as an asker is told it. `isOwnPart`: his own part of one that others share. */
export interface ToldSpike<Spike> {
  spike: Spike;
  isOwnPart: boolean;
}

/**
 * Spikes as the asker may know them: one tells what was spent and what is usual, so that where anybody else has a part
 * in its days or in the week before, it tells of his own part alone, if that made it for the most part.
 */
export async function toldTo<Spike extends Stored>(
  scope: AuthorizedScope,
  spikes: Spike[],
  on: Queryable,
): Promise<ToldSpike<Spike>[]> {
  if (scope.visibility.kind === "all") return spikes.map((spike) => ({ spike, isOwnPart: false }));
  const told = new Map<Spike, ToldSpike<Spike>>();
  for (const alike of Map.groupBy(spikes, ({ filters }) => JSON.stringify(filters)).values()) {
    const around = alike.map((spike) => ({ spike, ...daysAround({ from: spike.from_at, to: spike.to_at }) }));
    const from = around.map(({ before }) => before.from).sort()[0];
    const to = around
      .map(({ after }) => after.to)
      .sort()
      .at(-1);
    if (from === undefined || to === undefined) continue;
    const days = await ownDays(scope, alike[0]?.filters as Filters, { from, to }, on);
    const booked = await bookedDays(scope, { from, to }, on);
    for (const { spike, before, after } of around) {
      const own = days.filter(({ day }) => day >= before.from && day <= after.to);
      const isWhole = own.every(({ mine }) => mine) && own.some(({ day }) => day >= after.from);
      // A part of the whole organization's spike cannot be told under that name.
      const part = isWhole ? spike : Object.keys(spike.filters).length === 0 ? null : ownPart(spike, own, booked);
      if (part) told.set(spike, { spike: part, isOwnPart: !isWhole });
    }
  }
  return spikes.flatMap((spike) => told.get(spike) ?? []);
}
