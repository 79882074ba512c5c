import type pg from "pg";
import { z } from "zod";
import { execute, rawSql, select, sql, transaction } from "../../db/sql";
import { type Day, dayOf, parseDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { readRuleBook } from "../../facts/attribution-rules";
import { EVIDENCE_COLUMNS, evidenceQuestions, isDropped } from "../../facts/day-evidence";
import type { DayOwner } from "../../facts/day-facts";
import { writeAudit } from "../audit";
import { lockFacts } from "../facts-lock";
import { lockDay } from "../rebuild/rebuild-day";

/** OpenRouter lists single requests for 31 days: what is dropped sooner would be read again. */
const FEWEST_KEPT_DAYS = 35;
const MOST_KEPT_DAYS = 36_500;

/** Sets for how many days single requests are kept; null: for ever. The worker drops older ones within the hour. */
export async function setRequestsKept(scope: AuthorizedScope, days: number | null): Promise<void> {
  permit(scope, "members.manage");
  if (days !== null && !(Number.isInteger(days) && days >= FEWEST_KEPT_DAYS && days <= MOST_KEPT_DAYS)) {
    throw new WaybillError("invalid_input", `Single requests can be kept for ${FEWEST_KEPT_DAYS} to ${MOST_KEPT_DAYS} days.`, {
      todo: `Write a whole number of days, at least ${FEWEST_KEPT_DAYS}: OpenRouter tells of requests for a month, and would tell them again. To keep them for ever, leave the field empty, or write "forever" in a terminal.`,
      detail: { field: "days" },
    });
  }
  await transaction(async (client) => {
    await execute(
      sql`UPDATE organizations SET requests_kept_days = ${days}::int WHERE id = ${scope.organizationId}::uuid`,
      client,
    );
    await writeAudit(client, scope, "organization.requests_kept_set", scope.organizationId, { days });
  });
}

/**
 * A day's books must have lain still for so long before its requests are dropped: half of a day may have been uploaded
 * today, and the other half may follow tomorrow.
 */
const STILL_HOURS = 48;

const dayToDrop = z.object({ organization_id: z.string(), connection_id: z.string(), day: z.string().transform(parseDay) });

/**
 * The oldest day beyond its organization's limit of which single requests are there still: the books are clean and have
 * lain still, and no import is under way whose rows may be of that day. Null: there is none.
 */
async function nextDay(now: Date, aside: readonly string[]): Promise<DayOwner | null> {
  const [found] = await select(
    sql`SELECT b.organization_id, b.connection_id, b.day
        FROM organizations o JOIN day_books b ON b.organization_id = o.id
        WHERE o.requests_kept_days IS NOT NULL AND b.day < ${dayOf(now)}::date - o.requests_kept_days
          AND b.rebuilt_at <= ${now}::timestamptz - make_interval(hours => ${STILL_HOURS}::int)
          AND NOT EXISTS (SELECT FROM dirty_days d WHERE d.connection_id = b.connection_id AND d.day = b.day)
          AND NOT EXISTS (SELECT FROM imports i WHERE i.organization_id = o.id AND i.status NOT IN ('succeeded', 'failed', 'cancelled'))
          AND EXISTS (SELECT FROM generations g WHERE g.connection_id = b.connection_id AND g.day = b.day)
          AND NOT (b.connection_id || ' ' || b.day) = ANY (${[...aside]}::text[])
        ORDER BY b.day, b.connection_id LIMIT 1`,
    dayToDrop,
  );
  return found ? { organizationId: found.organization_id, connectionId: found.connection_id, day: found.day } : null;
}

async function isDirty(client: pg.PoolClient, { connectionId, day }: DayOwner): Promise<boolean> {
  const found = await execute(
    sql`SELECT FROM dirty_days WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`,
    client,
  );
  return found > 0;
}

/**
 * Writes down what the day's requests add up to and lets its books rest on that from now on. False: the day's facts
 * changed meanwhile, so that its books must be rebuilt first.
 */
async function keepSums(owner: DayOwner, now: Date): Promise<boolean> {
  return transaction(async (client) => {
    // Nobody may add requests between the sum and its seal, nor rebuild the day from half of either.
    await lockFacts(client, owner.organizationId);
    await lockDay(client, owner.connectionId, owner.day, true);
    if (await isDropped(client, owner)) return true;
    if (await isDirty(client, owner)) return false;
    const columns = rawSql(EVIDENCE_COLUMNS.join(", "));
    await client.query("SET LOCAL work_mem = '256MB'; SET LOCAL enable_sort = off");
    const { asks } = await readRuleBook(client, owner.organizationId);
    for (const question of await evidenceQuestions(client, owner, asks)) {
      await execute(
        sql`INSERT INTO kept_evidence (organization_id, connection_id, day, ${columns})
            SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, ${owner.day}::date, asked.* FROM (${question}) AS asked`,
        client,
      );
    }
    await execute(
      sql`UPDATE day_books SET evidence_dropped_at = ${now} WHERE connection_id = ${owner.connectionId}::uuid AND day = ${owner.day}::date`,
      client,
    );
    return true;
  });
}

/** Requests that one transaction deletes: merges of the organization wait for it. */
const BATCH = 10_000;

async function deleteSome(owner: DayOwner, batch: number): Promise<number> {
  return transaction(async (client) => {
    await lockFacts(client, owner.organizationId);
    return execute(
      sql`DELETE FROM generations WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM generations WHERE connection_id = ${owner.connectionId}::uuid AND day = ${owner.day}::date LIMIT ${batch}::int))`,
      client,
    );
  });
}

export interface DropRun {
  now: Date;
  signal?: AbortSignal | undefined;
  /** Told after each transaction. */
  onBatch?: (owner: DayOwner) => void;
  batch?: number;
}

/**
 * Drops single requests that are older than their organization keeps them, day by day, oldest first; what they add up to
 * is kept, so that the books of those days stay what they are, whatever comes later. Any number of workers may run this
 * at once, and be killed anywhere: a day is sealed before the first of its requests goes. Returns what was dropped.
 */
export async function dropOldRequests({
  now,
  signal,
  onBatch,
  batch = BATCH,
}: DropRun): Promise<{ days: Day[]; requests: number }> {
  const done = { days: [] as Day[], requests: 0 };
  const aside: string[] = [];
  while (!signal?.aborted) {
    const owner = await nextDay(now, aside);
    if (!owner) break;
    // Set aside in any case: what cannot be dropped now must not be asked for again in this run.
    aside.push(`${owner.connectionId} ${owner.day}`);
    if (!(await keepSums(owner, now))) continue;
    onBatch?.(owner);
    done.days.push(owner.day);
    for (let deleted = batch; deleted === batch && !signal?.aborted; done.requests += deleted) {
      deleted = await deleteSome(owner, batch);
      onBatch?.(owner);
    }
  }
  return done;
}
