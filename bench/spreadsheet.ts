/**
 * Whether LibreOffice runs anything in an export: hostile names through every kind of file, opened headless. Beside them the
 * same texts as nobody should write them, to see that it would. Needs Debian's libreoffice-calc.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { openExport } from "../app/api/v1/exports/open-export";
import { EXPORT_KINDS, type ExportKind, monthRange } from "../lib/domain/export/export";
import { mintSystemScope } from "../lib/domain/mint-scope";
import type { AuthorizedScope } from "../lib/domain/scope";
import { naughtyTexts, storeNaughtyBooks } from "../lib/test/naughty-books";
import { type Bench, BenchUsageError } from "./harness/bench";

const run = promisify(execFile);

/** A place that formulas would call; how often it was. */
async function startCanary(): Promise<{ address: string; calls: () => number; stop: () => Promise<void> }> {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end("called");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${port}/called`, calls: () => calls, stop };
}

async function soffice(): Promise<string> {
  for (const name of ["soffice", "libreoffice"]) {
    const found = await run(name, ["--version"]).catch(() => null);
    if (found) return name;
  }
  throw new BenchUsageError("LibreOffice is not installed: apt-get install libreoffice-calc");
}

/** Opens a CSV as a person would and saves the sheet; what cells became formulas. */
async function formulasIn(program: string, folder: string, file: string): Promise<number> {
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  await run(program, [profile, "--headless", "--convert-to", "fods", "--outdir", folder, join(folder, file)], {
    timeout: 300_000,
  });
  const sheet = readFileSync(join(folder, file.replace(/\.csv$/, ".fods")), "utf8");
  if (!sheet.includes("<table:table-row")) throw new Error(`${file} was not opened`);
  return sheet.match(/table:formula=/g)?.length ?? 0;
}

async function written(scope: AuthorizedScope, kind: ExportKind): Promise<Buffer> {
  const by = kind === "spend" ? (["developer", "team", "cost_center", "key", "feature", "app"] as const) : [];
  const question = { kind, ...monthRange("2026-10"), by, filters: {}, corrections: false };
  const file = await openExport(scope, question, new Date("2026-11-15"), new AbortController().signal);
  const blocks = [];
  for await (const block of file.bytes) blocks.push(block);
  return Buffer.concat(blocks);
}

export const bench: Bench = {
  about: "formulas that LibreOffice finds in exports full of hostile names, next to the same names written carelessly",
  async run(workshop) {
    const program = await soffice();
    const folder = join(workshop.folder, "spreadsheet");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const canary = await startCanary();
    workshop.atEnd(canary.stop);
    await workshop.database("waybill_bench_spreadsheet");
    const texts = naughtyTexts(canary.address);
    const scope = mintSystemScope(await storeNaughtyBooks(texts), { kind: "operator" });
    const table: { file: string; formulas: number }[] = [];
    for (const kind of EXPORT_KINDS) {
      writeFileSync(join(folder, `${kind}.csv`), await written(scope, kind));
      table.push({ file: kind, formulas: await formulasIn(program, folder, `${kind}.csv`) });
      workshop.tell(`${kind}: ${table.at(-1)?.formulas} formulas`);
    }
    const called = canary.calls();
    const careless = texts.map((text) => `"${text.replaceAll('"', '""')}"\r\n`).join("");
    writeFileSync(join(folder, "careless.csv"), careless);
    const baseline = await formulasIn(program, folder, "careless.csv");
    const value = table.reduce((sum, { formulas }) => sum + formulas, 0);
    if (value > 0 || called > 0) process.exitCode = 1;
    const { stdout } = await run(program, ["--version"]);
    return { value, unit: "formulas in all exports", baseline, called, names: texts.length, version: stdout.trim(), table };
  },
};
