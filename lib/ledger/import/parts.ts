import { z } from "zod";
import { execute, type Queryable, select, sql } from "../../db/sql";
import { tableSql } from "../keys";

/**
 * An uploaded log's rows wait in tables of their own, in the file's order: unlogged and without an index, so that nothing
 * is faster to fill. The transaction that merges one renames it: `staged` ones are those left to do. What was `merged`,
 * and what known generations were `before` they learned from it, is kept until the whole file is merged, so that it can
 * be taken back.
 */
export type PartKind = "staged" | "merged" | "before";

/** The table that a part of an import is kept in. */
export function partName(importId: string, part: number, kind: PartKind = "staged"): string {
  return `${kind}_${importId.replaceAll("-", "")}_${String(part).padStart(5, "0")}`;
}

/** The name of the same part as another kind. */
export function partAs(name: string, kind: PartKind): string {
  return name.replace(/^[a-z]+/, kind);
}

const Part = z.object({ name: z.string() });

/** The names of an import's tables of a kind that are still there, in order. */
export async function stagingParts(client: Queryable, importId: string, kind: PartKind = "staged"): Promise<string[]> {
  const found = await select(
    sql`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
          AND starts_with(relname, ${partName(importId, 0, kind).slice(0, -5)}) ORDER BY relname`,
    Part,
    client,
  );
  return found.map(({ name }) => name);
}

export async function dropPart(client: Queryable, name: string): Promise<void> {
  await execute(sql`DROP TABLE IF EXISTS ${tableSql(name)}`, client);
}

/** Forgets all that is kept of an import's rows. */
export async function dropStaging(client: Queryable, importId: string): Promise<void> {
  for (const kind of ["staged", "merged", "before"] as const) {
    for (const name of await stagingParts(client, importId, kind)) await dropPart(client, name);
  }
}

/** Notes that a part stands among the facts. */
export async function renameMerged(client: Queryable, name: string): Promise<void> {
  await execute(sql`ALTER TABLE ${tableSql(name)} RENAME TO ${tableSql(partAs(name, "merged"))}`, client);
}

const Orphan = z.object({ name: z.string() });

/** Tables whose import will neither merge them nor take them back any more. */
export async function orphanedParts(): Promise<string[]> {
  const found = await select(
    sql`SELECT relname AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname ~ '^(staged|merged|before)_[0-9a-f]{32}_[0-9]+$'
          AND NOT EXISTS (SELECT FROM imports WHERE replace(id::text, '-', '') = substr(relname, 8, 32)
            AND status IN ('uploading', 'staged', 'merging', 'cancelling'))`,
    Orphan,
  );
  return found.map(({ name }) => name);
}

export async function makePart(client: Queryable, name: string): Promise<void> {
  await execute(sql`CREATE UNLOGGED TABLE ${tableSql(name)} (LIKE staged_generations)`, client);
}
