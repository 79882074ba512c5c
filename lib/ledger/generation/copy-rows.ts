import { once } from "node:events";
import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** A value as COPY's text format takes it; null is unknown. */
export type CopyValue = string | number | bigint | boolean | null;

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPED: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Text as a field of COPY's text format. */
export function copyField(text: string): string {
  return text.replace(SPECIAL, (found) => ESCAPED[found] ?? found);
}

/** One line of COPY's text format, line feed included. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = "";
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? null;
    if (index > 0) line += "\t";
    line += value === null ? "\\N" : typeof value === "string" && value.search(SPECIAL) >= 0 ? copyField(value) : String(value);
  }
  return `${line}\n`;
}

const BATCH_CHARACTERS = 262_144;

/** Streams lines made by copyLine into a table. `target` is trusted SQL: `table (column, …)`. */
export async function copyLines(client: pg.ClientBase, target: string, lines: Iterable<string>): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN`));
  const done = finished(stream);
  // Awaited below; a server that refuses a row while lines are still written must not surface as unhandled.
  done.catch(() => {});
  let batch = "";
  const flush = async () => {
    const full = !stream.write(batch);
    batch = "";
    if (full) await Promise.race([once(stream, "drain"), done]);
  };
  for (const line of lines) {
    batch += line;
    if (batch.length >= BATCH_CHARACTERS) await flush();
  }
  stream.end(batch);
  await done;
}
