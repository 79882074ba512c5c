import { Webhook } from "standardwebhooks";
import type { MessageContent } from "../domain/alert/message";
import type { AttemptOutcome } from "../domain/alert/message-retry";
import { post } from "./post";

export interface WebhookMessage {
  /** The same at every attempt: receivers know a repetition by it. */
  id: string;
  url: string;
  /** `whsec_…` */
  signingSecret: string;
  content: MessageContent;
  /** When what it tells of happened. */
  happenedAt: Date;
  /** Where people reach Waybill, without a slash at the end. */
  origin: string;
  allowPrivate: boolean;
  now: Date;
  timeoutMs?: number;
}

/** The JSON body, as docs/alerts.md describes it. The same at every attempt. */
function webhookBody({ content, happenedAt, origin }: Pick<WebhookMessage, "content" | "happenedAt" | "origin">): string {
  const { title, lines, facts, link, event } = content;
  return JSON.stringify({
    type: event.type,
    timestamp: happenedAt.toISOString(),
    data: { title, text: lines.join("\n\n"), facts, url: link ? `${origin}${link.path}` : null, ...event.data },
  });
}

/**
 * Sends one message in the form of Standard Webhooks (https://www.standardwebhooks.com): id, timestamp and signature as
 * headers.
 */
export async function sendWebhook(message: WebhookMessage): Promise<AttemptOutcome> {
  const body = webhookBody(message);
  const { id, url, now, allowPrivate, timeoutMs } = message;
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(message.signingSecret).sign(id, now, body),
  };
  return post({ url, headers, body, allowPrivate, ...(timeoutMs ? { timeoutMs } : {}) });
}
