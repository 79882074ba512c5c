/** The yardstick: the file's columns, typed, into a table without an index. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { pool } from "../../lib/db/client";

const NUMERIC = /^(cost_|byok_|usage$)/i;
const COUNT = /^(tokens_|generation_time|time_to|requests$)/i;
const FLAG = /^(cancelled|streamed|api_key_disabled)$/i;

function typeOf(column: string): string {
  if (/^created_at$/i.test(column)) return "timestamptz";
  return NUMERIC.test(column) ? "numeric" : COUNT.test(column) ? "bigint" : FLAG.test(column) ? "boolean" : "text";
}

async function headerOf(path: string): Promise<string[]> {
  for await (const piece of createReadStream(path, { encoding: "utf8", end: 65_535 })) {
    const [line = ""] = String(piece).split(/\r?\n/);
    return line.replace(/^\uFEFF/, "").split(",");
  }
  return [];
}

/** Lines after the header. */
export async function dataRows(path: string): Promise<number> {
  let [breaks, last] = [0, 10];
  for await (const piece of createReadStream(path)) {
    const bytes = piece as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) breaks += 1;
    last = bytes.at(-1) ?? 10;
  }
  return breaks - (last === 10 ? 1 : 0);
}

export async function copyBare(path: string): Promise<void> {
  const columns = (await headerOf(path)).map((name) => `"${name.replaceAll('"', "")}" ${typeOf(name)}`);
  await pool().query(`DROP TABLE IF EXISTS bare; CREATE TABLE bare (${columns.join(", ")})`);
  const client = await pool().connect();
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 262_144 }),
      client.query(copyFrom("COPY bare FROM STDIN (FORMAT csv, HEADER)")),
    );
  } finally {
    client.release();
  }
}

/** Each round starts from empty books. */
export async function clearFacts(): Promise<void> {
  await pool().query("DROP TABLE IF EXISTS bare");
  await pool().query(
    "TRUNCATE organizations, generations, billed_days, billed_cells, spend_lines, spend_totals, day_books, dirty_days CASCADE",
  );
  await pool().query("CHECKPOINT");
}
