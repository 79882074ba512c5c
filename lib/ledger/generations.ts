import type pg from "pg";
import { z } from "zod";
import { execute, type Queryable, type Sql, select, sql } from "../db/sql";
import type { Day } from "../domain/day";
import type { GenerationReport, GenerationSource } from "../domain/generation";
import { copyLines } from "./copy-rows";
import { markDirty } from "./dirty-days";
import { type FactsOwner, lockFacts } from "./facts-lock";
import { STAGED_COLUMNS, stagedLine } from "./generation-columns";
import { insertSql, updateSql } from "./generation-merge-sql";
import { ensureHashedKeys, keySpans, resolveKeyNames, tableSql } from "./keys";

export interface MergeOutcome {
  /** Generations not known before. */
  inserted: number;
  /** Times that a known generation learned something. */
  changed: number;
  /** Days of the connection on which anything changed, ascending; they are marked dirty. */
  days: Day[];
}

const Inserted = z.object({ day: z.string(), rows: z.number() });
const Changed = z.object({
  old_connection_id: z.string(),
  old_day: z.string(),
  connection_id: z.string(),
  day: z.string(),
  rows: z.number(),
});

/** Days that changed, by connection: a generation may move from one connection, or day, to another. */
class Touched {
  readonly #days = new Map<string, Set<string>>();
  add(connectionId: string, day: string): void {
    const days = this.#days.get(connectionId) ?? new Set();
    this.#days.set(connectionId, days.add(day));
  }
  connections(): string[] {
    return [...this.#days.keys()].sort();
  }
  daysOf(connectionId: string): Day[] {
    return [...(this.#days.get(connectionId) ?? [])].sort() as Day[];
  }
}

/** Makes the keys that staged reports name for the first time, and says which key a name stands for. */
export async function keysOfStaged(client: Queryable, owner: FactsOwner, staged: Sql): Promise<Sql> {
  const reported = sql`SELECT key_hash AS hash, key_name AS name, created_at AS seen_at FROM ${staged}`;
  await ensureHashedKeys(client, owner, reported);
  return keySpans(client, owner, sql`SELECT key_name AS name, created_at AS at FROM ${staged} WHERE key_hash IS NULL`);
}

async function insertUnknown(client: Queryable, owner: FactsOwner, source: GenerationSource, staged: Sql, touched: Touched) {
  const spans = await keysOfStaged(client, owner, staged);
  const rows = await insertRows(client, source, owner, { staged, spans });
  for (const row of rows) touched.add(owner.connectionId, row.day);
  return rows.reduce((sum, row) => sum + row.rows, 0);
}

const UNIQUE_VIOLATION = "23505";

/** A log seldom tells of a generation twice, so the quick way is tried first. */
async function insertRows(client: Queryable, source: GenerationSource, owner: FactsOwner, from: { staged: Sql; spans: Sql }) {
  if (source !== "log") return select(insertSql(source, owner, { ...from, alike: "skipped" }), Inserted, client);
  await client.query("SAVEPOINT quick");
  try {
    return await select(insertSql(source, owner, { ...from, alike: "none" }), Inserted, client);
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await client.query("ROLLBACK TO SAVEPOINT quick");
    return select(insertSql(source, owner, { ...from, alike: "skipped" }), Inserted, client);
  }
}

/** One pass lets each known generation learn from one of its reports. */
async function updateKnown(client: Queryable, owner: FactsOwner, source: GenerationSource, staged: Sql, touched: Touched) {
  const rows = await select(updateSql(source, owner, staged), Changed, client);
  for (const row of rows) {
    touched.add(row.old_connection_id, row.old_day);
    touched.add(row.connection_id, row.day);
  }
  return rows.reduce((sum, row) => sum + row.rows, 0);
}

const Staged = z.object({ rows: z.number(), now: z.date() });

/** Merges a table shaped like staged_generations, all of one source, in a few set operations. Marks days dirty. */
export async function mergeStaged(
  client: Queryable,
  owner: FactsOwner,
  source: GenerationSource,
  stagedTable: string,
  lock: "alone" | "shared" = "alone",
): Promise<MergeOutcome> {
  await lockFacts(client, owner.organizationId, lock);
  // These statements are long and short-lived: compiling them costs more than it saves.
  await execute(sql`SET LOCAL jit = off`, client);
  const staged = tableSql(stagedTable);
  const touched = new Touched();
  const [waiting] = await select(sql`SELECT count(*) AS rows, now() AS now FROM ${staged}`, Staged, client);
  if (!waiting?.rows) return { inserted: 0, changed: 0, days: [] };
  const inserted = await insertUnknown(client, owner, source, staged, touched);
  let changed = 0;
  if (inserted < waiting.rows) {
    // Every pass moves rows upwards in a finite order, so one comes that changes nothing.
    for (let pass = -1; pass !== 0; changed += pass) pass = await updateKnown(client, owner, source, staged, touched);
  }
  if (changed > 0) {
    for (const connectionId of touched.connections()) {
      const which = sql`g.generation_id IN (SELECT generation_id FROM ${staged})`;
      const days = await resolveKeyNames(client, { organizationId: owner.organizationId, connectionId }, which);
      for (const day of days) touched.add(connectionId, day);
    }
  }
  for (const connectionId of touched.connections()) {
    await markDirty(client, connectionId, touched.daysOf(connectionId), waiting.now);
  }
  return { inserted, changed, days: touched.daysOf(owner.connectionId) };
}

/**
 * Merges reports of single requests into what is known, in the caller's transaction. The order, number and repetition of
 * reports make no difference; a report that tells nothing new changes nothing.
 */
export async function mergeGenerations(
  client: pg.ClientBase,
  owner: FactsOwner,
  reports: readonly GenerationReport[],
): Promise<MergeOutcome> {
  const outcome: MergeOutcome = { inserted: 0, changed: 0, days: [] };
  const bySource = Map.groupBy(reports, (report) => report.source);
  for (const [source, told] of bySource) {
    await execute(sql`CREATE TEMPORARY TABLE staged_reports (LIKE staged_generations) ON COMMIT DROP`, client);
    await copyLines(
      client,
      `staged_reports (${STAGED_COLUMNS.join(", ")})`,
      told.map((report, index) => stagedLine(index + 1, report)),
    );
    const merged = await mergeStaged(client, owner, source, "staged_reports");
    await execute(sql`DROP TABLE staged_reports`, client);
    outcome.inserted += merged.inserted;
    outcome.changed += merged.changed;
    outcome.days = [...new Set([...outcome.days, ...merged.days])].sort();
  }
  return outcome;
}
