import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import {
  CHANNEL_KINDS,
  CHANNEL_STATUSES,
  type ChannelKind,
  type ChannelSecret,
  checkedChannelName,
  parseChannelUrl,
  parseRecipients,
  shownUrl,
} from "../../domain/alert/channel";
import { testMessage } from "../../domain/alert/test-message";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { readMasterKeys } from "../../vault/master-keys";
import { seal, unseal } from "../../vault/seal";
import { actorName, writeAudit } from "../audit";
import { wakeWorker } from "../connections";
import { lockMasterKeys } from "../master-key-lock";
import { queueMessage } from "./messages";
import { CHANNEL_REMOVED, retryNow } from "./messages-sending";

export interface NewChannel {
  kind: ChannelKind;
  name: string;
  /** Addresses, or the URL. */
  to: string;
  /** null: messages of every alert rule. */
  rules: readonly string[] | null;
  /** The operator lets messages go into private networks. */
  allowPrivate: boolean;
}

/**
 * Adds a place that alerts go to. `signingSecret` of a webhook is its only appearance; it is sealed. Throws
 * `invalid_input` for what cannot be sent to.
 */
export async function addChannel(
  scope: AuthorizedScope,
  wanted: NewChannel,
  now: Date,
): Promise<{ id: string; signingSecret: string | null }> {
  permit(scope, "channels.manage");
  const { kind, allowPrivate } = wanted;
  const name = checkedChannelName(wanted.name);
  const recipients = kind === "email" ? parseRecipients(wanted.to) : [];
  const url = kind === "email" ? null : parseChannelUrl(wanted.to, allowPrivate);
  const signingSecret = kind === "webhook" ? `whsec_${randomBytes(32).toString("base64")}` : null;
  const id = randomUUID();
  await transaction(async (client) => {
    await lockMasterKeys(client, "shared");
    const secret = url === null ? null : JSON.stringify({ url, signingSecret } satisfies ChannelSecret);
    const sealed = secret === null ? null : seal(secret, id, await readMasterKeys());
    const shown = url === null ? recipients.join(", ") : shownUrl(url);
    await execute(
      sql`INSERT INTO channels (id, organization_id, kind, name, shown, recipients, sealed, seal_key_id, all_rules, rules, created_by, created_at)
          VALUES (${id}::uuid, ${scope.organizationId}::uuid, ${kind}, ${name}, ${shown}, ${recipients}::text[],
                  ${sealed?.sealed ?? null}, ${sealed?.masterKeyId ?? null}, ${wanted.rules === null}, ${[...(wanted.rules ?? [])]}::text[],
                  ${actorName(scope.actor)}, ${now})`,
      client,
    );
    await writeAudit(client, scope, "channel.added", id, { kind, name, shown });
  });
  return { id, signingSecret };
}

const Locked = z.object({ id: z.string(), name: z.string(), status: z.enum(CHANNEL_STATUSES) });

/** One of the organization's channels, held until the transaction ends. Throws `not_found` for any other or a removed one. */
async function lockChannel(client: Queryable, scope: AuthorizedScope, channelId: string): Promise<z.infer<typeof Locked>> {
  const [found] = await select(
    sql`SELECT id, name, status FROM channels WHERE id::text = ${channelId} AND organization_id = ${scope.organizationId}::uuid
          AND removed_at IS NULL FOR NO KEY UPDATE`,
    Locked,
    client,
  );
  if (found) return found;
  throw new WaybillError("not_found", "There is no such channel.", { todo: "Reload the page: it may have been removed." });
}

/** Changes what people call it and which alert rules' messages go there (null: all). */
export async function changeChannel(
  scope: AuthorizedScope,
  channelId: string,
  wanted: { name: string; rules: readonly string[] | null },
): Promise<void> {
  permit(scope, "channels.manage");
  const name = checkedChannelName(wanted.name);
  await transaction(async (client) => {
    const found = await lockChannel(client, scope, channelId);
    await execute(
      sql`UPDATE channels SET name = ${name}, all_rules = ${wanted.rules === null}, rules = ${[...(wanted.rules ?? [])]}::text[]
          WHERE id = ${found.id}::uuid`,
      client,
    );
    await writeAudit(client, scope, "channel.changed", found.id, { from: found.name, name, rules: wanted.rules ?? "all" });
  });
}

