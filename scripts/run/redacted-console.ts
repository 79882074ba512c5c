import { format } from "node:util";
import type { Logger } from "pino";

const LEVELS = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/**
 * From now on what this process says on its console leaves by `log`, one line each and without secrets. Next prints what a
 * page or a route throws by itself, whole and with all its fields, and asks nobody before. Returns what takes it back.
 */
export function redactConsole(log: Logger): () => void {
  const before = Object.keys(LEVELS).map((method) => [method, console[method as keyof typeof LEVELS]]);
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...said: unknown[]) => log[level](format(...said));
  }
  return () => Object.assign(console, Object.fromEntries(before));
}
