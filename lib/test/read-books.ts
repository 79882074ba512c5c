/** What tests ask of the books: the rows without their times of processing, and exact sums. */
import { pool } from "../db/client";
import { figureColumns } from "../facts/figure-columns";

async function ask<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  return (await pool().query<Row>(text, values)).rows;
}

/** A connection's lines, totals and day books, in an order of their own. */
export async function booksOf(connectionId: string) {
  const lines = await ask("SELECT * FROM spend_lines t WHERE connection_id = $1 ORDER BY t::text", connectionId);
  const totals = await ask("SELECT * FROM spend_totals t WHERE connection_id = $1 ORDER BY t::text", connectionId);
  const books = await ask("SELECT *, NULL AS rebuilt_at FROM day_books WHERE connection_id = $1 ORDER BY day", connectionId);
  return { lines, totals, books };
}

export type Sums = Record<string, string>;

/** Exact sums of the figures as decimal text, trailing zeros cut; unknown counts as none. */
export async function sumsOf(
  table: "spend_lines" | "spend_totals" | "billed_cells",
  connectionId: string,
  and = "true",
): Promise<Sums> {
  const sums = Object.keys(figureColumns)
    .map((figure) => `trim_scale(coalesce(sum(${figure}), 0))::text AS ${figure}`)
    .join(", ");
  const [row] = await ask<Sums>(`SELECT ${sums} FROM ${table} WHERE connection_id = $1 AND ${and}`, connectionId);
  return row ?? {};
}
