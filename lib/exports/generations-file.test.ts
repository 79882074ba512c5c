import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { LineEnds } from "./generations-file";

/** CSV as PostgreSQL writes it: line feeds after records, quotes where they are needed. */
function asCopied(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

describe("LineEnds", () => {
  it("ends records as RFC 4180 has it and leaves texts alone, wherever the blocks are cut", () => {
    const text = fc.array(fc.constantFrom('"', "\n", "\r\n", ",", "a", "é", "😀", " ")).map((parts) => `x${parts.join("")}`);
    const rows = fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat(40)), (records, cuts) => {
        const bytes = Buffer.from(asCopied(records));
        const lineEnds = new LineEnds();
        const blocks: Uint8Array[] = [];
        let from = 0;
        for (const cut of [...cuts, bytes.length]) {
          blocks.push(lineEnds.convert(bytes.subarray(from, from + cut)));
          from += cut;
        }
        const written = Buffer.concat(blocks).toString("utf8");
        expect(written.endsWith("\r\n")).toBe(true);
        expect(Papa.parse<string[]>(written, { delimiter: ",", newline: "\r\n", skipEmptyLines: true }).data).toEqual(records);
      }),
    );
  });
});
