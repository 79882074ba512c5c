/** Waybill as it runs: pages and worker on a database. Started by the demo, by `npm start` and by the browser tests. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPages } from "./build";
import { guard } from "./guard";
import { migrate } from "./migrate";
import { freePort } from "./postgres/ports";
import { startThrowawayPostgres } from "./postgres/start";
import { startService, waitUntilItAnswers } from "./run/service";

const ROOT = join(import.meta.dirname, "..");

export interface StackOptions {
  databaseUrl: string;
  /** Where logs and the master key go. */
  dataFolder: string;
  nextAuthSecret: string;
  host: string;
  /** Where the pages listen. */
  port: number;
  /** The address people use; by default host and port. */
  url?: string;
  /** OpenRouter, single sign-on and the rest, as lib/access/environment.ts names them. Laid over this process's own. */
  environment?: Record<string, string>;
  say?: (line: string) => void;
  signal?: AbortSignal;
}

export interface Stack {
  url: string;
  databaseUrl: string;
  /** What pages and worker were started with. */
  environment: Record<string, string>;
  /** Rejects when pages or worker end although nobody stopped them. */
  died: Promise<never>;
  stop(): Promise<void>;
}

/** How this machine reaches what listens there. */
export function localUrl(host: string, port: number): string {
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

/** Migrates, builds if needed, starts pages and worker, and returns when the pages answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { databaseUrl, dataFolder, host, port, say = () => {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const local = localUrl(host, port);
  const url = options.url ?? local;
  const environment = {
    ...options.environment,
    DATABASE_URL: databaseUrl,
    WAYBILL_URL: url,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: options.nextAuthSecret,
    WAYBILL_DATA_FOLDER: dataFolder,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const env = { ...process.env, ...environment, NODE_ENV: "production" as const };
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) say(`Database brought to ${applied.at(-1)}.`);
  signal.throwIfAborted();
  if (await buildPages(say)) say("Pages built.");
  signal.throwIfAborted();

  const start = (name: string, args: string[], log: string) =>
    startService(name, args, { env, cwd: ROOT, log: join(dataFolder, "logs", log) });
  const pages = start("web server", ["--import", "tsx", join("scripts", "web-server.ts"), host, `${port}`], "pages.log");
  const worker = start("worker", ["--import", "tsx", join("lib", "jobs", "main.ts")], "worker.log");
  const stop = async () => {
    await Promise.all([pages.stop(), worker.stop()]);
  };
  const died = Promise.race([pages.died, worker.died]);
  died.catch(() => {});
  try {
    await Promise.race([waitUntilItAnswers(`${local}/api/health`, pages, signal), died]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    databaseUrl,
    environment,
    died,
    stop,
  };
}

/**
 * The same on an empty database of its own: for tests. Nothing of it remains. `port` is any free one, unless somebody,
 * such as an identity provider, has to know the address before.
 */
export async function startThrowawayStack(environment: Record<string, string>, port?: number): Promise<Stack> {
  const dataFolder = mkdtempSync(join(tmpdir(), "waybill-stack-"));
  guard.throwaway(dataFolder);
  const postgres = await startThrowawayPostgres();
  try {
    await postgres.createDatabase("waybill");
    const host = "127.0.0.1";
    const nextAuthSecret = randomBytes(32).toString("base64url");
    const databaseUrl = postgres.urlOf("waybill");
    const stack = await startStack({
      databaseUrl,
      dataFolder,
      nextAuthSecret,
      host,
      port: port ?? (await freePort()),
      environment,
      say: console.log,
    });
    return {
      ...stack,
      async stop() {
        await stack.stop();
        await postgres.stop();
        rmSync(dataFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
