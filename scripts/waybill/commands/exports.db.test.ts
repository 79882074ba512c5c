import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parseDay } from "../../../lib/domain/day";
import { NO_FIGURES } from "../../../lib/domain/figures";
import { parseUsd } from "../../../lib/domain/usd";
import { readFile } from "../../../lib/exports/read-file";
import { rebuildDay } from "../../../lib/ledger/rebuild/rebuild-day";
import { storeAccount, storeBill } from "../../../lib/test/stored-day";
import { waybillProgram } from "../program";

const DAY = parseDay("2026-10-20");
const CELL = {
  ...NO_FIGURES,
  key: 0,
  model: "openai/gpt-5",
  provider: null,
  costUsd: parseUsd("1.000000000001"),
  requests: 1,
  promptTokens: 10,
  completionTokens: 5,
};
const databaseUrl = process.env.DATABASE_URL;
let slug = "";

beforeAll(async () => {
  const account = await storeAccount([{ hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true }]);
  slug = `o-${account.organizationId}`;
  await storeBill(account, DAY, "analytics", [CELL], new Date("2026-11-15T08:00:00Z"));
  await rebuildDay(account.connectionId, DAY, new Date("2026-11-15T08:00:00Z"));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function type(...words: string[]): Promise<{ code: number; answer: Record<string, never> }> {
  process.env.DATABASE_URL ??= databaseUrl;
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  await waybillProgram().parseAsync(["--json", "-o", slug, "exports", ...words], { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, answer: JSON.parse(said.join("\n")) };
}

async function verify(...words: string[]) {
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  await waybillProgram().parseAsync(["--json", "exports", "verify", ...words], { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, answer: JSON.parse(said.join("\n")) as Record<string, unknown> };
}

describe("npm run waybill -- exports", () => {
  it.each([
    ["spend", ["--month", "2026-10", "--by", "day,key"], "waybill-spend-by-day-key-2026-10", "costUsd"],
    ["chargeback", ["--month", "2026-10"], "waybill-chargeback-2026-10", "costUsd"],
    ["focus", ["--from", "2026-10-01", "--to", "2026-10-31"], "waybill-focus-1.2-2026-10", "BilledCost"],
    ["generations", ["--from", "2026-10-20"], "waybill-generations-2026-10-20-to-2026-10-20", "costUsd"],
  ])("writes a %s file and its control file", async (kind, words, name, column) => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-export-"));
    const { code, answer } = await type(kind, ...words, "--folder", folder);
    expect(code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([`${name}.control.json`, `${name}.csv`]);
    const bytes = readFileSync(join(folder, `${name}.csv`));
    const control = JSON.parse(readFileSync(join(folder, `${name}.control.json`), "utf8"));
    expect(control).toMatchObject({ kind, rows: readFile(bytes.toString("utf8")).records.length, bytes: bytes.length });
    expect(control.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(control.sums[column]).toBe(kind === "generations" ? "0" : "1.000000000001");
    expect(answer).toMatchObject({ sha256: control.sha256 });
    expect(await verify(join(folder, `${name}.csv`))).toMatchObject({ code: 0, answer: { agrees: true, broken: [] } });
    writeFileSync(join(folder, `${name}.csv`), bytes.subarray(0, bytes.lastIndexOf("\r\n", bytes.length - 3) + 2));
    expect((await verify(join(folder, `${name}.csv`))).code).toBe(1);
  });

  it("says what a file has of its control file and what not, row by row and sum by sum", async () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-export-"));
    await type("spend", "--month", "2026-10", "--by", "day", "--folder", folder);
    const file = join(folder, "waybill-spend-by-day-2026-10.csv");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("1.000000000001", "1.000000000002"));
    const { code, answer } = await verify(file);
    expect([code, (answer.broken as { what: string }[]).map(({ what }) => what)]).toEqual([1, ["SHA-256", "sum of costUsd"]]);
    writeFileSync(file, text);
    expect((await verify(file, "--control", join(folder, "none.json"))).answer).toMatchObject({
      error: { message: expect.stringContaining("is no control file") },
    });
    expect((await verify(join(folder, "none.csv"))).answer).toMatchObject({
      error: { message: expect.stringContaining("There is no file") },
    });
  });

  it.each([
    ["spend", ["--by", "day"], "Nothing says which days"],
    ["spend", ["--month", "2026-13"], "is no month"],
    ["spend", ["--month", "2026-10", "--by", "weather"], "cannot be grouped by"],
    ["spend", ["--month", "2026-10", "--filter", "weather=fine"], "is no filter"],
    ["focus", ["--from", "2026-10-02", "--to", "2026-10-01"], "after it ends"],
    ["chargeback", ["--month", "2026-10", "--folder", join(tmpdir(), randomUUID(), "none")], "cannot be written"],
  ])("refuses %s %j in words, and leaves no file", async (kind, words, problem) => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-export-"));
    const { code, answer } = await type(kind, "--folder", folder, ...words);
    expect([code, answer]).toEqual([1, { error: expect.objectContaining({ message: expect.stringContaining(problem) }) }]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
