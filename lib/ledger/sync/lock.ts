import { z } from "zod";
import { poolHeld } from "../../db/client";
import { select, sql } from "../../db/sql";

/** The lock while it is held. */
export interface SyncLock {
  /** Aborts when the database session that holds it is lost. */
  lost: AbortSignal;
  /** Asks that session: false when it is lost, even where nobody was told yet. */
  held(): Promise<boolean>;
}

const Locked = z.object({ locked: z.boolean() });

/**
 * Runs `work` as the only one that syncs this connection, however many workers there are. Returns null at once when
 * another one does. The lock belongs to a database session of its own: it is free the moment its worker dies.
 */
export async function withSyncLock<Result>(
  connectionId: string,
  work: (lock: SyncLock) => Promise<Result>,
): Promise<Result | null> {
  const client = await poolHeld().connect();
  const lost = new AbortController();
  const onLost = () => lost.abort(new Error("the database session that held the sync's lock was lost"));
  client.on("error", onLost).on("end", onLost);
  const name = `sync ${connectionId}`;
  let locked = true;
  const unlock = async () => {
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
    locked = false;
  };
  try {
    const [answer] = await select(sql`SELECT pg_try_advisory_lock(hashtextextended(${name}, 0)) AS locked`, Locked, client);
    locked = answer?.locked ?? false;
    if (!locked) return null;
    const held = () =>
      client.query("SELECT 1").then(
        () => !lost.signal.aborted,
        () => false,
      );
    const result = await work({ lost: lost.signal, held }).catch(async (error) => {
      // The next one gets in at once; a session that merely ends frees the lock a moment later.
      await unlock().catch(() => {});
      throw error;
    });
    await unlock();
    return result;
  } finally {
    client.off("error", onLost).off("end", onLost);
    // A session that may still hold the lock must not go back to the pool.
    client.release(locked);
  }
}
