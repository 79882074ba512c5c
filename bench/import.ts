/** How fast a log is taken into the books, next to a bare COPY of the same file, and how much memory that takes. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, median, timed } from "./harness/measure";
import type { Workshop } from "./harness/workshop";
import { clearFacts, copyBare, dataRows } from "./import-csv/bare-copy";
import { writeLogFile } from "./import-csv/log-file";
import type { Taken } from "./import-csv/take-file";

const ROUNDS = 5;
const SIZES = [100_000, 1_000_000];

const run = promisify(execFile);

async function generated(workshop: Workshop, rows: number): Promise<string> {
  const path = join(workshop.folder, `log-${rows}.csv`);
  if (!existsSync(path)) {
    workshop.tell(`writing a log of ${rows} rows`);
    await writeLogFile(path, rows);
  }
  return path;
}

/** Takes the file in a process of its own, so that its memory is the import's alone. */
async function takeFile(path: string): Promise<Taken> {
  await clearFacts();
  const script = join(import.meta.dirname, "import-csv", "take-file.ts");
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, path], { env: process.env });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Taken;
}

async function measure(workshop: Workshop, path: string) {
  const rows = await dataRows(path);
  const memory: number[] = [];
  const stages: Taken[] = [];
  const samples = await inTurn(
    {
      copy: () => timed(() => copyBare(path)),
      take: async () => {
        const taken = await takeFile(path);
        if (taken.rows !== rows) throw new Error(`${rows} rows in the file, ${taken.rows} in the books`);
        memory.push(taken.peakMegabytes);
        stages.push(taken);
        workshop.tell(`${rows} rows: ${JSON.stringify(taken)}`);
        return taken.totalMs;
      },
    },
    { rounds: ROUNDS, warmUp: 1 },
  );
  const [takeMs, copyMs] = [median(samples.take), median(samples.copy)];
  const middle = (of: (taken: Taken) => number) => Math.round(median(stages.slice(1).map(of)));
  return {
    rows,
    megabytes: Math.round((await stat(path)).size / 1e6),
    perSecond: Math.round((rows / takeMs) * 1000),
    copyPerSecond: Math.round((rows / copyMs) * 1000),
    ratio: Number((copyMs / takeMs).toPrecision(3)),
    uploadMs: middle((taken) => taken.uploadMs),
    mergeMs: middle((taken) => taken.totalMs - taken.uploadMs),
    peakMegabytes: Math.round(Math.max(...memory)),
  };
}

export const bench: Bench = {
  about: "log rows taken into the books a second, rebuilt days included, next to a bare COPY",
  usage: "[file.csv]",
  async run(workshop, [file]) {
    if (file !== undefined && !existsSync(file)) throw new BenchUsageError(`There is no file ${file}.`);
    await workshop.database("waybill_bench_import");
    const paths = file === undefined ? await Promise.all(SIZES.map((rows) => generated(workshop, rows))) : [file];
    const table = [];
    for (const path of paths) table.push(await measure(workshop, path));
    const largest = table.at(-1);
    if (!largest) throw new BenchUsageError("Name a log CSV.");
    const { perSecond, copyPerSecond, rows, megabytes, peakMegabytes } = largest;
    const memory = Object.fromEntries(table.map((measured) => [measured.rows, measured.peakMegabytes]));
    return {
      value: perSecond,
      unit: "rows/s",
      baseline: copyPerSecond,
      rows,
      megabytes,
      peakMegabytes,
      peakMegabytesByRows: memory,
      table,
    };
  },
};
