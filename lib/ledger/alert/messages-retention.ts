import { execute, sql } from "../../db/sql";
import { MESSAGES_KEPT_DAYS } from "../../domain/alert/message";

/** Rows that one statement deletes. */
const BATCH = 1_000;

const KEPT = sql`make_interval(days => ${MESSAGES_KEPT_DAYS}::int)`;

/**
 * Drops messages that were settled, and attempts that were made, longer ago than they are kept. What a message's key
 * decides, that the same is not sent twice, is decided by then: an alert's is of its own, and a report is only ever asked
 * for of the week that was due last. What has waited for as long is no news any more: it is settled as dropped. Safe to run
 * twice, and at once. Returns how many messages went.
 */
export async function dropOldMessages({
  now,
  signal,
  batch = BATCH,
}: {
  now: Date;
  signal?: AbortSignal | undefined;
  batch?: number;
}): Promise<number> {
  // One that is on its way at this moment is its sender's.
  await execute(
    sql`UPDATE messages SET status = 'dropped', done_at = ${now}, last_error = ${`It waited for ${MESSAGES_KEPT_DAYS} days.`}
        WHERE id IN (SELECT id FROM messages WHERE status = 'waiting' AND created_at < ${now}::timestamptz - ${KEPT} FOR UPDATE SKIP LOCKED)`,
  );
  let dropped = 0;
  for (let last = batch; last === batch && !signal?.aborted; dropped += last) {
    last = await execute(
      sql`DELETE FROM messages WHERE id = ANY (ARRAY(
            SELECT id FROM messages WHERE status <> 'waiting' AND done_at < ${now}::timestamptz - ${KEPT} ORDER BY done_at LIMIT ${batch}::int))`,
    );
  }
  for (let last = batch; last === batch && !signal?.aborted; ) {
    last = await execute(
      sql`DELETE FROM message_attempts WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM message_attempts WHERE at < ${now}::timestamptz - ${KEPT} LIMIT ${batch}::int))`,
    );
  }
  return dropped;
}
