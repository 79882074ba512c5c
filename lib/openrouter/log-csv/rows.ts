import Papa from "papaparse";

/** A row as it stands in the file; `fields` is null where no row could be made out of its line. */
export interface CsvRow {
  line: number;
  fields: string[] | null;
  /** What is wrong with the line, and the line itself; only where `fields` is null. */
  problem?: { reason: string; text: string };
}

/** No row of an export comes near; a quotation mark that nobody closes would otherwise swallow the rest of the file. */
const LONGEST_ROW = 1_048_576;

/**
 * Cuts text into rows as it arrives. Fields may hold commas, quotes and line breaks if quoted; lines end with LF or CRLF.
 * A row that cannot be made out costs its first line alone: reading goes on with the next.
 */
export class CsvRows {
  #rest = "";
  #line = 1;
  #columns = 0;
  #skipping = false;

  /** How many fields a row must have for its quotation marks to be believed; not known before the header was read. */
  expectColumns(columns: number): void {
    this.#columns = columns;
  }

  /** Rows that `text` completes, blank lines left out. With `last`, whatever is left is a row too. */
  push(text: string, last = false): CsvRow[] {
    const rows: CsvRow[] = [];
    let input = this.#skipping ? this.#afterSkipped(text) : this.#rest + text;
    if (last && input !== "" && !input.endsWith("\n")) input += "\n";
    let position = 0;
    while (position < input.length) {
      const quote = input.indexOf('"', position);
      const plainEnd = input.lastIndexOf("\n", quote < 0 ? input.length : quote) + 1;
      if (plainEnd > position) {
        this.#plainRows(input.slice(position, plainEnd - 1), rows);
        position = plainEnd;
      }
      if (quote < 0) break;
      const length = this.#quotedRow(input, position, last, rows);
      if (length === 0) break;
      position += length;
    }
    this.#rest = input.slice(position);
    if (this.#rest.length > LONGEST_ROW) {
      rows.push(this.#refuse("the line is longer than any row of an export", this.#rest));
      this.#rest = "";
      this.#skipping = true;
    }
    return rows;
  }

  #plainRows(text: string, rows: CsvRow[]): void {
    for (const line of text.split("\n")) {
      const row = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (row !== "") rows.push({ line: this.#line, fields: row.split(",") });
      this.#line += 1;
    }
  }

  /** Reads the row at `position`, whose first line has a quotation mark. Returns its length, 0 if its end is yet to come. */
  #quotedRow(input: string, position: number, last: boolean, rows: CsvRow[]): number {
    const text = input.slice(position);
    const lineLength = text.indexOf("\n") + 1;
    const parser = new Papa.Parser({ delimiter: ",", newline: "\n", quoteChar: '"', fastMode: false, preview: 1 });
    const parsed = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    const [fields] = parsed.data;
    const closed = !parsed.errors.some((error) => error.code === "MissingQuotes");
    const length = fields && closed ? parsed.meta.cursor : 0;
    const fits = !this.#columns || (fields?.length === this.#columns && parsed.errors.length === 0);
    const believed = length > 0 && (length <= lineLength || fits);
    if (fields && believed) {
      rows.push({ line: this.#line, fields: fields.with(-1, fields.at(-1)?.replace(/\r$/, "") ?? "") });
      this.#line += text.slice(0, length).split("\n").length - 1;
      return length;
    }
    const moreToCome = length === 0 && !last && text.length <= LONGEST_ROW;
    if (moreToCome || lineLength === 0) return 0;
    rows.push(this.#refuse("a quotation mark is opened and not closed", text.slice(0, lineLength)));
    this.#line += 1;
    return lineLength;
  }

  #refuse(reason: string, text: string): CsvRow {
    return { line: this.#line, fields: null, problem: { reason, text } };
  }

  #afterSkipped(text: string): string {
    const end = text.indexOf("\n") + 1;
    if (end === 0) return "";
    this.#skipping = false;
    this.#line += 1;
    return text.slice(end);
  }
}
