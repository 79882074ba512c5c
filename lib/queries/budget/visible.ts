import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { seesWhole } from "../../domain/budget/visible";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type Filters, readFilterWord } from "../../domain/spend/question";
import { dayColumn } from "../spend/figures-sql";
import type { DayRange } from "../spend/spend-sql";

const memberRow = z.object({ id: z.string() });
const hiddenRow = z.object({ id: z.string(), day: dayColumn });

/** Days on which some of the spend is not the asker's to see; null: the budget is not his to see at all. */
export type HiddenDays = (filters: Filters) => ReadonlySet<Day> | null;

const NOTHING_HIDDEN: ReadonlySet<Day> = new Set();

function developersOf(filters: Filters): string[] | null {
  const ids = (filters.developer ?? []).map((word) => readFilterWord("developer", word).id);
  return ids.includes(null) ? null : ids.flatMap((id) => id ?? []);
}

/**
 * Which budgets an asker may see, and of which days only a part: a manager sees those on developers who are in his teams
 * today, and of these developers' days only what they spent for these teams.
 */
export async function hiddenDaysOf(
  scope: AuthorizedScope,
  asked: readonly Filters[],
  range: DayRange,
  today: Day,
  on: Queryable,
): Promise<HiddenDays> {
  const { visibility } = scope;
  const unsure = asked.filter((filters) => seesWhole(visibility, filters) === "while_in_teams");
  if (visibility.kind !== "teams" || unsure.length === 0) {
    return (filters) => (seesWhole(visibility, filters) === "yes" ? NOTHING_HIDDEN : null);
  }
  const developerIds = [...new Set(unsure.flatMap((filters) => developersOf(filters) ?? []))].sort();
  const members = await select(
    sql`SELECT DISTINCT m.developer_id AS id FROM team_memberships m JOIN teams t ON t.id = m.team_id
        WHERE t.organization_id = ${scope.organizationId}::uuid AND m.team_id = ANY(${visibility.teamIds}::uuid[])
          AND m.developer_id = ANY(${developerIds}::uuid[]) AND daterange(m.from_day, m.to_day) @> ${today}::date`,
    memberRow,
    on,
  );
  // Grouping 3 is developer with team.
  const elsewhere = await select(
    sql`SELECT DISTINCT s.developer_id AS id, s.day FROM spend_totals s
        WHERE s.organization_id = ${scope.organizationId}::uuid AND s.grouping = 3 AND s.developer_id = ANY(${developerIds}::uuid[])
          AND s.day BETWEEN ${range.from}::date AND ${range.to}::date
          AND (s.team_id IS NULL OR s.team_id <> ALL(${visibility.teamIds}::uuid[]))`,
    hiddenRow,
    on,
  );
  const mine = new Set(members.map(({ id }) => id));
  return (filters) => {
    const sees = seesWhole(visibility, filters);
    if (sees !== "while_in_teams") return sees === "yes" ? NOTHING_HIDDEN : null;
    const ids = developersOf(filters);
    if (!ids?.every((id) => mine.has(id))) return null;
    return new Set(elsewhere.filter(({ id }) => ids.includes(id)).map(({ day }) => day));
  };
}
