import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { neutralized } from "@/lib/domain/csv";
import { parseDay } from "@/lib/domain/day";
import type { ExportQuestion } from "@/lib/domain/export/export";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { type ReadFile, readFile } from "@/lib/exports/read-file";
import { naughtyTexts, storeNaughtyBooks } from "@/lib/test/naughty-books";
import { openExport } from "./open-export";

const TEXTS = naughtyTexts();
const SHORT = new Set(TEXTS.map((text) => text.slice(0, 200)));
let organizationId = "";

beforeAll(async () => {
  organizationId = await storeNaughtyBooks(TEXTS);
});

async function take(kind: ExportQuestion["kind"], by: ExportQuestion["by"] = []): Promise<{ text: string; file: ReadFile }> {
  const period = { from: parseDay("2026-10-01"), to: parseDay("2026-10-31") };
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  const file = await openExport(
    scope,
    { kind, ...period, by, filters: {}, corrections: false },
    new Date("2026-11-15"),
    new AbortController().signal,
  );
  const blocks = [];
  for await (const block of file.bytes) blocks.push(block);
  const text = Buffer.concat(blocks).toString("utf8");
  return { text, file: readFile(text) };
}

const columnOf = ({ records }: ReadFile, column: string) =>
  new Set(records.map((record) => record[column] ?? "").filter((cell) => cell !== ""));

describe("names that are formulas, quotes, line ends or nothing to see", () => {
  it("are many, and long ones among them", () => {
    expect(TEXTS.length).toBeGreaterThan(600);
    expect(Math.max(...TEXTS.map((text) => text.length))).toBeGreaterThan(10_000);
  });

  it("go through spend at any grouping and back unchanged", async () => {
    for (const dimension of ["developer", "key", "app"] as const) {
      expect(columnOf((await take("spend", [dimension])).file, dimension)).toEqual(new Set(TEXTS));
    }
    const { file } = await take("spend", ["feature", "team", "cost_center"]);
    expect(columnOf(file, "feature")).toEqual(SHORT);
    for (const column of ["team", "cost_center"]) expect(columnOf(file, column)).toEqual(SHORT);
  });

  it("go through a chargeback and back unchanged, its foot too", async () => {
    const { file } = await take("chargeback");
    expect(columnOf(file, "developer")).toEqual(new Set(TEXTS));
    expect(columnOf(file, "costCenter")).toEqual(SHORT);
    expect(new Set(file.foot.filter(([first]) => first === "# Cost center").map(([, name]) => name))).toEqual(SHORT);
    expect(file.facts.get("Organization")).toEqual([TEXTS[0]]);
  });

  it("go through FOCUS and back unchanged, in tags as well", async () => {
    const { file } = await take("focus");
    for (const column of ["ResourceName", "x_PrincipalName", "x_App"]) expect(columnOf(file, column)).toEqual(new Set(TEXTS));
    for (const column of ["SubAccountName", "x_CostCenterName", "x_Feature"]) expect(columnOf(file, column)).toEqual(SHORT);
    for (const { Tags, x_PrincipalName, x_App } of file.records) {
      expect(JSON.parse(Tags ?? "")).toMatchObject({ name: x_PrincipalName, "waybill/app": x_App });
    }
  });

  it("go through single requests and back unchanged, in tags as well", async () => {
    const { file } = await take("generations");
    for (const column of ["key", "app"]) expect(file.records.map((record) => record[column])).toEqual(TEXTS);
    expect(new Set(file.records.map(({ session }) => session))).toEqual(SHORT);
    expect(file.records.map(({ tags }) => JSON.parse(tags ?? "").name)).toEqual(TEXTS);
  });

  it("leave the sums as they are, and never let a cell begin as a formula", async () => {
    for (const [kind, by, cost] of [
      ["spend", ["developer"], "costUsd"],
      ["chargeback", [], "costUsd"],
      ["focus", [], "BilledCost"],
      ["generations", [], "costUsd"],
    ] as const) {
      const { text, file } = await take(kind, by);
      expect(usdToString(sumUsd(file.records.map((record) => parseUsd(record[cost] || "0"))))).toBe(
        usdToString(parseUsd(String(TEXTS.length / 100))),
      );
      // Read as any reader would: what could run has its apostrophe, and numbers have none.
      const cells = Papa.parse<string[]>(text, { delimiter: ",", newline: "\r\n" }).data.flat();
      expect(
        cells.filter((cell) => !/^-?\d+(\.\d+)?$/.test(cell) && neutralized(cell) !== cell && !cell.startsWith("'")),
      ).toEqual([]);
    }
  });
});
