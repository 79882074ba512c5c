import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { CHANNEL_KINDS, type ChannelKind } from "../../domain/alert/channel";
import { MESSAGE_KINDS, type MessageContent } from "../../domain/alert/message";
import { type AttemptOutcome, isGivenUp, nextAttemptAt, reasonToPause } from "../../domain/alert/message-retry";

const Claimed = z.object({
  id: z.string(),
  organizationId: z.string(),
  channelId: z.string().nullable(),
  recipient: z.string().nullable(),
  kind: z.enum(MESSAGE_KINDS),
  content: z.custom<MessageContent>(),
  attempts: z.number(),
  createdAt: z.date(),
});

/** A message that is being sent, and only by whoever holds it. */
export type ClaimedMessage = z.infer<typeof Claimed>;

const COLUMNS = sql`m.id, m.organization_id AS "organizationId", m.channel_id AS "channelId", m.recipient, m.kind, m.content,
  m.attempts, m.created_at AS "createdAt"`;

/**
 * Due messages of channels in use. One destination's go in their order, so that nobody reads of a recovery before what
 * it recovered from; a test passes the others, and reaches a paused channel as well.
 */
const DUE = sql`m.status = 'waiting' AND (m.kind = 'test' OR (
  (m.channel_id IS NULL OR EXISTS (SELECT FROM channels c WHERE c.id = m.channel_id AND c.status = 'active'))
  AND NOT EXISTS (SELECT FROM messages older WHERE older.destination = m.destination AND older.organization_id = m.organization_id
    AND older.status = 'waiting' AND older.kind <> 'test' AND older.number < m.number)))`;

/** Whether any message is due. */
export async function hasDueMessages(now: Date): Promise<boolean> {
  const [found] = await select(
    sql`SELECT EXISTS (SELECT FROM messages m WHERE ${DUE} AND m.next_attempt_at <= ${now}::timestamptz) AS due`,
    z.object({ due: z.boolean() }),
  );
  return found?.due ?? false;
}

interface ChannelHealth {
  kind: ChannelKind;
  failingSince: Date | null;
}

async function healthOf(client: pg.PoolClient, channelId: string): Promise<ChannelHealth | null> {
  const [found] = await select(
    sql`SELECT kind, failing_since AS "failingSince" FROM channels WHERE id = ${channelId}::uuid FOR NO KEY UPDATE`,
    z.object({ kind: z.enum(CHANNEL_KINDS), failingSince: z.date().nullable() }),
    client,
  );
  return found ?? null;
}

/** Notes on a channel that it works, or since when it does not, and pauses it when it has failed for too long. */
async function noteOnChannel(client: pg.PoolClient, channelId: string, outcome: AttemptOutcome, now: Date): Promise<void> {
  const health = await healthOf(client, channelId);
  if (!health || outcome.fault === "setup") return;
  if (outcome.error === null) {
    await execute(
      sql`UPDATE channels SET failing_since = NULL, failures = 0, last_sent_at = ${now} WHERE id = ${channelId}::uuid`,
      client,
    );
    // The channel works again: messages that were put off while it did not are due now.
    if (health.failingSince !== null) await retryNow(client, channelId, now);
    return;
  }
  const since = health.failingSince ?? now;
  const reason = reasonToPause(since, outcome, now);
  await execute(
    sql`UPDATE channels SET failing_since = ${since}, failures = failures + 1,
          status = CASE WHEN ${reason}::text IS NOT NULL AND status = 'active' THEN 'dead' ELSE status END,
          status_reason = CASE WHEN ${reason}::text IS NOT NULL AND status = 'active' THEN ${reason}::text ELSE status_reason END
        WHERE id = ${channelId}::uuid`,
    client,
  );
}

/** Makes everything that waits for a channel due. */
export async function retryNow(client: Queryable, channelId: string, now: Date): Promise<void> {
  await execute(
    sql`UPDATE messages SET next_attempt_at = ${now} WHERE channel_id = ${channelId}::uuid AND status = 'waiting'
          AND next_attempt_at > ${now}::timestamptz`,
    client,
  );
}

