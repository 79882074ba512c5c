import { z } from "zod";
import { emptySql, execute, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { groupingOf } from "../../domain/dimension";
import { rebuildIfDirty } from "./rebuild-day";

/** The channel on which changed rows wake the worker. */
const WORK_CHANNEL = "waybill_work";

async function announce(client: Queryable) {
  await execute(sql`SELECT ${announcing()}`, client);
}

/**
 * Says that facts of these days changed. Call it in the transaction that changed them: the worker is woken when it commits.
 * Marking twice is harmless. `also`: a statement that changes something else, sent along.
 */
export async function markDirty(
  client: Queryable,
  connectionId: string,
  days: readonly Day[],
  now: Date,
  also?: Sql,
): Promise<void> {
  if (days.length === 0) return;
  const marked = marking(connectionId, sql`(SELECT DISTINCT unnest(${[...days]}::date[]) AS day) AS marked`, now);
  await execute(sql`WITH marked AS (${marked}) ${also ? sql`, also AS (${also})` : emptySql} SELECT ${announcing()}`, client);
}

/** The statement that marks each day of `days` (column day, no day twice). */
export function marking(connectionId: string, days: Sql, now: Date): Sql {
  // In the order of days, so that two markers cannot deadlock.
  return sql`INSERT INTO dirty_days (connection_id, day, marked_at)
    SELECT ${connectionId}::uuid, day, ${now}::timestamptz FROM ${days} ORDER BY day
    ON CONFLICT (connection_id, day) DO UPDATE SET version = dirty_days.version + 1, marked_at = excluded.marked_at`;
}

/** What a SELECT calls so that the worker is woken when it commits. */
export function announcing(): Sql {
  return sql`pg_notify(${WORK_CHANNEL}, 'dirty_days')`;
}

/**
 * Says that something every day of the organization rests on changed, such as how developers are found. Days that are
 * dirty already are marked again: their rebuild may be under way and have read the old word.
 */
export async function markOrganizationDirty(client: Queryable, organizationId: string, now: Date): Promise<void> {
  await execute(
    sql`INSERT INTO dirty_days (connection_id, day, marked_at)
        SELECT connection_id, day, ${now}::timestamptz FROM (
          SELECT connection_id, day FROM day_books WHERE organization_id = ${organizationId}::uuid
          UNION
          SELECT d.connection_id, d.day FROM dirty_days d JOIN connections c ON c.id = d.connection_id
          WHERE c.organization_id = ${organizationId}::uuid
        ) AS every
        ORDER BY connection_id, day
        ON CONFLICT (connection_id, day) DO UPDATE SET version = dirty_days.version + 1, marked_at = excluded.marked_at`,
    client,
  );
  await announce(client);
}

/**
 * Says that it changed whom lines of this key, developer or team are charged to (from a day on, or ever). Days
 * that are dirty already are marked again: their rebuild may be under way and have read the old word.
 */
export async function markDaysOf(
  client: Queryable,
  organizationId: string,
  lines: { keyId?: string; developerId?: string; teamId?: string; fromDay?: Day },
  now: Date,
): Promise<void> {
  const { keyId = null, developerId = null, teamId = null, fromDay = null } = lines;
  const grouping = groupingOf([keyId !== null ? "key" : teamId !== null ? "team" : "developer"]);
  await execute(
    sql`INSERT INTO dirty_days (connection_id, day, marked_at)
        SELECT connection_id, day, ${now}::timestamptz FROM (
          SELECT connection_id, day FROM spend_totals
          WHERE organization_id = ${organizationId}::uuid AND grouping = ${grouping}
            AND (key_id = ${keyId}::uuid OR developer_id = ${developerId}::uuid OR team_id = ${teamId}::uuid)
          UNION
          SELECT d.connection_id, d.day FROM dirty_days d JOIN connections c ON c.id = d.connection_id
          WHERE c.organization_id = ${organizationId}::uuid
        ) AS touched
        WHERE ${fromDay}::date IS NULL OR day >= ${fromDay}::date
        ORDER BY connection_id, day
        ON CONFLICT (connection_id, day) DO UPDATE SET version = dirty_days.version + 1, marked_at = excluded.marked_at`,
    client,
  );
  await announce(client);
}

export interface RebuildRun {
  now: () => Date;
  /** Only this connection's days; the call then also waits for days that another worker is at. */
  connectionId?: string;
  signal?: AbortSignal;
  /** Told after each rebuilt day, for progress. */
  onDay?: (done: { connectionId: string; day: Day }) => void | Promise<void>;
}

const dirtyDay = z.object({ connection_id: z.string(), day: z.string().transform((day) => day as Day) });

/** A merge that has been silent for longer is not gone on with for now. */
const SILENCE = "2 minutes";

/**
 * Whether an upload that is being merged, or taken back, has more to say of the dirty day `d`. It rebuilds its days itself
 * when it is through; until then the books stay as they were before it, and nobody adds up the same day again and again.
 */
function inMerge(now: Date): Sql {
  return sql`EXISTS (SELECT FROM imports i WHERE i.connection_id = d.connection_id AND i.status IN ('merging', 'cancelling')
    AND d.day BETWEEN i.first_day AND i.last_day AND i.heartbeat_at > ${now}::timestamptz - ${SILENCE}::interval)`;
}

/** The newest dirty day that this run has not set aside. */
async function nextDirtyDay(run: RebuildRun, aside: ReadonlyMap<string, unknown>) {
  const [next] = await select(
    sql`SELECT connection_id, day FROM dirty_days d
        WHERE ${run.connectionId ? sql`connection_id = ${run.connectionId}::uuid` : sql`NOT ${inMerge(run.now())}`}
          AND NOT (connection_id || ' ' || day) = ANY (${[...aside.keys()]}::text[])
        ORDER BY day DESC, connection_id LIMIT 1`,
    dirtyDay,
  );
  return next;
}

/**
 * Rebuilds every dirty day, newest first, and says how many it rebuilt. Any number of workers may run this at once: a day
 * that another is at is left to it. A day that cannot be rebuilt stays dirty and does not stop the others; its error is
 * thrown at the end.
 */
export async function rebuildDirtyDays(run: RebuildRun): Promise<number> {
  const aside = new Map<string, { connectionId: string; day: Day }>();
  const errors: unknown[] = [];
  let rebuilt = 0;
  while (!run.signal?.aborted) {
    const next = await nextDirtyDay(run, aside);
    if (!next) break;
    const found = { connectionId: next.connection_id, day: next.day };
    try {
      const outcome = await rebuildIfDirty(found.connectionId, found.day, run.now());
      if (outcome === "busy") aside.set(`${found.connectionId} ${found.day}`, found);
      if (outcome !== "rebuilt") continue;
    } catch (error) {
      errors.push(error);
      aside.set(`${found.connectionId} ${found.day}`, found);
      continue;
    }
    rebuilt += 1;
    await run.onDay?.(found);
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, "Some days could not be rebuilt.");
  if (run.connectionId) rebuilt += await finishBusyDays(run, [...aside.values()]);
  return rebuilt;
}

/** Waits for the days that other workers were at, and rebuilds those that are dirty still. */
async function finishBusyDays(run: RebuildRun, days: readonly { connectionId: string; day: Day }[]): Promise<number> {
  let rebuilt = 0;
  for (const found of days) {
    if (run.signal?.aborted) break;
    if ((await rebuildIfDirty(found.connectionId, found.day, run.now(), { wait: true })) !== "rebuilt") continue;
    rebuilt += 1;
    await run.onDay?.(found);
  }
  return rebuilt;
}
