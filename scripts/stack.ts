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
import { type Service, startService, waitUntilItAnswers } from "./run/service";

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
  /** Kills the worker outright and starts another, as a crash and a restart would. */
  restartWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** Migrates, builds if needed, starts pages and worker, and returns when the pages answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { databaseUrl, dataFolder, host, port, say = () => {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const url = options.url ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
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

  const startWorker = () =>
    startService("worker", ["--import", "tsx", join("lib", "jobs", "main.ts")], {
      env,
      cwd: ROOT,
      log: join(dataFolder, "logs", "worker.log"),
    });
  const services = {
    pages: startService(
      "web server",
      [join("node_modules", "next", "dist", "bin", "next"), "start", "-H", host, "-p", `${port}`],
      {
        env,
        cwd: ROOT,
        log: join(dataFolder, "logs", "pages.log"),
      },
    ),
    worker: startWorker(),
  };
  const stop = async () => {
    await Promise.all(Object.values(services).map((service: Service) => service.stop()));
  };
  let reportDeath = (_error: unknown) => {};
  const died = new Promise<never>((_resolve, reject) => {
    reportDeath = reject;
  });
  died.catch(() => {});
  for (const service of Object.values(services)) service.died.catch(reportDeath);
  try {
    const local = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
    await Promise.race([waitUntilItAnswers(`http://${local}:${port}/api/health`, services.pages, signal), died]);
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
    async restartWorker() {
      await services.worker.stop(0);
      services.worker = startWorker();
      services.worker.died.catch(reportDeath);
    },
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