/** Why a message was dropped. */
export const CHANNEL_REMOVED = "Its channel was removed.";

export interface Attempt {
  outcome: AttemptOutcome;
  at: Date;
  tookMs: number;
  /** In [0, 1). */
  random: number;
}

async function record(client: pg.PoolClient, message: ClaimedMessage, attempt: Attempt): Promise<void> {
  const { outcome, at, tookMs, random } = attempt;
  const attempts = message.attempts + 1;
  const words = outcome.error ?? outcome.note ?? null;
  const made = { ...message, attempts, toChannel: message.channelId !== null };
  const status = outcome.error === null ? "sent" : isGivenUp(made, outcome, at) ? "failed" : "waiting";
  const next = status === "waiting" ? nextAttemptAt(attempts, outcome.askedMs, at, random) : at;
  await execute(
    sql`INSERT INTO message_attempts (message_id, attempt, at, code, accepted, words, took_ms)
        VALUES (${message.id}::uuid, ${attempts}, ${at}, ${outcome.code}, ${outcome.error === null}, ${words}, ${Math.round(tookMs)})`,
    client,
  );
  await execute(
    sql`UPDATE messages SET attempts = ${attempts}, status = ${status}, next_attempt_at = ${next}, last_error = ${words},
          done_at = ${status === "waiting" ? null : at}
        WHERE id = ${message.id}::uuid`,
    client,
  );
  if (message.channelId === null) return;
  await noteOnChannel(client, message.channelId, outcome, at);
  await execute(
    sql`UPDATE messages SET status = 'dropped', done_at = ${at}, last_error = ${CHANNEL_REMOVED} WHERE id = ${message.id}::uuid AND status = 'waiting'
          AND EXISTS (SELECT FROM channels WHERE channels.id = channel_id AND removed_at IS NOT NULL)`,
    client,
  );
}

/**
 * Takes one due message, lets `send` make an attempt, and writes down what came of it. False where none is due. The
 * message is held by a row lock of this transaction alone: when the sender or the database dies, it is free that moment
 * and goes again under the same id. `send` must not throw, and asks the database by the connection it is given: one that
 * waited for a second could wait for its like.
 */
export async function sendNextMessage(
  now: () => Date,
  send: (message: ClaimedMessage, client: Queryable) => Promise<Attempt>,
): Promise<boolean> {
  let made: { message: ClaimedMessage; attempt: Attempt } | null = null;
  try {
    return await transaction(async (client) => {
      const [message] = await select(
        sql`SELECT ${COLUMNS} FROM messages m WHERE ${DUE} AND m.next_attempt_at <= ${now()}::timestamptz
            ORDER BY m.next_attempt_at, m.number LIMIT 1 FOR NO KEY UPDATE OF m SKIP LOCKED`,
        Claimed,
        client,
      );
      if (!message) return false;
      made = { message, attempt: await send(message, client) };
      await record(client, message, made.attempt);
      return true;
    });
  } catch (error) {
    const done = made as { message: ClaimedMessage; attempt: Attempt } | null;
    if (!done) throw error;
    // The attempt was made, and only the database did not hear of it: it is told again before anybody sends again.
    await recordLate(done.message, done.attempt);
    return true;
  }
}

/** So often, and after so long each time, a database that went away is told of an attempt. */
const [LATE_TIMES, LATE_WAIT_MS] = [60, 1_000];

async function recordLate(message: ClaimedMessage, attempt: Attempt): Promise<void> {
  for (let time = 1; ; time += 1) {
    await sleep(LATE_WAIT_MS);
    try {
      return await transaction(async (client) => {
        const [still] = await select(
          sql`SELECT ${COLUMNS} FROM messages m WHERE id = ${message.id}::uuid AND status = 'waiting' FOR NO KEY UPDATE`,
          Claimed,
          client,
        );
        if (still) await record(client, still, attempt);
      });
    } catch (error) {
      if (time >= LATE_TIMES) throw error;
    }
  }
}
