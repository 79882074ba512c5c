/** One PostgreSQL data folder: made, started, found running, stopped. Root acts as the server's user. */
import { spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import type { ServerUser } from "./server-user";

export interface Cluster {
  folder: string;
  bin: string;
  user: ServerUser | null;
  password: string;
}

/** Name of the database's own user. */
const OWNER = "waybill";
const START_SECONDS = 120;

interface Outcome {
  code: number | null;
  output: string;
}

function run(cluster: Cluster, program: "initdb" | "pg_ctl", args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // From "/": the server's user may not be able to enter the folder this process stands in.
    const child = spawn(join(cluster.bin, program), args, {
      ...cluster.user,
      cwd: "/",
      // Away from the terminal's process group: Ctrl-C is for whoever runs this, who stops the server last.
      detached: true,
      // Nothing of the person's own environment: PGPORT and its like would change what the server does.
      env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Makes the data folder, all of it or nothing: an initdb cut short leaves a folder of another name. */
export async function ensureCluster(cluster: Cluster): Promise<void> {
  if (existsSync(join(cluster.folder, "PG_VERSION"))) return;
  const around = dirname(cluster.folder);
  mkdirSync(around, { recursive: true, mode: 0o711 });
  for (const left of readdirSync(around)) {
    if (left.startsWith(`${basename(cluster.folder)}.making-`)) rmSync(join(around, left), { recursive: true, force: true });
  }
  const making = `${cluster.folder}.making-${process.pid}`;
  const passwordFile = join(making, "password");
  mkdirSync(making, { mode: 0o700 });
  mkdirSync(join(making, "data"), { mode: 0o700 });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.user) {
    for (const path of [making, join(making, "data"), passwordFile]) chownSync(path, cluster.user.uid, cluster.user.gid);
  }
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const { code, output } = await run(cluster, "initdb", [
    `--pgdata=${join(making, "data")}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    ...locale,
  ]);
  if (code !== 0) throw new Error(`The database folder ${cluster.folder} could not be made:\n${output}`);
  renameSync(join(making, "data"), cluster.folder);
  rmSync(making, { recursive: true, force: true });
}

/** What the lock file in the data folder says of the server that wrote it. null: there is none. */
export function lockOf(cluster: Cluster): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(cluster.folder, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return null;
  }
}

export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${OWNER}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}

/** Whether a server on this very folder answers at the port. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres"), connectionTimeoutMillis: 3_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0]?.data_directory === cluster.folder;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the process is this folder's server: after a restart of the machine the number may be somebody else's. */
function isServer(cluster: Cluster, pid: number): boolean {
  try {
    const [program = "", ...options] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return program.endsWith("postgres") && options.includes(cluster.folder);
  } catch (error) {
    // Without /proc (macOS), pg_ctl's own judgement has to do.
    return (error as NodeJS.ErrnoException).code === "ENOENT" && !existsSync("/proc/self/cmdline");
  }
}

/** The port of a server that already runs on the folder, started by whomever; null if none does. Waits while it recovers. */
export async function runningPort(cluster: Cluster): Promise<number | null> {
  for (let second = 0; second < START_SECONDS; second++) {
    const lock = lockOf(cluster);
    if (!lock || !isServer(cluster, lock.pid)) return null;
    if (await answers(cluster, lock.port)) return lock.port;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error(
    `A PostgreSQL server (process ${lockOf(cluster)?.pid}) holds ${cluster.folder} and does not answer. Stop it, then start again.`,
  );
}

/** What the server's processes say while those of a killed predecessor are still ending. */
const STILL_ENDING = "is still in use";

async function tryToStart(cluster: Cluster, options: string): Promise<string | null> {
  const log = join(cluster.folder, "server.log");
  if (existsSync(log)) truncateSync(log);
  const { code, output } = await run(cluster, "pg_ctl", [
    ...["start", "-D", cluster.folder, "-l", log, "-w", "-t", String(START_SECONDS), "-o", options],
  ]);
  if (code === 0) return null;
  const told = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n") : "";
  return told || output;
}

/** Starts the server and returns once it takes connections. */
export async function startCluster(cluster: Cluster, port: number, settings: readonly string[]): Promise<void> {
  const lock = lockOf(cluster);
  // Nobody runs (see runningPort): a lock left by a killed machine would make the server refuse to start.
  if (lock && !isServer(cluster, lock.pid)) rmSync(join(cluster.folder, "postmaster.pid"), { force: true });
  const own = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "log_min_messages=warning"];
  const options = [...own, ...settings].map((setting) => `-c ${setting}`).join(" ");
  let problem = await tryToStart(cluster, options);
  for (let tries = 0; problem?.includes(STILL_ENDING) && tries < 20; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    problem = await tryToStart(cluster, options);
  }
  if (problem !== null) throw new Error(`PostgreSQL did not start on ${cluster.folder}:\n${problem}`);
}

/** Stops the server, ending its clients' connections. Does nothing when it is not running. */
export async function stopCluster(cluster: Cluster, how: "fast" | "immediate" = "fast"): Promise<void> {
  if (!lockOf(cluster)) return;
  const { code, output } = await run(cluster, "pg_ctl", ["stop", "-D", cluster.folder, "-m", how, "-w", "-t", "60"]);
  if (code !== 0 && lockOf(cluster)) throw new Error(`PostgreSQL on ${cluster.folder} did not stop:\n${output}`);
}
