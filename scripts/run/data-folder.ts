/** Waybill's folder on this machine: the embedded database, secrets, logs, and what is remembered between starts. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

export const ROOT = join(import.meta.dirname, "..", "..");
export const DATA_FOLDER = resolve(ROOT, process.env.WAYBILL_DATA_FOLDER || ".data");

/** The two databases of the embedded server: real use and the demo never mix. */
export type DatabaseName = "waybill" | "demo";

const Remembered = z.object({
  /** Which database was started last; the command line uses it while nothing runs. */
  database: z.enum(["waybill", "demo"]).default("waybill"),
  /** Ports of the last start by what listens there, so that addresses stay the same. */
  ports: z.record(z.string(), z.number()).default({}),
  /** The demo account's last day of history when it was first started: the same account ever after. */
  demoAnchorDay: z.string().optional(),
});
export type Remembered = z.infer<typeof Remembered>;

const FILE = join(DATA_FOLDER, "remembered.json");

/** What earlier starts remembered; an unreadable file counts as none, for nothing in it is precious. */
export function recall(): Remembered {
  try {
    return Remembered.parse(JSON.parse(readFileSync(FILE, "utf8")));
  } catch {
    return Remembered.parse({});
  }
}

/** Adds to what is remembered; ports are added one by one. */
export function remember(news: Partial<Remembered>): void {
  const known = recall();
  const aside = `${FILE}.${process.pid}`;
  writeFileSync(aside, JSON.stringify({ ...known, ...news, ports: { ...known.ports, ...news.ports } }, null, 2));
  renameSync(aside, FILE);
}
