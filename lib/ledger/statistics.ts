import { execute, sql } from "../db/sql";

/**
 * Counts facts and books anew for the database's planner. It does so by itself once a tenth of a table is new; a connection
 * whose first facts are less than that would until then be planned for as if it had none. Whoever may not count, or comes
 * upon a table that is being counted, leaves it.
 */
export async function refreshStatistics(): Promise<void> {
  await execute(sql`ANALYZE (SKIP_LOCKED) billed_cells, billed_days, keys, generations, day_books, spend_lines, spend_totals`);
}
