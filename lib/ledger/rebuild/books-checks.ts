import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { type Usd, usdToString } from "../../domain/usd";
import { LINE_SUMS } from "../../facts/line-sums";

/** Unchanged books are checked again after so long: a database can be changed without Waybill. */
const CHECK_AGAIN = "24 hours";

/**
 * Adds up anew the lines of each of the organization's days that was rebuilt since it was last checked, or that was not
 * checked for a day, and keeps what they come to.
 */
export async function checkDays(organizationId: string, now: Date): Promise<void> {
  await execute(
    sql`INSERT INTO day_checks (connection_id, day, organization_id, book_version, lines_usd, cut_usd, rounding_usd, checked_at)
        SELECT b.connection_id, b.day, b.organization_id, b.xmin::text, ${LINE_SUMS}, ${now}
        FROM day_books b LEFT JOIN spend_lines l ON l.connection_id = b.connection_id AND l.day = b.day
        WHERE b.organization_id = ${organizationId}::uuid AND NOT EXISTS (
          SELECT FROM day_checks k WHERE k.connection_id = b.connection_id AND k.day = b.day AND k.book_version = b.xmin::text
            AND k.checked_at > ${now}::timestamptz - ${CHECK_AGAIN}::interval)
        GROUP BY b.connection_id, b.day, b.xmin::text
        ON CONFLICT (connection_id, day) DO UPDATE SET book_version = excluded.book_version, lines_usd = excluded.lines_usd,
          cut_usd = excluded.cut_usd, rounding_usd = excluded.rounding_usd, checked_at = excluded.checked_at`,
  );
}

export interface NoticedWarning {
  connectionId: string;
  day: Day;
  kind: string;
  expectedUsd: Usd;
  foundUsd: Usd;
}

/** Keeps what a check of all of an organization's books found; what was noticed before keeps its time, what is mended goes. */
export async function storeCheck(
  organizationId: string,
  check: { days: number; warnings: readonly NoticedWarning[] },
  startedAt: Date,
): Promise<void> {
  const { warnings } = check;
  const found = sql`unnest(${warnings.map((one) => one.connectionId)}::uuid[], ${warnings.map((one) => one.day)}::date[],
    ${warnings.map((one) => one.kind)}::text[], ${warnings.map((one) => usdToString(one.expectedUsd))}::numeric[],
    ${warnings.map((one) => usdToString(one.foundUsd))}::numeric[]) AS found (connection_id, day, kind, expected_usd, found_usd)`;
  await transaction(async (client) => {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`books check ${organizationId}`}, 0))`, client);
    await execute(
      sql`DELETE FROM books_warnings known WHERE organization_id = ${organizationId}::uuid AND NOT EXISTS (
            SELECT FROM ${found} WHERE (found.connection_id, found.day, found.kind) = (known.connection_id, known.day, known.kind))`,
      client,
    );
    await execute(
      sql`INSERT INTO books_warnings (organization_id, connection_id, day, kind, expected_usd, found_usd, noticed_at)
          SELECT ${organizationId}::uuid, connection_id, day, kind, expected_usd, found_usd, ${startedAt} FROM ${found}
          ON CONFLICT (connection_id, day, kind) DO UPDATE SET expected_usd = excluded.expected_usd, found_usd = excluded.found_usd`,
      client,
    );
    await execute(
      sql`INSERT INTO books_checks (organization_id, checked_at, days) VALUES (${organizationId}::uuid, ${startedAt}, ${check.days})
          ON CONFLICT (organization_id) DO UPDATE SET checked_at = excluded.checked_at, days = excluded.days`,
      client,
    );
  });
}

/** Days are rebuilt many at a time: a check waits until it is quiet for so long. */
const QUIET = "10 seconds";
/** Where deliveries never cease it is never quiet: no check waits longer. */
const LONGEST_WAIT = "10 minutes";

/**
 * Organizations whose books were rebuilt, or whose credits were read, since they were last checked, and none of whose
 * days wait, or have for long.
 */
export async function organizationsToCheck(now: Date): Promise<string[]> {
  const before = (interval: string) => sql`${now}::timestamptz - ${interval}::interval`;
  const found = await select(
    sql`SELECT o.id FROM organizations o LEFT JOIN books_checks k ON k.organization_id = o.id
        CROSS JOIN LATERAL (
          SELECT min(rebuilt_at) AS first, greatest(max(rebuilt_at), (SELECT max(at) FROM credit_readings r WHERE r.organization_id = o.id)) AS last
          FROM day_books b WHERE b.organization_id = o.id) AS changed
        CROSS JOIN LATERAL (
          SELECT EXISTS (
            SELECT FROM dirty_days d JOIN connections c ON c.id = d.connection_id WHERE c.organization_id = o.id) AS dirty) AS waiting
        WHERE changed.last IS NOT NULL
          AND (k.checked_at IS NULL OR changed.last >= k.checked_at OR k.checked_at < ${before(CHECK_AGAIN)})
          AND ((NOT waiting.dirty AND (changed.last <= ${before(QUIET)} OR k.checked_at IS NULL))
            OR coalesce(k.checked_at, changed.first) < ${before(LONGEST_WAIT)})`,
    z.object({ id: z.string() }),
  );
  return found.map(({ id }) => id);
}
