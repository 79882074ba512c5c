import { isUtf8 } from "node:buffer";
import { WaybillError } from "../../domain/error";

const CSV_ASKED = "Upload the CSV that OpenRouter's activity page exports, unpacked and not re-saved as another kind of file.";

/** What a file begins with that is no text. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], kind: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a spreadsheet (.xlsx) or zip archive"],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old spreadsheet (.xls)"],
  [[0x1f, 0x8b], "a gzip archive"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0xff, 0xfe], "text in UTF-16"],
  [[0xfe, 0xff], "text in UTF-16"],
];

function refuseBinary(head: Uint8Array): void {
  const found = SIGNATURES.find(([bytes]) => bytes.every((byte, index) => head[index] === byte));
  // Text in UTF-16 without a mark, and most other things, have a zero early on.
  const kind = found?.[1] ?? (head.subarray(0, 64).includes(0) ? "binary data, or text in UTF-16" : null);
  if (kind) throw new WaybillError("invalid_input", `This file is ${kind}, not a CSV in UTF-8.`, { todo: CSV_ASKED });
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function endsIn(bytes: Uint8Array, end: number): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) found.push(at);
  return found;
}

/** Decodes UTF-8 and nothing else, and knows on which line it stopped. */
class StrictText {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #line = 1;
  #lineEnd: number | null = null;

  /**
   * Letters of another encoding cannot be told from their bytes (é in one is Ž in the next), and a name with other letters
   * is another name in the books: throws WaybillError `invalid_input` for the first of them.
   */
  decode(piece: Uint8Array): string {
    this.#lineEnd ??= piece.includes(CARRIAGE_RETURN) && !piece.includes(LINE_FEED) ? CARRIAGE_RETURN : LINE_FEED;
    const ends = endsIn(piece, this.#lineEnd);
    try {
      return this.#decoder.decode(piece, { stream: true });
    } catch (cause) {
      throw this.#refusal(this.#line + this.#linesBeforeFault(piece, ends), cause);
    } finally {
      this.#line += ends.length;
    }
  }

  end(): string {
    try {
      return this.#decoder.decode();
    } catch (cause) {
      const message = "The file breaks off in the middle of a letter: its end is missing.";
      throw new WaybillError("invalid_input", message, { todo: CSV_ASKED, cause });
    }
  }

  #linesBeforeFault(piece: Uint8Array, ends: readonly number[]): number {
    // The rest of a letter that the piece before began.
    let start = 0;
    while (start < 3 && ((piece[start] ?? 0) & 0xc0) === 0x80) start += 1;
    for (const [lines, end] of ends.entries()) {
      if (!isUtf8(piece.subarray(start, end))) return lines;
      start = end + 1;
    }
    return ends.length;
  }

  #refusal(line: number, cause: unknown): WaybillError {
    return new WaybillError("invalid_input", `Line ${line} of this file has letters that are not in UTF-8.`, {
      todo: "Upload the file as OpenRouter exported it. If a spreadsheet saved it since, save it there as “CSV UTF-8”.",
      detail: { line: String(line) },
      cause,
    });
  }
}

/**
 * The file as text, piece by piece; a byte-order mark is dropped and lone carriage returns end lines too. Throws
 * WaybillError `invalid_input` for what is no text in UTF-8.
 */
export async function* csvText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const strict = new StrictText();
  let head: Uint8Array | null = new Uint8Array();
  let loneReturns: boolean | null = null;
  for await (const chunk of bytes) {
    let piece: Uint8Array = chunk;
    if (head) {
      piece = Buffer.concat([head, chunk]);
      head = piece.length < 64 ? piece : null;
      if (head) continue;
      refuseBinary(piece);
    }
    const text = strict.decode(piece);
    loneReturns ??= /\r[^\n]/.test(text) && !text.includes("\n");
    yield loneReturns ? text.replaceAll("\r", "\n") : text;
  }
  if (head) {
    refuseBinary(head);
    yield strict.decode(head);
  }
  const end = strict.end();
  if (end !== "") yield end;
}
