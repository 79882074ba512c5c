import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { WaybillError } from "../domain/error";
import { PrismaClient } from "./generated/client";

/** One pool and one Prisma client a process, kept across hot reloads. Made at first use, from DATABASE_URL. */
const kept = globalThis as { waybillDb?: { pool: pg.Pool; ahead: pg.Pool; held: pg.Pool; prisma: PrismaClient } };

/** Days stay text and counts become numbers: pg's own parsers would shift days by the host's time zone. */
const PARSERS: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.DATE]: (text) => text,
  [pg.types.builtins.INT8]: (text) => Number(text),
};

/** Enough for two organizations' deliveries and more; opened only where deliveries come. */
const AHEAD = 6;

/** Enough for a worker's syncs, imports and listener at once, or for all files that a web server sends at once. */
const HELD = 8;

function open() {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) {
    throw new WaybillError("not_configured", "No database is configured.", {
      todo: "Set DATABASE_URL, or start Waybill with `npm start`.",
    });
  }
  const types: pg.CustomTypesConfig = { getTypeParser: (oid, format) => PARSERS[oid] ?? pg.types.getTypeParser(oid, format) };
  const pool = new pg.Pool({ connectionString, max: Number(process.env.WAYBILL_DB_CONNECTIONS ?? 10), types });
  const ahead = new pg.Pool({ connectionString, max: AHEAD, types, pipeline: true });
  const held = new pg.Pool({ connectionString, max: HELD, types, connectionTimeoutMillis: 30_000 });
  for (const each of [pool, ahead, held]) {
    // An idle connection that the server closes is replaced at the next query; without this listener its error would
    // end the process.
    each.on("error", () => {});
    // One that breaks between two statements of a transaction fails the next statement; it must not end the process either.
    each.on("connect", (client) => client.on("error", () => {}));
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 5 }) });
  return { pool, ahead, held, prisma };
}

function current() {
  kept.waybillDb ??= open();
  return kept.waybillDb;
}

/** Entities: rows that have an identity. */
export function prisma(): PrismaClient {
  return current().prisma;
}

/** Facts and books: SQL over sets, COPY, locks. Days come back as text, numerics as decimal text, counts as numbers. */
export function pool(): pg.Pool {
  return current().pool;
}

/** Connections that send each statement at once, without waiting for the answer to the one before; no COPY goes through them. */
export function poolAhead(): pg.Pool {
  return current().ahead;
}

/**
 * Connections that are kept while others are asked for: a lock, a listener, a file that is read as slowly as somebody
 * takes it. They have a pool apart: in one pool, holders would wait for each other.
 */
export function poolHeld(): pg.Pool {
  return current().held;
}

export async function closeDb(): Promise<void> {
  const open = kept.waybillDb;
  kept.waybillDb = undefined;
  await open?.prisma.$disconnect();
  await Promise.all([open?.pool.end(), open?.ahead.end(), open?.held.end()]);
}
