import { parseEmail } from "../email";
import { WaybillError } from "../error";
import { problemOfPrivateUrl } from "../public-url";
import { oneLine } from "./message";

export const CHANNEL_KINDS = ["email", "slack", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** `dead`: it failed for so long that it was given up, until somebody resumes it. */
export const CHANNEL_STATUSES = ["active", "paused", "dead"] as const;

/** A sealed channel's contents. */
export interface ChannelSecret {
  url: string;
  /** `whsec_…`; null for Slack, whose URL is the secret. */
  signingSecret: string | null;
}

const NAME_LENGTH = 100;
const URL_LENGTH = 2_000;
const MOST_RECIPIENTS = 20;

function refuse(message: string, todo: string, field: string): never {
  throw new WaybillError("invalid_input", message, { todo, detail: { field } });
}

export function isChannelKind(text: string): text is ChannelKind {
  return (CHANNEL_KINDS as readonly string[]).includes(text);
}

/** The name on one line, trimmed. Throws WaybillError `invalid_input` for an empty or overlong one. */
export function checkedChannelName(name: string): string {
  const trimmed = oneLine(name);
  if (trimmed.length > 0 && trimmed.length <= NAME_LENGTH) return trimmed;
  refuse(`A channel needs a name of 1 to ${NAME_LENGTH} characters.`, "Name it after the people who read it.", "name");
}

/** Addresses separated by commas, spaces or lines, lower case and each once. Throws `invalid_input` naming the bad one. */
export function parseRecipients(text: string): string[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const recipients = parts.map((part) => {
    const email = parseEmail(part);
    return email ?? refuse(`${JSON.stringify(part.slice(0, 80))} is not an e-mail address.`, "Correct it or leave it out.", "to");
  });
  const once = [...new Set(recipients)];
  if (once.length > 0 && once.length <= MOST_RECIPIENTS) return once;
  refuse(`A channel needs 1 to ${MOST_RECIPIENTS} e-mail addresses.`, "Use a mailing list for more people.", "to");
}

/**
 * The URL of a Slack or generic webhook, checked by what it says itself; what its name resolves to is checked at each
 * connection. Throws `invalid_input`. `allowPrivate`: the operator lets messages go into private networks.
 */
export function parseChannelUrl(text: string, allowPrivate: boolean): string {
  const trimmed = text.trim();
  const url = trimmed.length <= URL_LENGTH && URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    refuse("This is no web address.", "Paste the whole address, beginning with https://.", "to");
  }
  if (url.username || url.password) {
    refuse("The address holds a name or a password.", "Leave it out: each message is signed instead.", "to");
  }
  if (!allowPrivate) {
    const problem = problemOfPrivateUrl(url.href);
    if (problem !== null) {
      const todo = "Use an address that can be reached from the internet, or ask whoever runs Waybill to allow private networks.";
      refuse(`Waybill does not send there: ${problem}.`, todo, "to");
    }
    if (url.protocol === "http:") refuse("The address is not encrypted.", "Use one that begins with https://.", "to");
  }
  url.hash = "";
  return url.href;
}

/** What people recognise a channel's URL by: the host, and the last characters of what may be secret in it. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  const rest = `${pathname}${search}`;
  return rest.length <= 1 ? origin : `${origin}/…${rest.length > 12 ? rest.slice(-4) : ""}`;
}
