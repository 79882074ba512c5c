/** The rule that no file is too long to be read in one go. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const MOST_LINES = 400;
const SOURCE = /\.(ts|tsx|mjs|cjs|css|sh|prisma)$/;
const NOT_OURS = new Set(["node_modules", ".next", ".data", ".git", "generated", "test-results", "playwright-report"]);

/** Source files below a folder, what is installed or generated left out. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sourceFiles(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

/** Source files of the project that are longer than allowed. */
export function oversizedFiles(root: string): { file: string; lines: number }[] {
  return sourceFiles(root)
    .map((file) => ({ file: relative(root, file), lines: readFileSync(file, "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
}
