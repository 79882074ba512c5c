import type pg from "pg";
import type { z } from "zod";
import { pool } from "./client";
import { Prisma } from "./generated/client";

/** SQL text with its parameters apart: values written into it become parameters, other fragments are woven in. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;
export const joinSql = Prisma.join;
export const emptySql = Prisma.empty;
/** Text made by our own code, such as the name of a table; never anything from outside. */
export const rawSql = Prisma.raw;

export type Queryable = Pick<pg.ClientBase, "query">;

/** Runs a question and checks each row of the answer, so that a wrong column fails here and not in a chart. */
export async function select<Row>(question: Sql, row: z.ZodType<Row>, on: Queryable = pool()): Promise<Row[]> {
  const answer = await on.query({ text: question.text, values: question.values as unknown[] });
  return answer.rows.map((found) => row.parse(found));
}

/** Runs a statement; returns how many rows it touched. */
export async function execute(statement: Sql, on: Queryable = pool()): Promise<number> {
  const answer = await on.query({ text: statement.text, values: statement.values as unknown[] });
  return answer.rowCount ?? 0;
}

/** All or nothing, on one connection. `first`: statements without values that go along with the beginning. */
export async function transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>, first = ""): Promise<Result> {
  const client = await pool().connect();
  try {
    await client.query(`BEGIN;${first}`);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
