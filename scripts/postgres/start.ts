/** A PostgreSQL server out of npm packages, for people and tests that name none by DATABASE_URL. */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { guard } from "../guard";
import { keptSecret } from "../secrets";
import { type Cluster, ensureCluster, lockOf, runningPort, startCluster, stopCluster, urlOf } from "./cluster";
import { baseOutside, binariesFor, clusterFolder } from "./place";
import { freePort } from "./ports";
import { serverUser } from "./server-user";

export interface RunningPostgres {
  port: number;
  /** Connection string of a database on this server. */
  urlOf(database: string): string;
  /** Makes the database unless it is there. */
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
  /** Lets it run on after this process, for somebody else who uses it. */
  leave(): void;
}

/** Trades crash safety for speed: for data that nobody misses. */
const THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

async function createDatabase(connectionString: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    if ((error as { code?: string }).code !== "42P04") throw error;
  } finally {
    await client.end();
  }
}

function running(cluster: Cluster, port: number, how: "fast" | "immediate"): RunningPostgres {
  const pid = lockOf(cluster)?.pid;
  if (pid) guard.started(pid, how === "fast" ? "INT" : "QUIT");
  return {
    port,
    urlOf: (database) => urlOf(cluster, port, database),
    createDatabase: (name) => createDatabase(urlOf(cluster, port, "postgres"), name),
    async stop() {
      await stopCluster(cluster, how);
      if (pid) guard.ended(pid);
    },
    leave: () => {
      if (pid) guard.ended(pid);
    },
  };
}

/** A server on `folder`, made if it is not there. One that already runs on it, left by a killed predecessor, is taken over. */
export async function startPostgres(
  folder: string,
  options: { password: string; ports?: readonly number[]; settings?: readonly string[] },
): Promise<RunningPostgres> {
  const user = serverUser(folder);
  const cluster: Cluster = { folder, user, bin: binariesFor(user), password: options.password };
  await ensureCluster(cluster);
  const found = await runningPort(cluster);
  const port = found ?? (await freePort(options.ports));
  if (found === null) await startCluster(cluster, port, options.settings ?? []);
  return running(cluster, port, "fast");
}

/** The server whose data stand in Waybill's data folder (or where that folder says). `ports` are tried in turn. */
export function startOwnPostgres(dataFolder: string, ports: readonly number[]): Promise<RunningPostgres> {
  const folder = clusterFolder(dataFolder, serverUser);
  return startPostgres(folder, { password: keptSecret(join(dataFolder, "postgres-password")), ports });
}

/** An empty server that vanishes when it is stopped, or when this process ends in whatever way. */
export async function startThrowawayPostgres(settings: readonly string[] = []): Promise<RunningPostgres> {
  const base = await mkdtemp(join(baseOutside(serverUser("/"), []), "waybill-throwaway-"));
  // Root starts the server as another user, who must be able to walk in.
  await chmod(base, 0o711);
  const user = serverUser(base);
  const cluster: Cluster = {
    folder: join(base, "data"),
    user,
    bin: binariesFor(user),
    password: randomBytes(16).toString("hex"),
  };
  guard.throwaway(base);
  await ensureCluster(cluster);
  const port = await freePort();
  await startCluster(cluster, port, [...THROWAWAY, ...settings]);
  const server = running(cluster, port, "immediate");
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}
