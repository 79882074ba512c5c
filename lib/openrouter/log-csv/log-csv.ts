import { WaybillError } from "../../domain/error";
import { type CsvHeader, readHeader } from "./header";
import { type CsvRow, CsvRows } from "./rows";
import { csvText } from "./text";

/** A recognized export: what it is, and its rows as they arrive. */
export interface UsageCsv {
  header: CsvHeader;
  /** Rows after the header, a piece of the file at a time; blank lines are left out. */
  rows: AsyncIterable<CsvRow[]>;
}

async function* rowsOf(csv: CsvRows, first: CsvRow[], texts: AsyncIterator<string>): AsyncGenerator<CsvRow[]> {
  yield first;
  for (let next = await texts.next(); !next.done; next = await texts.next()) yield csv.push(next.value);
  yield csv.push("", true);
}

/**
 * Reads as much of a file as it takes to know which of OpenRouter's exports it is. Throws WaybillError `invalid_input`,
 * with what to do, for anything else.
 */
export async function openUsageCsv(bytes: AsyncIterable<Uint8Array>): Promise<UsageCsv> {
  const texts = csvText(bytes)[Symbol.asyncIterator]();
  const csv = new CsvRows();
  let found: CsvRow[] = [];
  for (let ended = false; found.length === 0 && !ended; ) {
    const next = await texts.next();
    ended = next.done === true;
    found = csv.push(next.done ? "" : next.value, ended);
  }
  const [top, ...first] = found;
  if (!top) {
    throw new WaybillError("invalid_input", "The file is empty.", { todo: "Export it again and upload the file as it is." });
  }
  const header = readHeader(top.fields ?? [top.problem?.text ?? ""]);
  csv.expectColumns(header.names.length);
  return { header, rows: rowsOf(csv, first, texts) };
}

export { readAggregateRow } from "./aggregate";
export { LogRowReader } from "./row";
