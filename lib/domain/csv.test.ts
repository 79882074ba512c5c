import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvRecord } from "./csv";

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
    ["\t=1", "'\t=1"],
    ['=1,"2"', `"'=1,""2"""`],
  ])("writes the text %j as %j", (value, cell) => {
    expect(csvRecord([text(value)])).toBe(`${cell}\r\n`);
  });

  it("leaves numbers as they are, negative ones too, and unknown ones empty", () => {
    expect(csvRecord([{ number: "-0.000000000001" }, null, { number: "0" }])).toBe("-0.000000000001,,0\r\n");
  });

  it("reads back as the same cells, whatever the text, apart from the apostrophe", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (values) => {
        const [read] = Papa.parse<string[]>(csvRecord(values.map(text)), { delimiter: "," }).data;
        expect(read?.map((cell, index) => (cell === `'${values[index]}` ? values[index] : cell))).toEqual(values);
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
