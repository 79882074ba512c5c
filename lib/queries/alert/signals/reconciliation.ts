import { z } from "zod";
import { select, sql } from "../../../db/sql";
import type { AlertSignal } from "../../../domain/alert/alert";
import type { AlertSettings } from "../../../domain/alert/settings";
import { reconciliationSignal } from "../../../domain/alert/trouble";
import { dayOf } from "../../../domain/day";
import type { AuthorizedScope } from "../../../domain/scope";
import { usdColumn } from "../../../facts/figure-columns";
import { dayColumn } from "../../spend/figures-sql";

const row = z.object({
  days: z.number(),
  firstDay: dayColumn.nullable(),
  lastDay: dayColumn.nullable(),
  differenceUsd: usdColumn,
});

/** What the last check of the books found not to balance; nothing where they were never checked. */
export async function reconciliationAlerts(
  scope: AuthorizedScope,
  { reconciliation }: AlertSettings,
  now: Date,
): Promise<AlertSignal[]> {
  if (!reconciliation) return [];
  // Of several findings on a connection's day the largest counts: they are about the same dollars.
  const [found] = await select(
    sql`SELECT off.* FROM books_checks k CROSS JOIN LATERAL (
          SELECT count(DISTINCT day) AS days, min(day) AS "firstDay", max(day) AS "lastDay", coalesce(sum(amount), 0)::text AS "differenceUsd"
          FROM (SELECT day, max(abs(found_usd - expected_usd)) AS amount FROM books_warnings w
                WHERE w.organization_id = k.organization_id GROUP BY connection_id, day) AS days_off) AS off
        WHERE k.organization_id = ${scope.organizationId}::uuid`,
    row,
  );
  return found ? [reconciliationSignal(found, dayOf(now))] : [];
}
