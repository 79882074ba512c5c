import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvRecord, restored } from "./csv";

const text = (value: string) => ({ text: value });

describe("csvRecord", () => {
  it.each([
    ["plain text", "plain text"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-cmd", "'-cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    [" =1+1", "' =1+1"],
    ["\t=1", `"'\t=1"`],
    ["\r=1", `"'\r=1"`],
    ["\nplain", `"'\nplain"`],
    ["\u00a0\u200b=1", "'\u00a0\u200b=1"],
    ["＝1+1", "'＝1+1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠a", "'＠a"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ["a;=1", '"a;=1"'],
    ['=1,"2"', `"'=1,""2"""`],
  ])("writes the text %j as %j", (value, cell) => {
    expect(csvRecord([text(value)])).toBe(`${cell}\r\n`);
  });

  it("leaves numbers as they are, negative ones too, and unknown ones empty", () => {
    expect(csvRecord([{ number: "-0.000000000001" }, null, { number: "0" }])).toBe("-0.000000000001,,0\r\n");
  });

  const nasty = fc
    .array(fc.constantFrom("'", " ", "\t", "\r", "\n", "=", "+", "-", "@", "＝", '"', ",", ";", "\u200b", "a", "1"))
    .map((parts) => parts.join(""));

  it("reads back as the same texts, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "grapheme" }), nasty), { minLength: 1, maxLength: 5 }), (values) => {
        const [read] = Papa.parse<string[]>(csvRecord(values.map(text)), { delimiter: ",", newline: "\r\n" }).data;
        expect(read?.map(restored)).toEqual(values);
      }),
    );
  });

  it("never lets text begin as a formula", () => {
    fc.assert(
      fc.property(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n=", "  ="), fc.string(), (start, rest) => {
        expect(Papa.parse<string[]>(csvRecord([text(start + rest)]), { delimiter: "," }).data[0]?.[0]).toMatch(/^'/);
      }),
    );
  });
});
