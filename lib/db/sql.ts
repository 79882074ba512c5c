import pg from "pg";
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

/** The same with its values written into the text, quoted: for COPY, which takes no parameters. */
export function withoutParameters({ strings, values }: Sql): string {
  const literal = (value: unknown): string => {
    if (value === null) return "NULL";
    if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(",")}]`;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (value instanceof Date) return literal(value.toISOString());
    if (typeof value === "string") return pg.escapeLiteral(value);
    throw new Error(`no literal for a ${typeof value}`);
  };
  return strings.reduce((text, part, index) => `${text}${literal(values[index - 1])}${part}`);
}

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
