/** npm run bench -- <name> [arguments] [--json]: runs a bench; the last line is its result as JSON. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withLock } from "../scripts/lock";
import { type Bench, BenchUsageError } from "./harness/bench";
import { openWorkshop } from "./harness/workshop";

const BENCH_LOCK = join(import.meta.dirname, "..", ".data", "bench", "lock");

/** Each file beside this one is a bench of its name. */
async function benchNames(): Promise<string[]> {
  const files = await readdir(import.meta.dirname, { withFileTypes: true });
  const scripts = files.filter((file) => file.isFile() && file.name.endsWith(".ts") && !file.name.includes(".test."));
  return scripts.map((file) => file.name.slice(0, -".ts".length)).filter((name) => name !== "main");
}

async function load(name: string): Promise<Bench> {
  const file = await import(pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href);
  return file.bench;
}

async function usage(names: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    names.map(async (name) => {
      const { about, usage } = await load(name);
      return `  ${[name, usage].filter(Boolean).join(" ").padEnd(24)} ${about}`;
    }),
  );
  return ["npm run bench -- <name> [arguments] [--json]", ...lines].join("\n");
}

async function run(name: string, args: readonly string[], json: boolean): Promise<number> {
  const workshop = openWorkshop({ tell: json ? () => {} : (text) => console.error(text) });
  try {
    const bench = await load(name);
    const { table, value, unit, baseline, ...more } = await bench.run(workshop, args);
    if (!json && table) console.table(table);
    const ratio = Number((value / baseline).toPrecision(4));
    console.log(JSON.stringify({ name, value, unit, baseline, ratio, ...more }));
    return 0;
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    console.error(error.message);
    return 2;
  } finally {
    await workshop.close();
  }
}

async function main(): Promise<number> {
  const json = process.argv.includes("--json");
  const [name, ...args] = process.argv.slice(2).filter((argument) => argument !== "--json");
  const names = await benchNames();
  if (name === undefined || !names.includes(name)) {
    console.error(await usage(names));
    return 2;
  }
  // Two at once would measure each other, and the first to end would stop the other's database.
  return withLock(BENCH_LOCK, () => run(name, args, json));
}

process.exitCode = await main();
