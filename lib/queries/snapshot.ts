import type pg from "pg";
import { pool } from "../db/client";
import type { Queryable } from "../db/sql";

// Otherwise PostgreSQL may compile a query, or start helpers for it, which takes longer than most of these queries.
const BEGIN =
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0";

/**
 * Several questions answered from one moment of the books: a day that is rebuilt meanwhile shows in all of them or in
 * none, so that the parts of a page always add up.
 */
export async function snapshot<Answer>(ask: (client: pg.PoolClient) => Promise<Answer>): Promise<Answer> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(BEGIN);
    return await ask(client);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    await client.query("COMMIT").catch((error: Error) => {
      broken ??= error;
    });
    // A connection that failed may be half-way through an answer: the pool makes a new one.
    client.release(broken);
  }
}

/** Connections besides the first. A page asks a dozen questions, some of which need the answers of others. */
const HELPERS = 2;

interface Waiting {
  serve(client: pg.PoolClient): void;
  refuse(error: Error): void;
}

/** A snapshot that may be asked several questions at once: each goes to a connection that has nothing to do. */
class SharedSnapshot {
  readonly #free: pg.PoolClient[];
  readonly #waiting: Waiting[] = [];
  readonly #hired: Promise<pg.PoolClient | null>[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #over = false;

  constructor(
    first: pg.PoolClient,
    private readonly id: string,
  ) {
    this.#free = [first];
  }

  readonly query = (async (question: pg.QueryConfig) => {
    const client = await this.#next();
    const answer = client.query(question);
    this.#running.add(answer);
    try {
      return await answer;
    } finally {
      this.#running.delete(answer);
      this.#back(client);
    }
  }) as Queryable["query"];

  #next(): Promise<pg.PoolClient> {
    // One of several questions failed; its follow-ups must not be asked over a connection that is somebody else's by
    // then.
    if (this.#over) return Promise.reject(OVER);
    const client = this.#free.pop();
    if (client) return Promise.resolve(client);
    if (this.#hired.length < HELPERS && hasSpare()) this.#hired.push(this.#hire());
    return new Promise((serve, refuse) => this.#waiting.push({ serve, refuse }));
  }

  #back(client: pg.PoolClient): void {
    const next = this.#waiting.shift();
    if (next) next.serve(client);
    else this.#free.push(client);
  }

  /** null where none could be had: the others go on. */
  async #hire(): Promise<pg.PoolClient | null> {
    const client = await pool()
      .connect()
      .catch(() => null);
    try {
      await client?.query(`${BEGIN}; SET TRANSACTION SNAPSHOT '${this.id}'`);
      if (client) this.#back(client);
      return client;
    } catch (error) {
      client?.release(error as Error);
      return null;
    }
  }

  /** Ends it once what was asked is answered. */
  async dismiss(): Promise<void> {
    this.#over = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(OVER);
    const helpers = await Promise.all(this.#hired);
    await Promise.allSettled(this.#running);
    for (const client of helpers) {
      const broken = await client?.query("COMMIT").then(
        () => undefined,
        (error: Error) => error,
      );
      client?.release(broken);
    }
  }
}

const OVER = new Error("the snapshot is over");

/** Whether nobody else needs a connection: otherwise two pages could each hold one and wait for the other's. */
function hasSpare(): boolean {
  const { idleCount, totalCount, waitingCount, options } = pool();
  return waitingCount === 0 && (idleCount > 0 || totalCount < (options.max ?? 0));
}

/** The same for a page whose questions need not wait for each other: several connections see the one moment. */
export async function sharedSnapshot<Answer>(ask: (on: Queryable) => Promise<Answer>): Promise<Answer> {
  return snapshot(async (client) => {
    const { rows } = await client.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
    const shared = new SharedSnapshot(client, rows[0]?.id ?? "");
    try {
      return await ask(shared);
    } finally {
      await shared.dismiss();
    }
  });
}
