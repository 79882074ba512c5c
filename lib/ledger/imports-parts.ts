import { z } from "zod";
import { execute, type Queryable, select, sql } from "../db/sql";
import { tableSql } from "./keys";

/**
 * An uploaded log's rows wait in tables of their own, in the file's order: unlogged and without an index, so that nothing
 * is faster to fill. Each is dropped by the transaction that merges it: those that are there are those left to do.
 */
export function partName(importId: string, part: number): string {
  return `staged_${importId.replaceAll("-", "")}_${String(part).padStart(5, "0")}`;
}

const Part = z.object({ name: z.string() });

/** The names of an import's staging tables that are still there, in order. */
export async function stagingParts(client: Queryable, importId: string): Promise<string[]> {
  const found = await select(
    sql`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
          AND starts_with(relname, ${partName(importId, 0).slice(0, -5)}) ORDER BY relname`,
    Part,
    client,
  );
  return found.map(({ name }) => name);
}

export async function dropPart(client: Queryable, name: string): Promise<void> {
  await execute(sql`DROP TABLE IF EXISTS ${tableSql(name)}`, client);
}

export async function dropStaging(client: Queryable, importId: string): Promise<void> {
  for (const name of await stagingParts(client, importId)) await dropPart(client, name);
}

const Orphan = z.object({ name: z.string() });

/** Staging tables whose import will not merge them any more. */
export async function orphanedParts(): Promise<string[]> {
  const found = await select(
    sql`SELECT relname AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname ~ '^staged_[0-9a-f]{32}_[0-9]+$'
          AND NOT EXISTS (SELECT FROM imports WHERE replace(id::text, '-', '') = substr(relname, 8, 32)
            AND status IN ('uploading', 'staged', 'merging'))`,
    Orphan,
  );
  return found.map(({ name }) => name);
}

export async function makePart(client: Queryable, name: string): Promise<void> {
  await execute(sql`CREATE UNLOGGED TABLE ${tableSql(name)} (LIKE staged_generations)`, client);
}
