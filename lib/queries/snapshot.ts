import type pg from "pg";
import { pool } from "../db/client";

/**
 * Several questions answered from one moment of the books: a day that is rebuilt meanwhile shows in all of them or in
 * none, so that the parts of a page always add up.
 */
export async function snapshot<Answer>(ask: (client: pg.PoolClient) => Promise<Answer>): Promise<Answer> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    // Compiling a query, or starting helpers for it, takes longer than most of these take.
    await client.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0",
    );
    return await ask(client);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    await client.query("COMMIT").catch((error: Error) => {
      broken ??= error;
    });
    // A connection that failed may be half-way through an answer: the pool makes a new one.
    client.release(broken);
  }
}