/** Nothing is sent there until it is resumed: messages wait, and what changes meanwhile is not told there. */
export async function pauseChannel(scope: AuthorizedScope, channelId: string): Promise<void> {
  permit(scope, "channels.manage");
  await transaction(async (client) => {
    const found = await lockChannel(client, scope, channelId);
    if (found.status !== "active") return;
    const reason = `Paused by ${actorName(scope.actor)}.`;
    await execute(sql`UPDATE channels SET status = 'paused', status_reason = ${reason} WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "channel.paused", found.id, { name: found.name });
  });
}

/** Sends again, first at once what waits. Its record of failures begins anew. */
export async function resumeChannel(scope: AuthorizedScope, channelId: string, now: Date): Promise<void> {
  permit(scope, "channels.manage");
  await transaction(async (client) => {
    const found = await lockChannel(client, scope, channelId);
    if (found.status === "active") return;
    await execute(
      sql`UPDATE channels SET status = 'active', status_reason = NULL, failing_since = NULL, failures = 0 WHERE id = ${found.id}::uuid`,
      client,
    );
    await retryNow(client, found.id, now);
    await writeAudit(client, scope, "channel.resumed", found.id, { name: found.name });
    await wakeWorker(client);
  });
}

/** Wipes its address and secret and drops what waits. What was sent stays in the log. */
export async function removeChannel(scope: AuthorizedScope, channelId: string, now: Date): Promise<void> {
  permit(scope, "channels.manage");
  await transaction(async (client) => {
    const found = await lockChannel(client, scope, channelId);
    await execute(
      sql`UPDATE channels SET removed_at = ${now}, status = 'paused', sealed = NULL, seal_key_id = NULL, recipients = '{}'
          WHERE id = ${found.id}::uuid`,
      client,
    );
    // One that is on its way now is dropped by its sender if it does not arrive.
    await execute(
      sql`UPDATE messages SET status = 'dropped', done_at = ${now}, last_error = ${CHANNEL_REMOVED} WHERE id IN (
            SELECT id FROM messages WHERE channel_id = ${found.id}::uuid AND status = 'waiting' FOR UPDATE SKIP LOCKED)`,
      client,
    );
    await writeAudit(client, scope, "channel.removed", found.id, { name: found.name });
  });
}

/** Asks the worker to send a test; also to a paused channel. The channel's log shows what came of it. */
export async function testChannel(scope: AuthorizedScope, channelId: string, now: Date): Promise<void> {
  permit(scope, "channels.manage");
  await transaction(async (client) => {
    const found = await lockChannel(client, scope, channelId);
    const content = testMessage(found.name, actorName(scope.actor));
    const key = `test:${randomUUID()}`;
    const { organizationId } = scope;
    await queueMessage(client, { organizationId, kind: "test", to: { channelId: found.id }, key, content }, now);
    await writeAudit(client, scope, "channel.tested", found.id, { name: found.name });
  });
}

const Opened = z.object({
  kind: z.enum(CHANNEL_KINDS),
  recipients: z.array(z.string()),
  sealed: z.instanceof(Buffer).nullable(),
  masterKeyId: z.string().nullable(),
});

export type OpenedChannel = { kind: "email"; recipients: readonly string[] } | ({ kind: "slack" | "webhook" } & ChannelSecret);

/** Where a channel leads, for the one call that needs it; never keep or log it. Null for one that was removed. */
export async function openChannel(channelId: string, client: Queryable): Promise<OpenedChannel | null> {
  const [found] = await select(
    sql`SELECT kind, recipients, sealed, seal_key_id AS "masterKeyId" FROM channels
        WHERE id = ${channelId}::uuid AND removed_at IS NULL`,
    Opened,
    client,
  );
  if (!found) return null;
  const { kind, recipients, sealed, masterKeyId } = found;
  if (kind === "email") return { kind, recipients };
  if (sealed === null || masterKeyId === null) throw new Error("a channel in use has no address");
  const secret = JSON.parse(unseal({ sealed, masterKeyId }, channelId, await readMasterKeys())) as ChannelSecret;
  return { kind, ...secret };
}
