import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { dayColumn } from "../spend/figures-sql";

/** What the last check of the books found. */
export interface BooksWarnings {
  /** Days of connections that do not balance; 0: all do. */
  days: number;
  firstDay: Day | null;
  lastDay: Day | null;
  /** null: the books were never checked. */
  checkedAt: Date | null;
}

const row = z.object({
  days: z.number(),
  first_day: dayColumn.nullable(),
  last_day: dayColumn.nullable(),
  checked_at: z.date().nullable(),
});

/** For the notice on other pages, as the last check left it. Null for those who may not see the reconciliation. */
export async function booksWarnings(scope: AuthorizedScope, on?: Queryable): Promise<BooksWarnings | null> {
  if (!scope.permissions.includes("reconciliation.read")) return null;
  const [found] = await select(
    sql`SELECT count(DISTINCT (connection_id, day)) AS days, min(day) AS first_day, max(day) AS last_day,
          (SELECT checked_at FROM books_checks WHERE organization_id = ${scope.organizationId}::uuid) AS checked_at
        FROM books_warnings WHERE organization_id = ${scope.organizationId}::uuid`,
    row,
    on,
  );
  return found ? { days: found.days, firstDay: found.first_day, lastDay: found.last_day, checkedAt: found.checked_at } : null;
}
