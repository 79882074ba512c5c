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

/**
 * The file as text, piece by piece; a byte-order mark is dropped and lone carriage returns end lines too. Throws
 * WaybillError `invalid_input` for what is no text.
 */
export async function* csvText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
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
    const text = decoder.decode(piece, { stream: true });
    loneReturns ??= /\r[^\n]/.test(text) && !text.includes("\n");
    yield loneReturns ? text.replaceAll("\r", "\n") : text;
  }
  if (head) refuseBinary(head);
  const end = decoder.decode(head ?? new Uint8Array());
  if (end !== "") yield end;
}
