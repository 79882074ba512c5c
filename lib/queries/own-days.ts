import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { AuthorizedScope } from "../domain/scope";
import type { Filters } from "../domain/spend/question";
import { usdColumn } from "../facts/figure-columns";
import { dayColumn } from "./spend/figures-sql";
import { type DayRange, spendFrom } from "./spend/spend-sql";

const dayRow = z.object({ day: dayColumn, mine: z.boolean(), own_usd: usdColumn });
export type OwnDay = z.output<typeof dayRow>;

/**
 * Whose the spend is that the filters take on each day that has some: the asker's alone, or others' as well, and how much is his. For what is stored as
 * one sum, which cannot be cut to an asker: whoever sees only a part of it must not be shown it.
 */
export async function ownDays(scope: AuthorizedScope, filters: Filters, range: DayRange, on: Queryable): Promise<OwnDay[]> {
  const { visibility } = scope;
  const isTeams = visibility.kind === "teams";
  const isMine =
    visibility.kind === "all"
      ? sql`true`
      : isTeams
        ? sql`s.team_id = ANY(${visibility.teamIds}::uuid[])`
        : sql`s.developer_id = ANY(${visibility.developerIds}::uuid[])`;
  // Nothing of what others spent leaves this question but that they did. What arrived beyond the bill is of the same requests.
  const everybody: AuthorizedScope = { ...scope, visibility: { kind: "all" } };
  return select(
    sql`SELECT s.day, bool_and(coalesce(${isMine}, false)) AS mine, coalesce(sum(s.cost_usd) FILTER (WHERE ${isMine}), 0)::text AS own_usd
        ${spendFrom(everybody, [range], ["day", "evidence", isTeams ? "team" : "developer"], filters)}
          AND s.evidence <> 'difference' GROUP BY s.day`,
    dayRow,
    on,
  );
}
