import type { Logger } from "pino";
import { z } from "zod";
import type { AttemptOutcome } from "../domain/alert/message-retry";
import { WaybillError } from "../domain/error";
import { type OpenedChannel, openChannel } from "../ledger/alert/channels";
import { type Attempt, type ClaimedMessage, sendNextMessage } from "../ledger/alert/messages-sending";
import { type Mailer, makeMailer } from "../notify/mail";
import { sendSlack } from "../notify/slack";
import { sendWebhook } from "../notify/webhook";

const emptyAsUnset = (value: unknown) => (value === "" ? undefined : value);

/** What sending needs of the environment. Without SMTP_URL and MAIL_FROM mails wait, and say so. */
export const SenderEnvironment = z.object({
  SMTP_URL: z.preprocess(
    emptyAsUnset,
    z
      .string()
      .regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")
      .optional(),
  ),
  MAIL_FROM: z.preprocess(emptyAsUnset, z.string().includes("@").optional()),
  WAYBILL_URL: z.preprocess(emptyAsUnset, z.url().default("http://localhost:3000")),
  WAYBILL_ALLOW_PRIVATE_NETWORKS: z.preprocess(emptyAsUnset, z.enum(["0", "1"]).default("0")),
});

/** Messages under way at once in one job; each holds a database connection meanwhile. */
const AT_ONCE = 2;

export interface Sender {
  /** Sends what is due until nothing is. */
  sendDue(): Promise<void>;
  close(): void;
}

const setup = (error: string): AttemptOutcome => ({ code: null, error, fault: "setup", askedMs: null });

/** Makes what sends messages: one attempt each, by the channel's kind. Secrets stay in here. */
export function makeSender(
  environment: z.infer<typeof SenderEnvironment>,
  settings: { now: () => Date; signal: AbortSignal; log: Logger; timeoutMs?: number },
): Sender {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from } = environment;
  const { now, signal, log, timeoutMs } = settings;
  const origin = environment.WAYBILL_URL.replace(/\/$/, "");
  const allowPrivate = environment.WAYBILL_ALLOW_PRIVATE_NETWORKS === "1";
  const mailer: Mailer | null = smtpUrl && from ? makeMailer({ smtpUrl, from }) : null;
  const limits = { allowPrivate, ...(timeoutMs ? { timeoutMs } : {}) };

  const mail = async ({ id, content }: ClaimedMessage, to: readonly string[]): Promise<AttemptOutcome> =>
    mailer
      ? mailer.send({ id, to, content, origin, now: now() })
      : setup("Waybill has no mail server: whoever runs it sets SMTP_URL and MAIL_FROM.");

  const deliver = async (message: ClaimedMessage, channel: OpenedChannel | null): Promise<AttemptOutcome> => {
    if (message.recipient !== null) return mail(message, [message.recipient]);
    if (channel === null) return setup("The channel was removed.");
    const { id, content, createdAt } = message;
    if (channel.kind === "email") return mail(message, channel.recipients);
    if (channel.kind === "slack") return sendSlack({ url: channel.url, content, origin, ...limits });
    const { url, signingSecret } = channel;
    if (signingSecret === null) return setup("The channel has no secret to sign with. Remove it and add it again.");
    return sendWebhook({ id, url, signingSecret, content, happenedAt: createdAt, origin, now: now(), ...limits });
  };

  const attempt = async (message: ClaimedMessage, client: Parameters<typeof openChannel>[1]): Promise<Attempt> => {
    const startedAt = performance.now();
    let outcome: AttemptOutcome;
    try {
      outcome = await deliver(message, message.channelId === null ? null : await openChannel(message.channelId, client));
    } catch (error) {
      if (!(error instanceof WaybillError))
        log.error({ err: error, messageId: message.id }, "an attempt to send failed unexpectedly");
      outcome = setup(error instanceof WaybillError ? error.message : "Waybill failed to send it; its log says why.");
    }
    const { id, kind, channelId } = message;
    const level = outcome.error === null ? "info" : "warn";
    log[level]({ messageId: id, kind, channelId, code: outcome.code, outcome: outcome.error ?? "accepted" }, "message");
    return { outcome, at: now(), tookMs: performance.now() - startedAt, random: Math.random() };
  };

  const drain = async () => {
    while (!signal.aborted && (await sendNextMessage(now, attempt)));
  };
  return {
    async sendDue() {
      await Promise.all(Array.from({ length: AT_ONCE }, drain));
    },
    close: () => mailer?.close(),
  };
}
