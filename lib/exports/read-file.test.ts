import { describe, expect, it } from "vitest";
import { readFile } from "./read-file";

describe("readFile", () => {
  it("tells facts, records and foot apart, and texts as they were", () => {
    const text =
      "# Waybill,chargeback,\r\n# Filters,'=a,\r\nline,name,costUsd\r\nusage,'=1+1,-1.5\r\nusage,# Total,0\r\n# Total,,-1.5\r\n";
    expect(readFile(text)).toEqual({
      facts: new Map([
        ["Waybill", ["chargeback"]],
        ["Filters", ["=a"]],
      ]),
      columns: ["line", "name", "costUsd"],
      records: [
        { line: "usage", name: "=1+1", costUsd: "-1.5" },
        { line: "usage", name: "# Total", costUsd: "0" },
      ],
      foot: [["# Total", "", "-1.5"]],
    });
  });

  it("takes a feature that is called like a foot for a record", () => {
    expect(readFile("# Waybill,spend\r\nfeature,costUsd\r\n# Total,1\r\n").records).toEqual([
      { feature: "# Total", costUsd: "1" },
    ]);
  });

  it.each([
    ["", "no columns"],
    ["a,b\r\n1\r\n", "line 2 has 1 cells of 2"],
    ['a,b\r\n"1,2\r\n', "not a CSV"],
  ])("refuses %j", (text, problem) => {
    expect(() => readFile(text)).toThrow(problem);
  });
});
