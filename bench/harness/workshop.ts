import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { closeDb } from "../../lib/db/client";
import { migrate } from "../../scripts/migrate";
import { type RunningPostgres, startOwnPostgres } from "../../scripts/postgres/start";

/** What a bench works with: a PostgreSQL of its own, kept between runs, and a voice. */
export interface Workshop {
  /** Git-ignored folder, kept between runs. */
  folder: string;
  /** A line of progress for people. */
  tell(text: string): void;
  /** A migrated database of this name, made if it is not there; DATABASE_URL, and with it lib/db, point to it from now on. */
  database(name: string): Promise<string>;
  /** Runs when the bench ends, however it ends; the last one first. */
  atEnd(work: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** Opened without a server: it starts with the first database. */
export function openWorkshop({ tell }: { tell: (text: string) => void }): Workshop {
  const folder = join(import.meta.dirname, "..", "..", ".data", "bench");
  mkdirSync(folder, { recursive: true });
  const endings: (() => Promise<unknown>)[] = [];
  let server: Promise<RunningPostgres> | undefined;
  return {
    folder,
    tell,
    async database(name) {
      server ??= startOwnPostgres(folder, []);
      const postgres = await server;
      await postgres.createDatabase(name);
      await closeDb();
      const url = postgres.urlOf(name);
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
