import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { KEY_ENVIRONMENTS } from "../../domain/key/environment";
import type { UsableKey } from "../../domain/recommendation/key-hygiene";
import type { AuthorizedScope } from "../../domain/scope";
import { ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { labelsOf } from "../spend/labels";
import { spendFrom } from "../spend/spend-sql";

const keyRow = z.object({
  id: z.string(),
  environment: z.enum(KEY_ENVIRONMENTS).nullable(),
  created_at: z.date().nullable(),
  limit_usd: usdColumn.nullable(),
});
const spentRow = z.object({ key_id: z.string(), cost_usd: usdColumn, requests: z.coerce.number() });
const developerRow = z.object({ key_id: z.string(), name: z.string() });

/** Keys that could be used at that moment, with what the books have of them in the period and the developers charged for it. */
export async function usableKeys(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  now: Date,
  on: Queryable = pool(),
): Promise<{ keys: UsableKey[]; nameOf: (id: string) => string }> {
  const own = sql`organization_id = ${scope.organizationId}::uuid`;
  const found = await select(
    sql`SELECT id::text, environment, created_at, limit_usd::text FROM keys k
        WHERE ${own} AND hash IS NOT NULL AND NOT disabled AND gone_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})
          AND EXISTS (SELECT FROM connections c WHERE c.id = k.connection_id AND c.status <> 'removed')`,
    keyRow,
    on,
  );
  const spent = await select(
    sql`SELECT s.key_id::text, sum(s.cost_usd)::text AS cost_usd, sum(s.requests) AS requests
        ${spendFrom(scope, [period], ["key"], {})} AND s.key_id IS NOT NULL GROUP BY 1`,
    spentRow,
    on,
  );
  const developers = await select(
    sql`SELECT spenders.key_id::text, d.name FROM (
          SELECT s.key_id, s.developer_id ${spendFrom(scope, [period], ["developer", "key"], {})} GROUP BY 1, 2
        ) AS spenders JOIN developers d ON d.id = spenders.developer_id
        WHERE spenders.key_id IS NOT NULL ORDER BY d.name`,
    developerRow,
    on,
  );
  const ids = new Set([...found.map(({ id }) => id), ...spent.map(({ key_id }) => key_id)]);
  const labels = await labelsOf(
    scope,
    [...ids].map((id) => ({ dimension: "key", id })),
    on,
  );
  const nameOf = (id: string) => labels("key", { kind: "value", id }).label;
  const spentOf = new Map(spent.map((row) => [row.key_id, row]));
  const keys = found.map(({ id, environment, created_at: createdAt, limit_usd: limitUsd }) => ({
    id,
    name: nameOf(id),
    environment,
    createdAt,
    limitUsd,
    costUsd: spentOf.get(id)?.cost_usd ?? ZERO_USD,
    requests: spentOf.get(id)?.requests ?? 0,
    developers: developers.filter(({ key_id }) => key_id === id).map(({ name }) => name),
  }));
  return { keys, nameOf };
}

const daysRow = z.object({ booked: z.coerce.number(), told: z.coerce.number() });

/**
 * How many days of the period have books (`booked`), and of how many of these it is known what the spend was for (`told`):
 * single requests are known, or nothing was charged. A quiet Sunday counts; a day that only a bill tells of does not.
 */
export async function knownDays(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  on: Queryable = pool(),
): Promise<{ booked: number; told: number }> {
  const [row] = await select(
    sql`WITH books AS (
          SELECT day, bool_or(evidence_dropped_at IS NULL) AS is_kept FROM day_books
          WHERE organization_id = ${scope.organizationId}::uuid AND day BETWEEN ${period.from}::date AND ${period.to}::date GROUP BY day
        ), spent AS (
          SELECT s.day, bool_or(s.evidence IN ('generation', 'log')) AS is_told, sum(s.cost_usd) AS cost_usd
          ${spendFrom(scope, [period], ["day", "evidence"], {})} GROUP BY s.day
        )
        SELECT count(*) AS booked, count(*) FILTER (WHERE coalesce(s.cost_usd, 0) = 0 OR (s.is_told AND b.is_kept)) AS told
        FROM books b LEFT JOIN spent s ON s.day = b.day`,
    daysRow,
    on,
  );
  return row ?? { booked: 0, told: 0 };
}
