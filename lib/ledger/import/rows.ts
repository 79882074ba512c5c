import { z } from "zod";
import { execute, joinSql, type Queryable, type Sql, select, sql } from "../../db/sql";
import { tableSql } from "../keys";

/** Every staged row of an import. */
function allRows(parts: readonly string[], columns: Sql): Sql {
  return joinSql(
    parts.map((part) => sql`SELECT ${columns} FROM ${tableSql(part)}`),
    " UNION ALL ",
  );
}

const Sums = z.object({
  rows: z.number(),
  cost: z.string().nullable(),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
  /** Whether any row has no id of its own. */
  nameless: z.boolean().nullable(),
});

const NOTHING = { rows: 0, cost: null, firstDay: null, lastDay: null, nameless: null };

const Count = z.object({ rows: z.number() });

/** How many rows a part has. */
export async function rowsOf(client: Queryable, part: string): Promise<number> {
  const [count] = await select(sql`SELECT count(*) AS rows FROM ${tableSql(part)}`, Count, client);
  return count?.rows ?? 0;
}

const Named = z.object({ name: z.string().nullable(), rows: z.number() });

/** How many rows a staging table has, and which names of keys they tell. */
export async function keyNamesOf(client: Queryable, part: string): Promise<{ names: string[]; rows: number }> {
  const found = await select(sql`SELECT key_name AS name, count(*) AS rows FROM ${tableSql(part)} GROUP BY 1`, Named, client);
  return { names: found.flatMap(({ name }) => name ?? []), rows: found.reduce((sum, { rows }) => sum + rows, 0) };
}

/** What an import's staging tables hold. */
export async function sumsOf(client: Queryable, parts: readonly string[]): Promise<z.infer<typeof Sums>> {
  if (parts.length === 0) return NOTHING;
  const [sums] = await select(
    sql`SELECT count(*) AS rows, sum(cost_usd)::text AS cost, (min(created_at) AT TIME ZONE 'UTC')::date AS "firstDay",
          (max(created_at) AT TIME ZONE 'UTC')::date AS "lastDay", bool_or(generation_id LIKE 'row-%') AS nameless
        FROM (${allRows(parts, sql`cost_usd, created_at, generation_id`)}) AS staged`,
    Sums,
    client,
  );
  return sums ?? NOTHING;
}

/** Rows without an id that are alike are told apart by their order: the n-th such row of any file is the same one. */
export async function numberAlikeRows(client: Queryable, parts: readonly string[]): Promise<void> {
  await execute(
    sql`CREATE TEMPORARY TABLE alike_rows ON COMMIT DROP AS
        SELECT line, number FROM (
          SELECT line, row_number() OVER (PARTITION BY generation_id ORDER BY line) AS number
          FROM (${allRows(parts, sql`line, generation_id`)}) AS staged WHERE generation_id ~ '^row-[0-9a-f]{32}-1$') AS numbered
        WHERE number > 1`,
    client,
  );
  for (const part of parts) {
    await execute(
      sql`UPDATE ${tableSql(part)} AS staged SET generation_id = left(staged.generation_id, -1) || alike_rows.number
          FROM alike_rows WHERE staged.line = alike_rows.line`,
      client,
    );
  }
}
