/** `npm test`: every check of the project, one after the other. The last line says how many passed and failed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPages } from "./build";
import { type Child, startChild } from "./child";
import { oversizedFiles } from "./file-sizes";
import { guard } from "./guard";
import { ensureBrowser } from "./install-browser";
import { onToldToEnd } from "./told-to-end";

interface Count {
  passed: number;
  failed: number;
}

const MINUTE = 60_000;
const ROOT = join(import.meta.dirname, "..");
const reports = mkdtempSync(join(tmpdir(), "waybill-test-"));
guard.throwaway(reports);
/** What a person's shell sets for a real Waybill must not reach the tests. */
const OURS = /^(DATABASE_URL|PORT|HOST|NODE_ENV|WAYBILL_(?!CHROMIUM).*|OIDC_.*|NEXTAUTH_.*|OPENROUTER_.*)$/;
for (const name of Object.keys(process.env)) if (OURS.test(name)) delete process.env[name];
Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" });

let current: Child | undefined;

/** Runs a program of node_modules to its end; kills it, and all it started, when it takes too long. */
async function program(name: string, args: readonly string[], minutes = 5, env: Record<string, string> = {}): Promise<boolean> {
  const child = startChild(join(ROOT, "node_modules", ".bin", name), args, { cwd: ROOT, env: { ...process.env, ...env } });
  current = child;
  const overdue = setTimeout(() => {
    console.error(`${name} took longer than ${minutes} minutes.`);
    child.stop().catch(() => {});
  }, minutes * MINUTE);
  try {
    return (await child.ended) === 0;
  } finally {
    clearTimeout(overdue);
    await child.stop();
    current = undefined;
  }
}

/** A check that is one test: it holds or it does not. */
async function one(check: Promise<boolean>): Promise<Count> {
  return (await check) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function reportOf<Report>(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return null;
  }
}

/** A runner that fails without a failed test (a file that does not load, a crash) still counts as one failure. */
function countOf(succeeded: boolean, passed: number, failed: number): Count {
  const nothingRan = passed + failed === 0;
  return { passed, failed: failed || (succeeded && !nothingRan ? 0 : 1) };
}

async function vitest(): Promise<Count> {
  const file = join(reports, "vitest.json");
  const succeeded = await program("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], 15);
  const report = reportOf<{ numPassedTests: number; numFailedTests: number }>(file);
  return countOf(succeeded, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0);
}

async function browserTests(): Promise<Count> {
  const file = join(reports, "playwright.json");
  ensureBrowser();
  const succeeded = await program("playwright", ["test", "--reporter=list,json"], 12, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const report = reportOf<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  return countOf(succeeded, report?.stats.expected ?? 0, (report?.stats.unexpected ?? 0) + (report?.stats.flaky ?? 0));
}

function fileSizes(): boolean {
  const oversized = oversizedFiles(ROOT);
  for (const { file, lines } of oversized) console.error(`${file} has ${lines} lines; split it.`);
  return oversized.length === 0;
}

async function types(): Promise<boolean> {
  // What a development server wrote about routes that are gone by now would be checked with the rest.
  rmSync(join(ROOT, ".next", "dev", "types"), { recursive: true, force: true });
  return (await program("next", ["typegen"])) && program("tsc", ["--noEmit", "-p", "."]);
}

const STEPS: Record<string, () => Promise<Count>> = {
  types: () => one(types()),
  lint: () => one(program("biome", ["check"])),
  arrows: () => one(program("depcruise", ["lib", "app", "scripts", "demo", "bench", "e2e"])),
  unused: () => one(program("knip", [])),
  sizes: () => one(Promise.resolve(fileSizes())),
  unit: vitest,
  build: () => one(buildPages().then(() => true)),
  browser: browserTests,
};

let ending = false;
onToldToEnd(async (signal) => {
  if (ending) return;
  ending = true;
  console.error(`\nCut short (${signal}).`);
  await current?.stop();
  process.exit(1);
});

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !STEPS[name]);
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(", ")}. Choose from ${Object.keys(STEPS).join(", ")}.`);
  process.exit(2);
}

const total: Count = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const [name, step] of Object.entries(STEPS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n── ${name}`);
  const started = performance.now();
  const { passed, failed } = await step().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  lines.push(`${name.padEnd(8)} ${passed} passed, ${failed} failed (${seconds} s)`);
}
console.log(`\n${lines.join("\n")}\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
