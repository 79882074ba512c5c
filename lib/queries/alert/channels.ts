import { z } from "zod";
import { select, sql } from "../../db/sql";
import { CHANNEL_KINDS, CHANNEL_STATUSES } from "../../domain/alert/channel";
import { MESSAGE_KINDS, MESSAGE_STATUSES } from "../../domain/alert/message";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";

const channelRow = z.object({
  id: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  /** What it is recognised by; nothing secret. */
  shown: z.string(),
  allRules: z.boolean(),
  rules: z.array(z.string()),
  status: z.enum(CHANNEL_STATUSES),
  statusReason: z.string().nullable(),
  failingSince: z.date().nullable(),
  failures: z.number(),
  lastSentAt: z.date().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  waiting: z.number(),
  /** Of the message that is next; null: nothing waits, or the channel is paused. */
  nextAttemptAt: z.date().nullable(),
  lastError: z.string().nullable(),
});
export type ChannelSummary = z.infer<typeof channelRow>;

/** Where the organization's alerts go, with how each channel does. No address or secret that lets anybody send there. */
export async function channelsOf(scope: AuthorizedScope): Promise<ChannelSummary[]> {
  permit(scope, "channels.read");
  return select(
    sql`SELECT c.id::text, c.kind, c.name, c.shown, c.all_rules AS "allRules", c.rules, c.status, c.status_reason AS "statusReason",
          c.failing_since AS "failingSince", c.failures, c.last_sent_at AS "lastSentAt", c.created_by AS "createdBy", c.created_at AS "createdAt",
          waits.count AS waiting, CASE WHEN c.status = 'active' THEN waits.next END AS "nextAttemptAt", waits.error AS "lastError"
        FROM channels c CROSS JOIN LATERAL (
          SELECT count(*) AS count, min(next_attempt_at) AS next, (array_agg(last_error ORDER BY number) FILTER (WHERE last_error IS NOT NULL))[1] AS error
          FROM messages m WHERE m.channel_id = c.id AND m.status = 'waiting' AND m.kind <> 'test') AS waits
        WHERE c.organization_id = ${scope.organizationId}::uuid AND c.removed_at IS NULL ORDER BY c.name, c.id`,
    channelRow,
  );
}

/** One try to send a message. */
const attemptRow = z.object({
  at: z.coerce.date(),
  /** HTTP status or SMTP code, where one came. */
  code: z.number().nullable(),
  accepted: z.boolean(),
  /** What went wrong or is to be said, as a sentence. */
  words: z.string().nullable(),
  tookMs: z.number(),
});

const messageRow = z.object({
  id: z.string(),
  kind: z.enum(MESSAGE_KINDS),
  title: z.string(),
  /** The channel's name, or the address. */
  to: z.string(),
  status: z.enum(MESSAGE_STATUSES),
  attempts: z.number(),
  /** Why the last attempt failed, or what is to be said of it. */
  lastError: z.string().nullable(),
  nextAttemptAt: z.date(),
  createdAt: z.date(),
  doneAt: z.date().nullable(),
  /** The last ones, newest first. */
  log: z.array(attemptRow),
});
export type MessageSummary = z.infer<typeof messageRow>;

/** So many messages, and so many attempts of each, are shown. */
const [LOGGED, ATTEMPTS_LOGGED] = [50, 20];

/** The delivery log: the last messages, newest first, each with what came of its attempts. */
export async function messagesOf(scope: AuthorizedScope): Promise<MessageSummary[]> {
  permit(scope, "channels.read");
  return select(
    sql`SELECT m.id::text, m.kind, m.content->>'title' AS title, coalesce(c.name, m.recipient) AS "to", m.status, m.attempts,
          m.last_error AS "lastError", m.next_attempt_at AS "nextAttemptAt", m.created_at AS "createdAt", m.done_at AS "doneAt", made.log
        FROM messages m LEFT JOIN channels c ON c.id = m.channel_id
        CROSS JOIN LATERAL (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'attempt' ORDER BY a.attempt DESC), '[]') AS log FROM (
          SELECT attempt, at, code, accepted, words, took_ms AS "tookMs" FROM message_attempts
          WHERE message_id = m.id ORDER BY attempt DESC LIMIT ${ATTEMPTS_LOGGED}::int) AS a) AS made
        WHERE m.organization_id = ${scope.organizationId}::uuid ORDER BY m.number DESC LIMIT ${LOGGED}::int`,
    messageRow,
  );
}

/** Connections in use, with whether their balance is warned of sooner. */
export async function criticalConnections(scope: AuthorizedScope): Promise<{ id: string; name: string; critical: boolean }[]> {
  permit(scope, "channels.manage");
  return select(
    sql`SELECT id::text, name, critical FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed' AND sealed_key IS NOT NULL ORDER BY name, id`,
    z.object({ id: z.string(), name: z.string(), critical: z.boolean() }),
  );
}
