import type pg from "pg";
import { z } from "zod";
import { execute, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { GenerationReport, GenerationSource } from "../../domain/generation/generation";
import { type FactsOwner, lockFactsToMerge } from "../facts-lock";
import { ensureHashedKeys, keySpans, resolveKeyNames, tableSql } from "../keys";
import { markDirty } from "../rebuild/dirty-days";
import { STAGED_COLUMNS, stagedLine } from "./columns";
import { copyLines } from "./copy-rows";
import { insertSql, updateSql } from "./merge-sql";
import { type StagedReports, stagedFew } from "./staging";

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
export async function keysOfStaged(client: Queryable, owner: FactsOwner, reports: Omit<StagedReports, "rows">): Promise<Sql> {
  const { source, table, names, uses, hashes } = reports;
  // A log never tells a key's hash.
  if (source !== "log" && hashes !== false) {
    const reported = sql`SELECT key_hash AS hash, key_name AS name, created_at AS seen_at FROM ${table} AS staged`;
    await ensureHashedKeys(client, owner, reported);
  }
  if (uses) return keySpans(client, owner, { uses });
  const from = sql`SELECT key_name AS name, created_at AS at FROM ${table} AS staged WHERE key_hash IS NULL`;
  return keySpans(client, owner, { from, ...(names && { names }) });
}

const UNIQUE_VIOLATION = "23505";

/**
 * Stores the generations not known yet, and says on which days how many. A log seldom tells of a generation that is known,
 * or of one twice, so that is tried first: asking for each whether it is known takes longer than storing it.
 */
async function insertUnknown(client: Queryable, owner: FactsOwner, reports: StagedReports, manner: MergeManner) {
  const from = { staged: reports.table, spans: await keysOfStaged(client, owner, reports), many: reports.many ?? false };
  if (reports.source === "log" && !(await meetsKnown(client, owner, reports.table))) {
    await client.query("SAVEPOINT quick");
    try {
      const rows = await select(insertSql(reports.source, owner, { ...from, known: "none" }), Inserted, client);
      await client.query("RELEASE SAVEPOINT quick");
      return rows;
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      await client.query("ROLLBACK TO SAVEPOINT quick; RELEASE SAVEPOINT quick");
    }
  }
  await manner.beforeKnown?.();
  return select(insertSql(reports.source, owner, { ...from, known: "passed over" }), Inserted, client);
}

const Met = z.object({ met: z.boolean() });

/** Whether some of the reports, taken from here and there, are of known generations. */
async function meetsKnown(client: Queryable, { organizationId }: FactsOwner, staged: Sql): Promise<boolean> {
  const [found] = await select(
    sql`SELECT EXISTS (SELECT FROM generations WHERE organization_id = ${organizationId}::uuid
          AND generation_id = ANY (ARRAY(SELECT generation_id FROM ${staged} AS staged WHERE line % 97 = 0 LIMIT 1000))) AS met`,
    Met,
    client,
  );
  return found?.met ?? false;
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

export interface MergeManner {
  lock: "alone" | "shared";
  /** Called before known generations learn anything, in the same transaction. */
  beforeKnown?: () => Promise<void>;
  /** Since when the caller holds the facts' lock to merge. */
  heldSince?: Date;
  /** A statement that goes along with the marking of days, told how many generations were new. */
  alongside?: (inserted: number) => Sql;
}

/** Merges a table shaped like staged_generations in a few set operations. Marks days dirty. */
export async function mergeStaged(
  client: Queryable,
  owner: FactsOwner,
  reports: StagedReports,
  manner: MergeManner,
): Promise<MergeOutcome> {
  const now = manner.heldSince ?? (await lockFactsToMerge(client, owner.organizationId, manner.lock));
  const staged = reports.table;
  const touched = new Touched();
  if (reports.rows === 0) return { inserted: 0, changed: 0, days: [] };
  const days = await insertUnknown(client, owner, reports, manner);
  for (const { day } of days) touched.add(owner.connectionId, day);
  const inserted = days.reduce((sum, { rows }) => sum + rows, 0);
  let changed = 0;
  if (inserted < reports.rows) {
    // Each pass only moves rows up in a finite order, so in the end a pass changes nothing.
    for (let pass = -1; pass !== 0; changed += pass) pass = await updateKnown(client, owner, reports.source, staged, touched);
  }
  if (changed > 0) {
    for (const connectionId of touched.connections()) {
      const which = sql`g.generation_id IN (SELECT generation_id FROM ${staged} AS staged)`;
      const resolved = await resolveKeyNames(client, { organizationId: owner.organizationId, connectionId }, which);
      for (const day of resolved) touched.add(connectionId, day);
    }
  }
  for (const connectionId of touched.connections()) {
    const also = connectionId === owner.connectionId ? manner.alongside?.(inserted) : undefined;
    await markDirty(client, connectionId, touched.daysOf(connectionId), now, also);
  }
  if (manner.alongside && touched.daysOf(owner.connectionId).length === 0) await execute(manner.alongside(inserted), client);
  // What else a caller does with a table of many rows is planned as ever.
  if (reports.many) await client.query("SET LOCAL enable_seqscan = on; SET LOCAL enable_mergejoin = on");
  return { inserted, changed, days: touched.daysOf(owner.connectionId) };
}

/** Fewer than this go along with the statements. */
export const FEW = 1_000;

async function mergeMany(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: GenerationSource,
  told: readonly GenerationReport[],
  manner: MergeManner,
): Promise<MergeOutcome> {
  await execute(sql`CREATE TEMPORARY TABLE staged_reports (LIKE staged_generations) ON COMMIT DROP`, client);
  await copyLines(
    client,
    `staged_reports (${STAGED_COLUMNS.join(", ")})`,
    told.map((report, index) => stagedLine(index + 1, report)),
  );
  const staged = { source, table: tableSql("staged_reports"), rows: told.length, many: true };
  const merged = await mergeStaged(client, owner, staged, manner);
  await execute(sql`DROP TABLE staged_reports`, client);
  return merged;
}

/**
 * Merges reports of single requests into what is known, in the caller's transaction. The order, number and repetition of
 * reports make no difference; a report that tells nothing new changes nothing.
 */
export async function mergeGenerations(
  client: pg.ClientBase,
  owner: FactsOwner,
  reports: readonly GenerationReport[],
  manner: MergeManner = { lock: "alone" },
): Promise<MergeOutcome> {
  const outcome: MergeOutcome = { inserted: 0, changed: 0, days: [] };
  const bySource = Map.groupBy(reports, (report) => report.source);
  for (const [source, told] of bySource) {
    const merged =
      told.length < FEW
        ? await mergeStaged(client, owner, stagedFew(source, told), manner)
        : await mergeMany(client, owner, source, told, manner);
    outcome.inserted += merged.inserted;
    outcome.changed += merged.changed;
    outcome.days = [...new Set([...outcome.days, ...merged.days])].sort();
  }
  return outcome;
}
