import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { MessageContent, MessageKind } from "../../domain/alert/message";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { wakeWorker } from "../connections";

export type Destination = { channelId: string } | { email: string };

export interface NewMessage {
  organizationId: string;
  kind: MessageKind;
  to: Destination;
  /**
   * What the message is about, as `alert:<id>` or `report:2026-W47`: a second one of this key to the same destination is
   * not made.
   */
  key: string;
  content: MessageContent;
}

const Id = z.object({ id: z.string() });

/**
 * Puts a message into the outbox, in the caller's transaction: with it the message is certain to be sent, without it
 * there is none. Returns false where the same one is there already. Throws `invalid_input` for a bad address.
 */
export async function queueMessage(client: Queryable, message: NewMessage, now: Date): Promise<boolean> {
  const { organizationId, kind, to, key, content } = message;
  const channelId = "channelId" in to ? to.channelId : null;
  const recipient = "email" in to ? parseEmail(to.email) : null;
  if (channelId === null && recipient === null) {
    throw new WaybillError("invalid_input", "A message has no address to go to.", { todo: "Correct the e-mail address." });
  }
  const made = await select(
    sql`INSERT INTO messages (organization_id, channel_id, recipient, destination, kind, key, content, next_attempt_at, created_at)
        VALUES (${organizationId}::uuid, ${channelId}::uuid, ${recipient}, ${channelId ?? recipient}, ${kind}, ${key},
                ${JSON.stringify(content)}::jsonb, ${now}, ${now})
        ON CONFLICT (organization_id, key, destination) DO NOTHING RETURNING id`,
    Id,
    client,
  );
  if (made.length > 0) await wakeWorker(client);
  return made.length > 0;
}
