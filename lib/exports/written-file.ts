import { createHash } from "node:crypto";
import { type CsvCell, csvRecord } from "../domain/csv";
import type { ExportFact } from "../domain/export/export";
import { addUsd, type Usd, usdToString, ZERO_USD } from "../domain/usd";

/** Written out at once, so that a row costs no call of its own. */
const BLOCK = 64 * 1024;

/** Marks lines that are no records: of the head and of the foot. */
export const MARK = "# ";

/** What is written, counted and added up while it goes by, so that nothing is kept and nothing is read twice. */
export class Tally {
  readonly #hash = createHash("sha256");
  readonly #sums = new Map<string, Usd>();
  bytes = 0;
  rows = 0;

  take(block: Uint8Array): void {
    this.#hash.update(block);
    this.bytes += block.byteLength;
  }

  add(name: string, amount: Usd): void {
    this.#sums.set(name, addUsd(this.#sums.get(name) ?? ZERO_USD, amount));
  }

  /** Once: after the last block. */
  close(): { rows: number; bytes: number; sha256: string; sums: Record<string, string> } {
    const sums = Object.fromEntries([...this.#sums].map(([name, sum]) => [name, usdToString(sum)]));
    return { rows: this.rows, bytes: this.bytes, sha256: this.#hash.digest("hex"), sums };
  }
}

/** Gathers text into blocks, which go through the tally. */
export class Blocks {
  #text: string[] = [];
  #length = 0;

  constructor(private readonly tally: Tally) {}

  push(text: string): void {
    this.#text.push(text);
    this.#length += text.length;
  }

  get full(): boolean {
    return this.#length >= BLOCK;
  }

  /** What was gathered, as bytes; nothing where nothing was. */
  take(): Uint8Array[] {
    if (this.#length === 0) return [];
    const block = Buffer.from(this.#text.join(""), "utf8");
    this.#text = [];
    this.#length = 0;
    this.tally.take(block);
    return [block];
  }
}

function padded(cells: readonly CsvCell[], width: number): CsvCell[] {
  return [...cells, ...Array<CsvCell>(Math.max(0, width - cells.length)).fill(null)];
}

/** Head: what the file is of, a line a fact, as wide as its records (RFC 4180 wants all lines alike), then the columns' names. */
export function headRecords(facts: readonly ExportFact[], columns: readonly string[]): string {
  const width = columns.length;
  const told = facts.map(([name, ...values]) => {
    // What does not fit beside each other stands in the last cell.
    const fitting = values.length < width ? values : [...values.slice(0, width - 2), values.slice(width - 2).join(", ")];
    return csvRecord(
      padded(
        [`${MARK}${name}`, ...fitting].map((text) => ({ text })),
        width,
      ),
    );
  });
  return told.join("") + csvRecord(columns.map((text) => ({ text })));
}
