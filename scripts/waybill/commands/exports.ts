import { createWriteStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { openExport } from "../../../app/api/v1/exports/open-export";
import { checkedPeriod } from "../../../app/api/v1/spend/period";
import { DIMENSIONS, type Dimension, isDimension } from "../../../lib/domain/dimension";
import { WaybillError } from "../../../lib/domain/error";
import { controlFileName, type ExportControl, type ExportQuestion, monthRange } from "../../../lib/domain/export/export";
import type { AuthorizedScope } from "../../../lib/domain/scope";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters } from "../../../lib/domain/spend/question";
import { noteExport } from "../../../lib/ledger/exports";
import { typedDay } from "../day-option";
import { inSession } from "../session";
import { verifyExport } from "../verify-export";

interface ExportOptions {
  from?: string;
  to?: string;
  month?: string;
  by?: string;
  filter?: string[];
  corrections?: boolean;
  folder: string;
}

function periodOf({ month, from, to }: ExportOptions): Pick<ExportQuestion, "from" | "to"> {
  if (month !== undefined) return monthRange(month);
  if (from === undefined) {
    throw new WaybillError("invalid_input", "Nothing says which days to export.", { todo: "Give --month, or --from and --to." });
  }
  return checkedPeriod(typedDay(from), typedDay(to ?? from));
}

function dimensionsOf(by: string): Dimension[] {
  const words = by.split(",").map((word) => word.trim());
  const unknown = words.find((word) => !isDimension(word));
  if (unknown === undefined) return [...new Set(words.filter(isDimension))];
  throw new WaybillError("invalid_input", `Spend cannot be grouped by ${JSON.stringify(unknown)}.`, {
    todo: `Use ${DIMENSIONS.join(", ")}.`,
  });
}

function filtersOf(texts: readonly string[]): Filters {
  const filters: Partial<Record<FilterDimension, string[]>> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const dimension = FILTER_DIMENSIONS.find((known) => known === text.slice(0, at));
    if (!dimension) {
      throw new WaybillError("invalid_input", `${JSON.stringify(text)} is no filter.`, {
        todo: `Write it as dimension=value; dimensions are ${FILTER_DIMENSIONS.join(", ")}.`,
      });
    }
    filters[dimension] = [...(filters[dimension] ?? []), text.slice(at + 1)];
  }
  return filters;
}

/** Writes file and control file into the folder; both are there whole, or neither is. */
async function writeExport(scope: AuthorizedScope, question: ExportQuestion, folder: string, now: Date): Promise<ExportControl> {
  const stop = new AbortController();
  const file = await openExport(scope, question, now, stop.signal);
  const path = join(folder, file.fileName);
  const unfinished = `${path}.unfinished`;
  try {
    await pipeline(file.bytes, createWriteStream(unfinished)).catch((error: NodeJS.ErrnoException) => {
      if (!error.code || !["ENOENT", "ENOTDIR", "EACCES", "ENOSPC", "EROFS"].includes(error.code)) throw error;
      throw new WaybillError("invalid_input", `${path} cannot be written (${error.code}).`, {
        todo: "Name a folder with --folder that exists, has room and that you may write to.",
      });
    });
    const control = file.control();
    await writeFile(join(folder, controlFileName(file.fileName)), `${JSON.stringify(control, null, 2)}\n`);
    await rename(unfinished, path);
    await noteExport(scope, control);
    return control;
  } finally {
    stop.abort();
    await file.bytes.return(undefined);
    await rm(unfinished, { force: true });
  }
}

function run(kind: ExportQuestion["kind"]) {
  return (options: ExportOptions, command: Command) =>
    inSession(command, async ({ scope, say, now }) => {
      const authorized = await scope();
      const by = kind === "spend" ? dimensionsOf(options.by ?? "day") : [];
      const filters = filtersOf(options.filter ?? []);
      const question = { kind, ...periodOf(options), by, filters, corrections: options.corrections ?? false };
      const control = await writeExport(authorized, question, options.folder, now);
      const { file, rows, sums, bytes, sha256, finality } = control;
      const sum = sums.costUsd ?? sums.BilledCost ?? "0";
      say(
        { ...control, control: controlFileName(file) },
        `${file}: ${rows} rows, $${sum}, ${finality ?? "no books"}, ${bytes} bytes, SHA-256 ${sha256}. ${controlFileName(file)} says the same.`,
      );
    });
}

const gather = (value: string, all: string[] = []) => [...all, value];

export function exportCommands(program: Command): void {
  const group = program
    .command("exports")
    .alias("export")
    .description("files for finance, each with a control file: rows, sums, SHA-256");
  const add = (kind: ExportQuestion["kind"], about: string) =>
    group.command(kind).description(about).option("--folder <folder>", "where to write", ".");
  const period = (command: Command) =>
    command
      .option("--month <month>", "YYYY-MM")
      .option("--from <day>", "YYYY-MM-DD, UTC")
      .option("--to <day>", "YYYY-MM-DD, UTC; the same day otherwise")
      .option("--filter <dimension=value>", "only spend of this value; may be repeated", gather);

  period(add("spend", "spend by any dimensions"))
    .option("--by <dimensions>", `what to sum by, separated by commas: ${DIMENSIONS.join(", ")}`, "day")
    .action(run("spend"));
  add("chargeback", "whom a month is charged to, tied to OpenRouter's total")
    .requiredOption("--month <month>", "YYYY-MM")
    .action(run("chargeback"));
  period(add("focus", "charges in the form of FOCUS 1.2"))
    .option("--corrections", "also what was restated in these days of days before them")
    .action(run("focus"));
  period(add("generations", "single requests as they were told")).action(run("generations"));
  group
    .command("verify")
    .argument("<file>", "the CSV")
    .description("hold a file against its control file: bytes, SHA-256, rows and sums")
    .option("--control <file>", "its control file, where it does not lie beside it")
    .action(verifyExport);
}
