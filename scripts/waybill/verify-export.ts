/** A file held against its control file, by whoever received both: needs no database. */
import { createReadStream, existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { controlFileName } from "../../lib/domain/export/export";
import { type Broken, brokenPromises, Promised } from "../../lib/exports/checked-file";
import { harmless, table } from "./table";

interface VerifyOptions {
  control?: string;
}

function promisedIn(path: string): Promised | null {
  try {
    return Promised.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

/** Exits with 1 where the file is not what its control file says. */
export async function verifyExport(file: string, { control }: VerifyOptions, command: Command): Promise<void> {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  const beside = control ?? controlFileName(file);
  const answer = (fields: object, lines: string[], agrees: boolean) => {
    if (json) console.log(JSON.stringify(fields));
    else console[agrees ? "log" : "error"](lines.map(harmless).join("\n"));
    if (!agrees) process.exitCode = 1;
  };
  const refuse = (message: string, todo: string) =>
    answer({ error: { code: "invalid_input", message, todo } }, [message, todo], false);
  if (!existsSync(file)) return refuse(`There is no file ${file}.`, "Name the CSV as it was downloaded.");
  const promised = promisedIn(beside);
  if (!promised) return refuse(`${beside} is no control file.`, "Name it with --control; it is taken beside the file.");
  const broken: Broken[] = await brokenPromises(() => createReadStream(file), promised);
  const agrees = broken.length === 0;
  const { rows, sha256 } = promised;
  const words = agrees
    ? [`${file} is what its control file says: ${rows} rows, SHA-256 ${sha256}, every sum.`]
    : [`${file} is not what its control file says:`, ...table(broken.map((one) => ({ ...one }))).split("\n")];
  answer({ file, agrees, rows, sha256, broken }, words, agrees);
}
