import { execute, type Queryable, sql } from "../db/sql";

/** Sealing holds this shared, rotating holds it alone: nothing is sealed with a master key that is about to be forgotten. */
export async function lockMasterKeys(client: Queryable, mode: "shared" | "alone"): Promise<void> {
  const lock = mode === "alone" ? sql`SELECT pg_advisory_xact_lock(hashtext('waybill master key'))` : null;
  await execute(lock ?? sql`SELECT pg_advisory_xact_lock_shared(hashtext('waybill master key'))`, client);
}
