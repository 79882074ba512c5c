import { z } from "zod";
import { emptySql, execute, type Queryable, rawSql, type Sql, select, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { lockFacts, lockImports } from "../facts-lock";
import { REPORTED_COLUMNS } from "../generation/columns";
import { tableSql } from "../keys";
import { markDirty } from "../rebuild/dirty-days";
import { dropStaging, partAs, stagingParts } from "./parts";
import { rowsOf } from "./rows";

/** Whatever a log can change of a generation that is known already. */
const CHANGEABLE = [
  ...[...REPORTED_COLUMNS].filter(([field]) => field !== "keyHash").map(([, column]) => column),
  ...["connection_id", "day", "key_id", "key_is_certain", "sources", "cost_is_cut", "told_by"],
];

/**
 * The generation that `told` names. OFFSET keeps it a question of its own, asked of the index once for each: the planner
 * may think that an organization newer than its statistics has one generation, and would compare each with each.
 */
function byId(organizationId: string): Sql {
  return sql`SELECT g.*, g.ctid AS place FROM generations g
             WHERE g.organization_id = ${organizationId}::uuid AND g.generation_id = told.generation_id OFFSET 0`;
}

/** Keeps what the generations that a part speaks of were before it, in the transaction that merges it. */
export async function keepBefore(client: Queryable, organizationId: string, part: string): Promise<void> {
  // Whoever writes a row leaves his transaction's number on it: that number tells later whether anybody wrote it since.
  await execute(
    sql`CREATE UNLOGGED TABLE ${tableSql(partAs(part, "before"))} AS
        SELECT pg_current_xact_id()::xid AS merged_by, known.*
        FROM (SELECT DISTINCT generation_id FROM ${tableSql(part)}) AS told CROSS JOIN LATERAL (${byId(organizationId)}) AS known`,
    client,
  );
}

const Touched = z.object({ connection_id: z.string(), day: z.string().transform((day) => day as Day) });
type Touched = z.infer<typeof Touched>;

/** Makes known generations what they were, but for those that another source told of since: they keep everything. */
async function restore(client: Queryable, before: string): Promise<Touched[]> {
  const sets = rawSql(CHANGEABLE.map((column) => `${column} = b.${column}`).join(", "));
  return select(
    sql`WITH restored AS (
          UPDATE generations g SET ${sets} FROM ${tableSql(before)} b, generations old
          WHERE g.organization_id = b.organization_id AND g.generation_id = b.generation_id
            AND old.organization_id = b.organization_id AND old.generation_id = b.generation_id
            AND (g.xmin = b.merged_by OR g.xmin = pg_current_xact_id()::xid)
          RETURNING old.connection_id AS was_connection, old.day AS was_day, g.connection_id, g.day)
        SELECT was_connection AS connection_id, was_day AS day FROM restored UNION SELECT connection_id, day FROM restored`,
    Touched,
    client,
  );
}

/** Removes the generations that a part brought and that no other source has told of since. */
async function remove(client: Queryable, organizationId: string, part: string, before: string | null): Promise<Touched[]> {
  const known = before ? sql`EXCEPT SELECT generation_id FROM ${tableSql(before)}` : emptySql;
  return select(
    sql`WITH removed AS (
          DELETE FROM generations WHERE sources = 1 AND ctid = ANY (ARRAY(
            SELECT g.place FROM (SELECT generation_id FROM ${tableSql(part)} ${known}) AS told CROSS JOIN LATERAL (${byId(organizationId)}) AS g))
          RETURNING connection_id, day)
        SELECT DISTINCT connection_id, day FROM removed`,
    Touched,
    client,
  );
}

const Import = z.object({ organizationId: z.string(), taken: z.number() });

async function cancelling(client: Queryable, importId: string) {
  const [found] = await select(
    sql`SELECT organization_id AS "organizationId", inserted + merged AS taken FROM imports
        WHERE id = ${importId}::uuid AND status = 'cancelling'`,
    Import,
    client,
  );
  return found ?? null;
}

/** The database crashed and forgot which rows the file brought: those stay. */
const FORGOTTEN =
  "The database was restarted while this file was cancelled. What had been merged by then stays; nothing counts twice.";

/**
 * Takes what an import that is being cancelled has merged so far out of the facts again, all in one transaction, and marks
 * its days dirty. A request that another source told of too stays, with all that is known of it. Does nothing for other
 * imports, and nothing the second time.
 */
export async function takeBack(importId: string, now: Date): Promise<void> {
  await transaction(async (client) => {
    const first = await cancelling(client, importId);
    if (!first) return;
    await lockImports(client, first.organizationId);
    const found = await cancelling(client, importId);
    if (!found) return;
    await lockFacts(client, found.organizationId);
    await client.query("SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off");
    const parts = await stagingParts(client, importId, "merged");
    const befores = new Set(await stagingParts(client, importId, "before"));
    let rows = 0;
    for (const part of parts) rows += await rowsOf(client, part);
    const forgotten = rows !== found.taken;
    if (!forgotten) {
      const touched: Touched[] = [];
      // The last first: a generation that stands in two parts goes back to what it was before both.
      for (const part of parts.toReversed()) {
        const before = partAs(part, "before");
        const has = befores.has(before);
        if (has) touched.push(...(await restore(client, before)));
        touched.push(...(await remove(client, found.organizationId, part, has ? before : null)));
      }
      await markTouched(client, touched, now);
    }
    await execute(
      sql`UPDATE imports SET inserted = CASE WHEN ${forgotten} THEN inserted ELSE 0 END, merged = CASE WHEN ${forgotten} THEN merged ELSE 0 END,
            error_message = CASE WHEN ${forgotten} THEN ${FORGOTTEN} END
          WHERE id = ${importId}::uuid`,
      client,
    );
    await dropStaging(client, importId);
  });
}

async function markTouched(client: Queryable, touched: readonly Touched[], now: Date): Promise<void> {
  const byConnection = Map.groupBy(touched, ({ connection_id }) => connection_id);
  for (const [connectionId, found] of [...byConnection].sort()) {
    const days = [...new Set(found.map(({ day }) => day))];
    await markDirty(client, connectionId, days, now);
  }
}
