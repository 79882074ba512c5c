import { type CsvCell, csvRecord } from "../domain/csv";
import type { ExportFact, ExportHead, ExportPiece } from "../domain/export/export";
import { type Usd, ZERO_USD } from "../domain/usd";
import { Blocks, headRecords, type Tally } from "./written-file";

/** How a file of one kind is written. */
export interface TableForm<Row, Head extends ExportHead> {
  columns: readonly string[];
  /** The lines above the columns' names; null where the format has no place for them. */
  facts: ((head: Head) => readonly ExportFact[]) | null;
  /** The records that a row becomes. */
  records(row: Row, head: Head): Iterable<readonly CsvCell[]>;
  /** What is added up for the control file, in their order; where there are no rows, to nothing. */
  sums: readonly string[];
  /** What a row adds to them. */
  amounts(row: Row): Readonly<Record<string, Usd>>;
  /** Lines under the last record. */
  foot?(head: Head): Iterable<readonly CsvCell[]>;
}

/**
 * A file as blocks of bytes, written while its rows are read: one piece is in memory at a time, and the next is asked for
 * when the last was taken. `begun` is told the head as soon as it is known.
 */
export async function* tableFile<Row, Head extends ExportHead>(
  pieces: AsyncIterable<ExportPiece<Row, Head>>,
  form: TableForm<Row, Head>,
  tally: Tally,
  begun: (head: Head) => void,
): AsyncGenerator<Uint8Array> {
  const blocks = new Blocks(tally);
  let head: Head | undefined;
  for (const name of form.sums) tally.add(name, ZERO_USD);
  for await (const piece of pieces) {
    if (piece.rows === undefined) {
      head = piece.head;
      begun(head);
      blocks.push(headRecords(form.facts?.(head) ?? [], form.columns));
      continue;
    }
    if (!head) throw new Error("a file begins with its head");
    for (const row of piece.rows) {
      for (const record of form.records(row, head)) {
        tally.rows += 1;
        blocks.push(csvRecord(record));
      }
      for (const [name, amount] of Object.entries(form.amounts(row))) tally.add(name, amount);
      if (blocks.full) yield* blocks.take();
    }
  }
  if (head && form.foot) for (const record of form.foot(head)) blocks.push(csvRecord(record));
  yield* blocks.take();
}
