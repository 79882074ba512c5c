import type pg from "pg";
import { z } from "zod";
import { execute, select, sql } from "../../db/sql";
import { BILLED_SOURCES, type BilledCellReport, type BilledSource } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import { settlesAt } from "../../domain/finality";
import { type FactsOwner, lockFacts } from "../facts-lock";
import { markDirty } from "../rebuild/dirty-days";
import { stageBilledCells } from "./staging";

const DayRow = z.object({ day: z.string().transform((day) => day as Day) });

/** Days of which no newer reading is stored; an older one must not undo it, whatever the order they arrive in. */
async function daysToReplace(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: BilledSource,
  pulledAt: Date,
  days: readonly Day[],
) {
  const found = await select(
    sql`SELECT DISTINCT day FROM unnest(${[...days]}::date[]) AS wanted (day)
        WHERE NOT EXISTS (SELECT FROM billed_days known WHERE known.connection_id = ${owner.connectionId}::uuid
          AND known.source = ${source} AND known.day = wanted.day AND known.pulled_at > ${pulledAt})
        ORDER BY day`,
    DayRow,
    client,
  );
  return found.map(({ day }) => day);
}

/** Days that are new, whose staged cells differ from the stored ones, or that count as settled from this reading on. */
async function changedDays(client: pg.ClientBase, owner: FactsOwner, source: BilledSource, pulledAt: Date, days: readonly Day[]) {
  const figures = sql`key_id, model, provider, cost_usd, byok_usd, requests, prompt_tokens, cached_tokens, cache_write_tokens,
    completion_tokens, reasoning_tokens`;
  const stored = sql`SELECT day, ${figures} FROM billed_cells
    WHERE connection_id = ${owner.connectionId}::uuid AND source = ${source} AND day = ANY (${[...days]}::date[])`;
  const staged = sql`SELECT day, ${figures} FROM staged_cells`;
  const found = await select(
    sql`SELECT wanted.day FROM unnest(${[...days]}::date[], ${days.map(settlesAt)}::timestamptz[]) AS wanted (day, settles_at)
        LEFT JOIN billed_days known ON known.connection_id = ${owner.connectionId}::uuid AND known.source = ${source}
          AND known.day = wanted.day
        WHERE known.day IS NULL OR (known.pulled_at < wanted.settles_at AND ${pulledAt} >= wanted.settles_at)
          OR wanted.day IN (SELECT day FROM (${stored} EXCEPT ${staged}) AS lost)
          OR wanted.day IN (SELECT day FROM (${staged} EXCEPT ${stored}) AS gained)
        ORDER BY wanted.day`,
    DayRow,
    client,
  );
  return found.map(({ day }) => day);
}

/** The days whose books are made of this source, because no better one has them: other days' books do not change by it. */
async function daysBookedBy(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: BilledSource,
  days: readonly Day[],
): Promise<Day[]> {
  const better = BILLED_SOURCES.slice(0, BILLED_SOURCES.indexOf(source));
  const found = await select(
    sql`SELECT day FROM unnest(${[...days]}::date[]) AS changed (day)
        WHERE NOT EXISTS (SELECT FROM billed_days known WHERE known.connection_id = ${owner.connectionId}::uuid
          AND known.day = changed.day AND known.source = ANY (${[...better]}::text[]))
        ORDER BY day`,
    DayRow,
    client,
  );
  return found.map(({ day }) => day);
}

/** Keeps old and new total of each day that changes after it was settled. */
async function noteRestatements(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: BilledSource,
  pulledAt: Date,
  days: readonly Day[],
) {
  await execute(
    sql`INSERT INTO restatements (organization_id, connection_id, day, source, old_usd, new_usd, at)
        SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, known.day, ${source}, known.cost_usd, total.cost_usd, ${pulledAt}
        FROM unnest(${[...days]}::date[], ${days.map(settlesAt)}::timestamptz[]) AS changed (day, settles_at)
        JOIN billed_days known ON known.connection_id = ${owner.connectionId}::uuid AND known.source = ${source}
          AND known.day = changed.day
        CROSS JOIN LATERAL (SELECT coalesce(sum(cost_usd), 0) AS cost_usd FROM staged_cells WHERE day = changed.day) AS total
        WHERE known.pulled_at >= changed.settles_at AND known.cost_usd <> total.cost_usd
        ORDER BY known.day`,
    client,
  );
}

/**
 * Replaces what a source says was billed on these days, in the caller's transaction: the cells, and for each day, one
 * without any cell too, that it was read. A total that changes after its day was settled is kept as a restatement. Days
 * of which a newer reading is stored are left alone. Returns the days that changed, ascending; those whose books are made
 * of this source are marked dirty.
 * Cells that turn out to be the same key, model and provider are summed. Throws for a cell of a day that is not in `days`.
 */
export async function replaceBilledDays(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: BilledSource,
  pulledAt: Date,
  days: readonly Day[],
  cells: readonly BilledCellReport[],
): Promise<{ changedDays: Day[] }> {
  const claimed = new Set(days);
  const stray = cells.find((cell) => !claimed.has(cell.day));
  if (stray) throw new Error(`a billed cell of ${stray.day}, which is not among the days to replace`);
  await lockFacts(client, owner.organizationId);
  const wanted = await daysToReplace(client, owner, source, pulledAt, days);
  if (wanted.length === 0) return { changedDays: [] };
  const replaced = new Set(wanted);
  await stageBilledCells(
    client,
    owner,
    source,
    cells.filter((cell) => replaced.has(cell.day)),
  );
  const changed = await changedDays(client, owner, source, pulledAt, wanted);
  const booked = await daysBookedBy(client, owner, source, changed);
  await noteRestatements(client, owner, source, pulledAt, booked);
  await execute(
    sql`DELETE FROM billed_cells WHERE connection_id = ${owner.connectionId}::uuid AND source = ${source}
          AND day = ANY (${changed}::date[])`,
    client,
  );
  await execute(sql`INSERT INTO billed_cells SELECT * FROM staged_cells WHERE day = ANY (${changed}::date[])`, client);
  await execute(
    sql`INSERT INTO billed_days (connection_id, day, source, organization_id, cost_usd, byok_usd, requests, pulled_at)
        SELECT ${owner.connectionId}::uuid, wanted.day, ${source}, ${owner.organizationId}::uuid, coalesce(sum(cost_usd), 0),
          coalesce(sum(byok_usd), 0), coalesce(sum(requests), 0), ${pulledAt}
        FROM unnest(${wanted}::date[]) AS wanted (day) LEFT JOIN staged_cells USING (day)
        GROUP BY wanted.day ORDER BY wanted.day
        ON CONFLICT (connection_id, day, source) DO UPDATE SET cost_usd = excluded.cost_usd, byok_usd = excluded.byok_usd,
          requests = excluded.requests, pulled_at = excluded.pulled_at`,
    client,
  );
  await execute(sql`DROP TABLE staged_cells`, client);
  await markDirty(client, owner.connectionId, booked, pulledAt);
  return { changedDays: changed };
}
