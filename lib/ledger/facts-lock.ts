import { execute, type Queryable, sql } from "../db/sql";

/** Whose facts are written: the organization, and the connection that reported them. */
export interface FactsOwner {
  organizationId: string;
  connectionId: string;
}

/**
 * Lets one transaction at a time write an organization's facts: merges that overlap would otherwise wait for each other's
 * rows in a ring. Held until the transaction ends; whoever only reads is not held up.
 */
export async function lockFacts(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`facts ${organizationId}`}, 0))`, client);
}
