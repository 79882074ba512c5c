/** Builds the pages for production, when their sources changed since the last build. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startChild } from "./child";
import { sourceFiles } from "./file-sizes";
import { withLock } from "./lock";

const ROOT = join(import.meta.dirname, "..");
const STAMP = join(ROOT, ".next", "waybill-sources");
const LOGS = join(ROOT, ".data", "logs");
const FOLDERS = ["app", "lib", "prisma"];
const FILES = [
  "package-lock.json",
  "tsconfig.json",
  "next.config.js",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "proxy.ts",
  "instrumentation.ts",
];

/** A digest of all that the pages are made of: contents and names, not times, which a clone or a branch changes. */
function digestOfSources(): string {
  const digest = createHash("sha256");
  const inFolders = FOLDERS.flatMap((folder) => sourceFiles(join(ROOT, folder))).filter((file) => !/\.test\.tsx?$/.test(file));
  const beside = FILES.map((file) => join(ROOT, file)).filter((file) => existsSync(file));
  for (const file of [...inFolders, ...beside].sort()) {
    digest
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return digest.digest("hex");
}

/** Returns whether there was anything to build. Throws, with what the build said, when it fails. */
export function buildPages(say: (line: string) => void = () => {}): Promise<boolean> {
  return withLock(join(ROOT, ".data", "build.lock"), async () => {
    const digest = digestOfSources();
    if (existsSync(STAMP) && existsSync(join(ROOT, ".next", "BUILD_ID")) && readFileSync(STAMP, "utf8") === digest) return false;
    say("Building the pages (a minute) …");
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
    const log = join(LOGS, "build.log");
    mkdirSync(LOGS, { recursive: true, mode: 0o700 });
    const output = openSync(log, "w", 0o600);
    const stdio = ["ignore", output, output] as const;
    const build = startChild(join(ROOT, "node_modules", ".bin", "next"), ["build"], { cwd: ROOT, env, stdio: [...stdio] });
    closeSync(output);
    const outcome = await build.ended;
    await build.stop();
    if (outcome !== 0) throw new Error(`The pages could not be built (${outcome}):\n${readFileSync(log, "utf8").trimEnd()}`);
    writeFileSync(STAMP, digest);
    return true;
  });
}
