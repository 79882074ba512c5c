import type { ExportFact, ExportHead } from "../domain/export/export";
import { GENERATION_FILE_COLUMNS } from "../domain/generation/columns";
import type { Usd } from "../domain/usd";
import { headRecords, type Tally } from "./written-file";

const [QUOTE, LINE_FEED, RETURN] = [34, 10, 13];

/** Turns the line ends that PostgreSQL writes after a record into RFC 4180's; those inside quoted text stay as they are. */
export class LineEnds {
  #quoted = false;

  convert(block: Uint8Array): Uint8Array {
    const ends: number[] = [];
    let quoted = this.#quoted;
    for (let at = 0; at < block.length; at += 1) {
      const byte = block[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) ends.push(at);
    }
    this.#quoted = quoted;
    const converted = Buffer.allocUnsafe(block.length + ends.length);
    let [from, to] = [0, 0];
    for (const end of ends) {
      converted.set(block.subarray(from, end), to);
      to += end - from;
      converted[to] = RETURN;
      from = end;
      to += 1;
    }
    converted.set(block.subarray(from), to);
    return converted;
  }
}

type Part = { head: ExportHead } | { copied: Uint8Array } | { end: { rows: number; costUsd: Usd; byokUsd: Usd } };

/** A file of single requests: the database writes the records, and what passes by here is only counted and hashed. */
export async function* generationsFile(
  parts: AsyncIterable<Part>,
  facts: (head: ExportHead) => readonly ExportFact[],
  tally: Tally,
  begun: (head: ExportHead) => void,
): AsyncGenerator<Uint8Array> {
  const lineEnds = new LineEnds();
  for await (const part of parts) {
    if ("end" in part) {
      tally.rows = part.end.rows;
      tally.add("costUsd", part.end.costUsd);
      tally.add("byokUsd", part.end.byokUsd);
      continue;
    }
    if ("head" in part) begun(part.head);
    const block =
      "head" in part ? Buffer.from(headRecords(facts(part.head), GENERATION_FILE_COLUMNS)) : lineEnds.convert(part.copied);
    tally.take(block);
    yield block;
  }
}
