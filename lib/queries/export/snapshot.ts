import type { Socket } from "node:net";
import type pg from "pg";
import type { z } from "zod";
import { pool, poolHeld } from "../../db/client";
import { rawSql, type Sql, select, sql } from "../../db/sql";

// A file is read to its end: a plan that is quick to begin is not what it takes. Helpers would take the processor from who
// formats, hashes and sends the rows, for handing them over.
const BEGIN =
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL cursor_tuple_fraction = 1; SET LOCAL statement_timeout = 0; SET LOCAL TIME ZONE 'UTC'";

/** Rows fetched at once: some hundred kilobytes. */
const FETCHED = 2_000;

/**
 * Reads a file's rows from one moment of the books, on one connection, for as long as somebody takes them. When `signal`
 * is aborted, or who reads stops, the database stops as well, in the middle of a statement if need be, and the connection
 * is closed instead of going back half-read.
 */
export async function* exportSnapshot<Piece>(
  signal: AbortSignal,
  read: (client: pg.PoolClient) => AsyncGenerator<Piece>,
): AsyncGenerator<Piece> {
  signal.throwIfAborted();
  const client = await poolHeld().connect();
  let stopping: Promise<unknown> | undefined;
  const stop = () => {
    const { processID } = client as pg.PoolClient & { processID?: number };
    stopping ??= pool()
      .query("SELECT pg_cancel_backend($1)", [processID])
      .catch(() => {});
  };
  signal.addEventListener("abort", stop, { once: true });
  let complete = false;
  try {
    await client.query(BEGIN);
    for await (const piece of read(client)) {
      yield piece;
      // Between two statements there was nothing to cancel.
      signal.throwIfAborted();
    }
    await client.query("COMMIT");
    complete = true;
  } finally {
    signal.removeEventListener("abort", stop);
    // The cancellation names the connection's process: it must have been heard before somebody else could have that one.
    await stopping;
    // An answer that nobody reads to its end would keep the database writing.
    if (!complete) (client as pg.PoolClient & { connection?: { stream: Socket } }).connection?.stream.destroy();
    client.release(!complete);
  }
}

/** A question's rows, some thousand at a time, each checked. One such question at a time on a connection. */
export async function* rowsOf<Row>(question: Sql, row: z.ZodType<Row>, client: pg.PoolClient): AsyncGenerator<Row[]> {
  await client.query({ text: `DECLARE exported NO SCROLL CURSOR FOR ${question.text}`, values: question.values as unknown[] });
  for (;;) {
    const rows = await select(sql`FETCH ${rawSql(String(FETCHED))} FROM exported`, row, client);
    if (rows.length > 0) yield rows;
    if (rows.length < FETCHED) break;
  }
  await client.query("CLOSE exported");
}
