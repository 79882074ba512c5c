import { z } from "zod";
import { execute, type Queryable, select, sql } from "../db/sql";

/** Whose facts are written: the organization, and the connection that reported them. */
export interface FactsOwner {
  organizationId: string;
  connectionId: string;
}

/**
 * Lets one transaction at a time write an organization's facts: merges that overlap would otherwise wait for each other's
 * rows in a ring. Held until the transaction ends; whoever only reads is not held up. `shared` goes with other `shared`
 * ones, for those that know of each other not to overlap.
 */
export async function lockFacts(client: Queryable, organizationId: string, how: "alone" | "shared" = "alone"): Promise<void> {
  const name = `facts ${organizationId}`;
  const lock = how === "alone" ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`;
  await execute(sql`SELECT ${lock}(hashtextextended(${name}, 0))`, client);
}

const Held = z.object({ now: z.date() });

/**
 * The same, for a transaction that is about to merge; answers its time. Until the transaction ends, its statements are
 * not compiled, being long and short-lived; a hundred thousand reports are sorted in memory; and whatever the statistics
 * say, known generations are found by their ids: a table that was empty when those were made may have grown since.
 */
export async function lockFactsToMerge(client: Queryable, organizationId: string, how: "alone" | "shared"): Promise<Date> {
  const name = `facts ${organizationId}`;
  const lock = how === "alone" ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`;
  const [held] = await select(
    sql`SELECT now() AS now, set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
          set_config('enable_mergejoin', 'off', true), set_config('work_mem', '64MB', true), ${lock}(hashtextextended(${name}, 0))`,
    Held,
    client,
  );
  return held?.now ?? new Date();
}

/** The same alone, as text to begin a transaction with. Throws for what is no organization's id. */
export function lockingFactsToMerge(organizationId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(organizationId)) throw new Error("not an organization's id");
  return `SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off;
    SELECT pg_advisory_xact_lock(hashtextextended('facts ${organizationId}', 0))`;
}

/** One upload of an organization merges at a time, as fast as it can. Held until the transaction ends. */
export async function lockImports(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`imports ${organizationId}`}, 0))`, client);
}
