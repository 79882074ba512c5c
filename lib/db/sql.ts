import pg from "pg";
import type { z } from "zod";
import { pool, poolAhead, poolHeld } from "./client";
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

/**
 * Runs a question and checks each row of the answer, so that a wrong column fails here and not in a chart. `name`: for a
 * text that is asked many times a second and always the same; each connection plans it once and keeps it by that name.
 */
export async function select<Row>(question: Sql, row: z.ZodType<Row>, on: Queryable = pool(), name?: string): Promise<Row[]> {
  const answer = await on.query({ text: question.text, values: question.values as unknown[], ...(name && { name }) });
  return answer.rows.map((found) => row.parse(found));
}

/** Runs a statement; returns how many rows it touched. */
export async function execute(statement: Sql, on: Queryable = pool()): Promise<number> {
  const answer = await on.query({ text: statement.text, values: statement.values as unknown[] });
  return answer.rowCount ?? 0;
}

/** All or nothing, on one connection. `first`: statements without values that go along with the beginning. */
export function transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>, first = ""): Promise<Result> {
  return transactionIn(pool(), work, first);
}

/** The same for one that only holds something, such as a lock, while its work asks others. */
export function holding<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  return transactionIn(poolHeld(), work);
}

async function transactionIn<Result>(
  from: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  first = "",
): Promise<Result> {
  const client = await from.connect();
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

/** What is asked before anything is waited for goes out in one piece: each piece costs as much as the asking. */
function inOnePiece<Result>(client: pg.PoolClient, ask: () => Result): Result {
  const { stream } = client.connection;
  stream.cork();
  try {
    return ask();
  } finally {
    stream.uncork();
  }
}

/**
 * Lends a connection that sends every statement at once: several that are asked together take one way to the database and
 * back. They are run in the order in which they are asked.
 */
export async function ahead<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await poolAhead().connect();
  try {
    return await inOnePiece(client, () => work(client));
  } finally {
    client.release();
  }
}

/**
 * All or nothing, in one way to the database and back: statements that none of them waits for another's answer. `client`
 * comes from ahead(). Throws what went wrong first; nothing of it is stored then.
 */
export async function transactionAhead<Result>(
  client: pg.PoolClient,
  statements: readonly (() => Promise<Result>)[],
  first = "",
): Promise<Result[]> {
  const asked = inOnePiece(client, () => {
    const begun = client.query(`BEGIN;${first}`);
    // Where one has failed, the end is a rollback.
    return { begun, answers: statements.map((ask) => ask()), ended: client.query("COMMIT") };
  });
  const outcomes = await Promise.allSettled([asked.begun, ...asked.answers, asked.ended]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return Promise.all(asked.answers);
}
