/** The database that scripts work on: the server DATABASE_URL names, else the embedded one of the data folder. */
import { join } from "node:path";
import pg from "pg";
import { WaybillError } from "../../lib/domain/error";
import { withLock } from "../lock";
import { type RunningPostgres, startOwnPostgres } from "../postgres/start";
import { DATA_FOLDER, type DatabaseName, recall, remember } from "./data-folder";

const OLDEST_VERSION = 15;
const DEFAULT_PORT = 54_329;

export interface Database {
  url: string;
  /** Stops the embedded server; a server of somebody else's is left alone. */
  stop(): Promise<void>;
  /** The same, unless somebody else is connected: for commands, of which several may run at once. */
  stopUnlessUsed(): Promise<void>;
}

async function onServer<Result>(url: string, question: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return await question(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function namedByEnvironment(url: string): Promise<Database> {
  try {
    const version = await onServer(url, async (client) => {
      const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
      return Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    });
    if (version < OLDEST_VERSION) {
      throw new WaybillError("not_configured", `The server named by DATABASE_URL is PostgreSQL ${version}.`, {
        todo: `Waybill needs PostgreSQL ${OLDEST_VERSION} or newer.`,
      });
    }
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    throw new WaybillError("not_configured", `The database named by DATABASE_URL cannot be used: ${(error as Error).message}`, {
      todo: "Check that the server runs, that the database exists and that the password is right. Unset DATABASE_URL to use the embedded server.",
      cause: error,
    });
  }
  const nothing = () => Promise.resolve();
  return { url, stop: nothing, stopUnlessUsed: nothing };
}

const changing = join(DATA_FOLDER, "postgres.lock");

async function othersConnected(postgres: RunningPostgres): Promise<boolean> {
  return onServer(postgres.urlOf("postgres"), async (client) => {
    const { rows } = await client.query(
      "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    return rows.length > 0;
  });
}

/** Starts the embedded server or finds it running, and makes the database if it is not there. */
async function embedded(name: DatabaseName): Promise<Database> {
  const postgres = await withLock(changing, () => startOwnPostgres(DATA_FOLDER, [recall().ports.postgres ?? DEFAULT_PORT]));
  remember({ ports: { postgres: postgres.port } });
  await postgres.createDatabase(name);
  return {
    url: postgres.urlOf(name),
    stop: () => withLock(changing, () => postgres.stop()),
    stopUnlessUsed: () =>
      withLock(changing, async () => {
        if (await othersConnected(postgres)) postgres.leave();
        else await postgres.stop();
      }),
  };
}

export function openDatabase(name: DatabaseName): Promise<Database> {
  const named = process.env.DATABASE_URL;
  return named ? namedByEnvironment(named) : embedded(name);
}
