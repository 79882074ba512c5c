import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { Day } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import type { Filters } from "../domain/spend-question";
import { daysAround } from "../domain/spike";
import { dayColumn } from "./figures-sql";
import { spendFrom } from "./spend-sql";

interface Stored {
  filters: Record<string, string[]>;
  from_at: Date;
  to_at: Date;
}

const dayRow = z.object({ day: dayColumn, mine: z.boolean() });

/** Whose each day's spend is that the filters take: the asker's alone, or others' as well. A day without spend is nobody's. */
async function daysOf(scope: AuthorizedScope, filters: Filters, range: { from: Day; to: Day }, on: Queryable) {
  const { visibility } = scope;
  if (visibility.kind === "all") return [];
  const isMine =
    visibility.kind === "teams"
      ? sql`s.team_id = ANY(${visibility.teamIds}::uuid[])`
      : sql`s.developer_id = ANY(${visibility.developerIds}::uuid[])`;
  // Nothing of what others spent leaves this question but that they did. What arrived beyond the bill is of the same requests.
  const everybody: AuthorizedScope = { ...scope, visibility: { kind: "all" } };
  return select(
    sql`SELECT s.day, bool_and(coalesce(${isMine}, false)) AS mine
        ${spendFrom(everybody, [range], ["day", "evidence", visibility.kind === "teams" ? "team" : "developer"], filters)}
          AND s.evidence <> 'difference' GROUP BY s.day`,
    dayRow,
    on,
  );
}

/**
 * Those of which the asker sees the whole: a spike tells what was spent and what is usual, so that nobody else may have a
 * part in its days or in the week before.
 */
export async function seenWhole<Spike extends Stored>(scope: AuthorizedScope, spikes: Spike[], on: Queryable): Promise<Spike[]> {
  if (scope.visibility.kind === "all") return spikes;
  const seen = new Set<Spike>();
  for (const alike of Map.groupBy(spikes, ({ filters }) => JSON.stringify(filters)).values()) {
    const around = alike.map((spike) => ({ spike, ...daysAround({ from: spike.from_at, to: spike.to_at }) }));
    const from = around.map(({ before }) => before.from).sort()[0];
    const to = around
      .map(({ after }) => after.to)
      .sort()
      .at(-1);
    if (from === undefined || to === undefined) continue;
    const days = await daysOf(scope, alike[0]?.filters as Filters, { from, to }, on);
    for (const { spike, before, after } of around) {
      const own = days.filter(({ day }) => day >= before.from && day <= after.to);
      if (own.every(({ mine }) => mine) && own.some(({ day }) => day >= after.from)) seen.add(spike);
    }
  }
  return spikes.filter((spike) => seen.has(spike));
}
