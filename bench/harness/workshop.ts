import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { closeDb } from "../../lib/db/client";
import { migrate } from "../../scripts/migrate";
import { type RunningPostgres, startOwnPostgres } from "../../scripts/postgres/start";

/** What a bench works with: a PostgreSQL of its own, kept between runs, and a voice. */
export interface Workshop {
  /** Git-ignored folder, kept between runs. */
  folder: string;
  /** A line of progress for people. */
  tell(text: string): void;
  /**
   * A migrated database of this name, made if it is not there or if the schema has changed since; DATABASE_URL, and with
   * it lib/db, point to it from now on.
   */
  database(name: string): Promise<string>;
  /** Runs when the bench ends, however it ends; the last one first. */
  atEnd(work: () => Promise<unknown>): void;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "..", "..");

/** Changes with any change of the schema, also of a migration that was edited before anybody had it. */
function schemaMark(): string {
  const folder = join(ROOT, "prisma", "migrations");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sql"));
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 8);
}

/** Databases that an older schema left behind take room and serve nobody. */
async function dropOlder(postgres: RunningPostgres, name: string, current: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", [
      `${name}_`,
    ]);
    for (const { datname } of rows) {
      if (datname !== current) await client.query(`DROP DATABASE ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}

/** Opened without a server: it starts with the first database. */
export function openWorkshop({ tell }: { tell: (text: string) => void }): Workshop {
  const folder = join(ROOT, ".data", "bench");
  mkdirSync(folder, { recursive: true });
  const endings: (() => Promise<unknown>)[] = [];
  let server: Promise<RunningPostgres> | undefined;
  return {
    folder,
    tell,
    async database(name) {
      server ??= startOwnPostgres(folder, []);
      const postgres = await server;
      const current = `${name}_${schemaMark()}`;
      await dropOlder(postgres, name, current);
      await postgres.createDatabase(current);
      await closeDb();
      const url = postgres.urlOf(current);
      process.env.DATABASE_URL = url;
      await migrate(url);
      return url;
    },
    atEnd: (work) => endings.push(work),
    async close() {
      for (const work of endings.toReversed()) await work();
      await closeDb();
      await (await server)?.stop();
    },
  };
}
