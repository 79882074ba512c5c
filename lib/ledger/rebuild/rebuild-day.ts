import type pg from "pg";
import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { SpendLine } from "../../domain/rollup/line";
import { DayRollup } from "../../domain/rollup/rollup";
import { readRuleBook } from "../../facts/attribution-rules";
import { readEvidence } from "../../facts/day-evidence";
import { type DayOwner, readDayFacts } from "../../facts/day-facts";
import { ensureDevelopers } from "../people/developer-aliases";
import { deleteBook, writeBook } from "./day-book";
import { clearLines, writeLines } from "./day-lines";
import { clearTotals, writeTotals } from "./day-totals";

/** A day that changes while it is rebuilt stays dirty: only the version that was seen before reading is cleared. */
async function dirtyVersion(client: pg.PoolClient, connectionId: string, day: Day) {
  const row = z.object({ version: z.number(), marked_at: z.date() });
  const [mark] = await select(
    sql`SELECT version, marked_at FROM dirty_days WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`,
    row,
    client,
  );
  return mark ?? null;
}

async function clearDirty(client: pg.PoolClient, connectionId: string, day: Day, version: number) {
  // A mark that another transaction is renewing is left to it: waiting here would hold the day's lock for its whole
  // import.
  await execute(
    sql`DELETE FROM dirty_days WHERE ctid IN (
          SELECT ctid FROM dirty_days
          WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date AND version = ${version} FOR UPDATE SKIP LOCKED)`,
    client,
  );
}

async function organizationOf(client: pg.PoolClient, connectionId: string): Promise<string | null> {
  const row = z.object({ organization_id: z.string() });
  const [found] = await select(sql`SELECT organization_id FROM connections WHERE id = ${connectionId}::uuid`, row, client);
  return found?.organization_id ?? null;
}

/** One day of one connection is rebuilt by one worker at a time. */
export async function lockDay(client: pg.PoolClient, connectionId: string, day: Day, wait: boolean): Promise<boolean> {
  const name = `rebuild ${connectionId} ${day}`;
  if (wait) {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`, client);
    return true;
  }
  const row = z.object({ locked: z.boolean() });
  const [answer] = await select(sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS locked`, row, client);
  return answer?.locked ?? false;
}

/** Reads, rolls up and writes group by group: a day may have more groups of requests than fit into memory. */
async function replaceDay(client: pg.PoolClient, owner: DayOwner, at: { changedAt: Date | null; now: Date }): Promise<void> {
  const rules = await readRuleBook(client, owner.organizationId);
  const { source, people, facts } = await readDayFacts(client, owner, ensureDevelopers);
  const rollup = new DayRollup({ ...facts, rules });
  let hasFacts = source !== null;
  let written = 0;
  const write = async (lines: readonly SpendLine[]) => {
    await writeLines(client, owner, lines);
    written += lines.length;
  };
  await clearTotals(client, owner);
  await clearLines(client, owner);
  for await (const groups of readEvidence(client, owner, rules.asks)) {
    hasFacts = true;
    await people.meet(client, groups);
    const lines = groups.map((group) => rollup.book(group)).filter((line) => line !== null);
    await write([...lines, ...rollup.ready()]);
  }
  await write(rollup.close());
  await writeTotals(client, owner, written);
  const basis = source ?? { books: "log" as const, pulledAt: null, restatedAt: null };
  if (hasFacts) await writeBook(client, owner, basis, rollup.balance(), { ...at, rulesVersion: rules.version });
  else await deleteBook(client, owner);
}

async function rebuildLocked(client: pg.PoolClient, connectionId: string, day: Day, now: Date): Promise<void> {
  const mark = await dirtyVersion(client, connectionId, day);
  const organizationId = await organizationOf(client, connectionId);
  if (organizationId) {
    // One day's groups and sums stay in memory; compiling their expressions costs more than it saves.
    // Whoever else writes lines has the checks of days forgotten.
    await client.query("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off; SET LOCAL waybill.rebuilding = 'on'");
    await replaceDay(client, { organizationId, connectionId, day }, { changedAt: mark?.marked_at ?? null, now });
  }
  if (mark) await clearDirty(client, connectionId, day, mark.version);
}

/**
 * Replaces a connection's day in the books by what its facts now say, in one transaction. Running it twice, or twice at
 * once, changes nothing. A day without facts leaves no lines; a connection that is gone leaves nothing to do.
 */
export async function rebuildDay(connectionId: string, day: Day, now: Date): Promise<void> {
  await transaction(async (client) => {
    await lockDay(client, connectionId, day, true);
    await rebuildLocked(client, connectionId, day, now);
  });
}

/**
 * Rebuilds the day if its facts changed since. `busy`: another worker is at it (never with `wait`, which lets him
 * finish); `clean`: there was nothing to do.
 */
export async function rebuildIfDirty(
  connectionId: string,
  day: Day,
  now: Date,
  options: { wait?: boolean } = {},
): Promise<"rebuilt" | "clean" | "busy"> {
  return transaction(async (client) => {
    if (!(await lockDay(client, connectionId, day, options.wait ?? false))) return "busy";
    if (!(await dirtyVersion(client, connectionId, day))) return "clean";
    await rebuildLocked(client, connectionId, day, now);
    return "rebuilt";
  });
}
