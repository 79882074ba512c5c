/** What the demo and real use have in common: one at a time on a data folder, on its database, until told to end. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { guard } from "../guard";
import { holderOf, type Lock, tryLock } from "../lock";
import { freePort } from "../postgres/ports";
import { keptSecret } from "../secrets";
import { DATA_FOLDER, type DatabaseName, recall, remember } from "./data-folder";
import { type Database, openDatabase } from "./database";
import type { Supervision } from "./supervise";

const LOCK = join(DATA_FOLDER, "running.json");

const Note = z.object({
  /** null while it is starting. */
  url: z.string().nullable(),
  /** The watcher that cleans up if the holder is killed. */
  guard: z.number().nullable(),
  /** What pages and worker were started with. Holds secrets, as the file does. */
  environment: z.record(z.string(), z.string()),
});
export type Note = z.infer<typeof Note>;

function noteOf(text: string): Note | null {
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What runs on this data folder now; null: nothing does. */
export function whatRuns(): Note | null {
  const holder = holderOf(LOCK);
  return holder && noteOf(holder.note);
}

function isGuard(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("guard.sh");
  } catch {
    return false;
  }
}

/** After a killed predecessor its guard is still ending what that started, the database too: only then may we begin. */
async function waitForGuardOfPredecessor(signal: AbortSignal): Promise<void> {
  if (!existsSync(LOCK) || holderOf(LOCK)) return;
  const left = noteOf((JSON.parse(readFileSync(LOCK, "utf8")) as { note: string }).note)?.guard;
  if (!left || !isGuard(left)) return;
  console.log("The last run was killed; waiting for what it left to end …");
  while (isGuard(left) && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 200));
}

export interface House {
  database: Database;
  nextAuthSecret: string;
  host: string;
  /** A port for a part, the same as last time where possible; or the one demanded, which must be free. */
  portFor(part: string, wished: number, demanded?: string): Promise<number>;
  /** Tells those who come later what runs here. */
  announce(url: string, environment: Record<string, string>): void;
}

function claim(): Lock {
  const lock = tryLock(LOCK);
  if ("release" in lock) return lock;
  const url = noteOf(lock.note)?.url;
  throw new Error(
    `Waybill already runs in this folder (process ${lock.pid})${url ? ` at ${url}` : ", and is still starting"}. Stop that one first: Ctrl-C in its terminal.`,
  );
}

async function demandedPort(text: string, host: string): Promise<number> {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT is ${JSON.stringify(text)}, which is no port.`);
  if ((await freePort([port], host)) !== port)
    throw new Error(`Port ${port} is in use. Stop what uses it, or set PORT to another.`);
  return port;
}

/** Takes the data folder, or says who has it, and opens the database. */
export async function openHouse(name: DatabaseName, supervision: Supervision): Promise<House> {
  await waitForGuardOfPredecessor(supervision.signal).catch(() => {});
  const lock = claim();
  supervision.atEnd("the lock", async () => lock.release());
  lock.note(JSON.stringify({ url: null, guard: guard.pid(), environment: {} } satisfies Note));
  const database = await openDatabase(name);
  supervision.atEnd("the database", () => database.stop());
  supervision.signal.throwIfAborted();
  remember({ database: name });
  const host = process.env.HOST || "127.0.0.1";
  const given = new Set<number>();
  return {
    database,
    nextAuthSecret: process.env.NEXTAUTH_SECRET || keptSecret(join(DATA_FOLDER, "nextauth-secret")),
    host,
    async portFor(part, wished, demanded) {
      if (demanded) return demandedPort(demanded, host);
      const known = recall().ports[`${name} ${part}`] ?? wished;
      const candidates = [known, ...Array.from({ length: 20 }, (_, step) => known + step + 1)];
      // What a part was given is free until that part listens.
      const port = await freePort(
        candidates.filter((candidate) => !given.has(candidate)),
        host,
      );
      given.add(port);
      if (port !== known) console.log(`Port ${known} is in use; taking ${port} instead.`);
      remember({ ports: { [`${name} ${part}`]: port } });
      return port;
    },
    announce: (url, environment) => lock.note(JSON.stringify({ url, guard: guard.pid(), environment } satisfies Note)),
  };
}
