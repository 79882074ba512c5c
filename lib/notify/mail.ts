import { createTransport } from "nodemailer";
import type { MessageContent } from "../domain/alert/message";
import { oneLine } from "../domain/alert/message";
import type { AttemptOutcome } from "../domain/alert/message-retry";
import { withoutAddress } from "./hidden-secrets";
import { mailHtml, mailText } from "./mail-bodies";

/** Time-outs of the parts of the conversation with the mail server. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
/** All of an attempt: a server that drips a line at a time is never silent, and would hold the message for ever. */
const TIMEOUT_MS = 60_000;
const WORDS = 160;

export interface MailSettings {
  /** `smtps://user:password@host:465`, `smtp://host:587`; holds a secret. */
  smtpUrl: string;
  /** `Waybill <waybill@example.com>` */
  from: string;
  timeoutMs?: number;
}

export interface MailMessage {
  /** Becomes the Message-ID, the same at every attempt: mail programs show a repetition once. */
  id: string;
  to: readonly string[];
  content: MessageContent;
  /** Where people reach Waybill, without a slash at the end. */
  origin: string;
  now: Date;
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

function words(error: SmtpError, smtpUrl: string): string {
  if (error.responseCode)
    return `The mail server answered ${oneLine(withoutAddress(error.response ?? String(error.responseCode), smtpUrl)).slice(0, WORDS)}`;
  switch (error.code) {
    case "ETIMEDOUT":
      return "The mail server did not answer in time.";
    case "EDNS":
    case "ENOTFOUND":
      return "The mail server's name could not be resolved.";
    case "EAUTH":
      return "The mail server did not take the name and password of SMTP_URL.";
    default:
      // Its text may quote what it was given; the code does not.
      return error.code ? `The mail server could not be reached (${error.code}).` : "The mail server cut the connection.";
  }
}

/** Enhanced status codes (RFC 3463) about the server, the way there or its policy: 5.3, 5.4 and 5.7. */
const OF_SERVER = /\b5\.[347]\.\d{1,3}\b/;

/**
 * A 5xx answer to the recipients or the text refuses this message. One to the greeting, the password or the sender, or
 * for the server's own reasons, is about the server: it may recover, and what it refuses meanwhile must not be lost.
 */
function faultOf({ code, command, responseCode = 0, response = "" }: SmtpError): AttemptOutcome["fault"] {
  const isAboutMessage = code === "EENVELOPE" || code === "EMESSAGE";
  const isOfServer = command === "MAIL FROM" || responseCode === 554 || OF_SERVER.test(response);
  return responseCode >= 500 && isAboutMessage && !isOfServer ? "message" : "destination";
}

/** The part after the @ of the sender's address, for Message-IDs. */
function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? "waybill.invalid";
}

/** What is still under way then is left to its own end: the Message-ID makes one of both, should it arrive after all. */
async function inTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("late"), { code: "ETIMEDOUT" })), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export interface Mailer {
  /** Sends once and says what came of it; never throws. */
  send(message: MailMessage): Promise<AttemptOutcome>;
  close(): void;
}

/** Mails by SMTP. Header values of the outside are put on one line, and nothing is ever fetched from a path or an address. */
export function makeMailer({ smtpUrl, from, timeoutMs = TIMEOUT_MS }: MailSettings): Mailer {
  const options = { url: smtpUrl, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true };
  const transport = createTransport(options, { from });
  return {
    async send({ id, to, content, origin, now }) {
      try {
        const sending = transport.sendMail({
          to: to.map((address) => ({ name: "", address })),
          subject: oneLine(content.title),
          text: content.mail?.text ?? mailText(content, origin),
          html: content.mail?.html ?? mailHtml(content, origin),
          messageId: `<${id}@${domainOf(from)}>`,
          date: now,
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
        });
        const sent = await inTime(sending, timeoutMs);
        const accepted: AttemptOutcome = { code: 250, error: null, fault: null, askedMs: null };
        const refused = sent.rejected.map(String);
        // Some got it: sending again would reach them twice.
        return refused.length === 0 ? accepted : { ...accepted, note: `The mail server refused ${oneLine(refused.join(", "))}.` };
      } catch (error) {
        const failed = error as SmtpError;
        return { code: failed.responseCode ?? null, error: words(failed, smtpUrl), fault: faultOf(failed), askedMs: null };
      }
    },
    close: () => transport.close(),
  };
}
