/** The books checked from outside the code that writes them: by sums over the tables. */
import { z } from "zod";
import { select, sql } from "../../lib/db/sql";

const Id = z.object({ id: z.string() });

/** Every connection that has facts, removed ones too. */
export async function connectionIds(organizationId: string): Promise<string[]> {
  const found = await select(
    sql`SELECT id FROM connections WHERE organization_id = ${organizationId}::uuid ORDER BY created_at, id`,
    Id,
  );
  return found.map(({ id }) => id);
}

const Wrong = z.object({
  connection: z.string(),
  day: z.string(),
  /** lines: against the billed cells; grouping <bits>: a kept sum against the lines. */
  what: z.string(),
  expectedUsd: z.string(),
  foundUsd: z.string(),
  expectedRequests: z.number(),
  foundRequests: z.number(),
});
export type Wrong = z.infer<typeof Wrong>;

const Count = z.object({ days: z.number(), waiting: z.number() });

/** Days checked, days whose facts changed since (they are not), and what does not add up. BYOK and cost are compared apart. */
export async function verifyBooks(organizationId: string): Promise<{ days: number; waiting: number; wrong: Wrong[] }> {
  const [count] = await select(
    sql`SELECT count(*) FILTER (WHERE d.day IS NULL) AS days, count(d.day) AS waiting
        FROM day_books b LEFT JOIN dirty_days d USING (connection_id, day) WHERE b.organization_id = ${organizationId}::uuid`,
    Count,
  );
  const wrong = await select(
    sql`WITH books AS (
          SELECT b.connection_id, b.day, b.books, b.billed_usd, b.billed_byok_usd FROM day_books b
          WHERE b.organization_id = ${organizationId}::uuid
            AND NOT EXISTS (SELECT FROM dirty_days d WHERE d.connection_id = b.connection_id AND d.day = b.day)
        ), lines AS (
          SELECT connection_id, day, sum(cost_usd) AS cost, sum(byok_usd) AS byok, sum(requests)::bigint AS requests
          FROM spend_lines WHERE organization_id = ${organizationId}::uuid GROUP BY connection_id, day
        ), cells AS (
          SELECT connection_id, day, source, sum(cost_usd) AS cost, sum(byok_usd) AS byok, sum(requests)::bigint AS requests
          FROM billed_cells WHERE organization_id = ${organizationId}::uuid GROUP BY connection_id, day, source
        ), totals AS (
          SELECT connection_id, day, grouping, sum(cost_usd) AS cost, sum(byok_usd) AS byok, sum(requests)::bigint AS requests
          FROM spend_totals WHERE organization_id = ${organizationId}::uuid GROUP BY connection_id, day, grouping
        ), checks AS (
          SELECT b.connection_id, b.day, 'lines' AS what, l.cost AS found, l.byok AS found_byok, l.requests AS found_requests,
            -- A log's day is its own bill: there the book's figure is what was read.
            CASE b.books WHEN 'log' THEN b.billed_usd ELSE c.cost END AS expected,
            CASE b.books WHEN 'log' THEN b.billed_byok_usd ELSE c.byok END AS expected_byok,
            CASE b.books WHEN 'log' THEN l.requests ELSE c.requests END AS expected_requests
          FROM books b LEFT JOIN lines l USING (connection_id, day)
          LEFT JOIN cells c ON c.connection_id = b.connection_id AND c.day = b.day AND c.source = b.books
          UNION ALL
          SELECT b.connection_id, b.day, 'grouping ' || t.grouping, t.cost, t.byok, t.requests, l.cost, l.byok, l.requests
          FROM books b JOIN totals t USING (connection_id, day) LEFT JOIN lines l USING (connection_id, day)
        )
        SELECT c.name AS connection, k.day, k.what, coalesce(k.expected, 0) AS "expectedUsd", coalesce(k.found, 0) AS "foundUsd",
               coalesce(k.expected_requests, 0) AS "expectedRequests", coalesce(k.found_requests, 0) AS "foundRequests"
        FROM checks k JOIN connections c ON c.id = k.connection_id
        WHERE coalesce(k.expected, 0) <> coalesce(k.found, 0) OR coalesce(k.expected_byok, 0) <> coalesce(k.found_byok, 0)
           OR coalesce(k.expected_requests, 0) <> coalesce(k.found_requests, 0)
        ORDER BY k.day DESC, c.name, k.what LIMIT 1000`,
    Wrong,
  );
  return { days: count?.days ?? 0, waiting: count?.waiting ?? 0, wrong };
}
