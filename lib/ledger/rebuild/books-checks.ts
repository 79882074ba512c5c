import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { type Usd, usdToString } from "../../domain/usd";

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

/** Unchanged books are checked again after so long: a database can be changed without Waybill. */
const CHECK_AGAIN = "24 hours";
/** Days are rebuilt many at a time: a check waits until it is quiet for so long. */
const QUIET = "10 seconds";

/**
 * Organizations whose books were rebuilt, or whose credits were read, since they were last checked, and none of whose
 * days wait.
 */
export async function organizationsToCheck(now: Date): Promise<string[]> {
  const found = await select(
    sql`SELECT o.id FROM organizations o LEFT JOIN books_checks k ON k.organization_id = o.id
        CROSS JOIN LATERAL (
          SELECT greatest((SELECT max(rebuilt_at) FROM day_books b WHERE b.organization_id = o.id),
                          (SELECT max(at) FROM credit_readings r WHERE r.organization_id = o.id)) AS at) AS changed
        WHERE changed.at IS NOT NULL
          AND (k.checked_at IS NULL OR changed.at >= k.checked_at OR k.checked_at < ${now}::timestamptz - ${CHECK_AGAIN}::interval)
          AND (changed.at <= ${now}::timestamptz - ${QUIET}::interval OR k.checked_at IS NULL)
          AND NOT EXISTS (SELECT FROM dirty_days d JOIN connections c ON c.id = d.connection_id WHERE c.organization_id = o.id)`,
    z.object({ id: z.string() }),
  );
  return found.map(({ id }) => id);
}
