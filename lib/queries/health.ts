import { z } from "zod";
import { select, sql } from "../db/sql";

/** Whether the database answers and has been migrated. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await select(
      sql`SELECT count(*)::int AS one FROM (SELECT FROM organizations LIMIT 1) AS any_row`,
      z.object({ one: z.number() }),
    );
    return true;
  } catch {
    return false;
  }
}
