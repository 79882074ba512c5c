import type { MessageContent } from "../domain/alert/message";
import { oneLine } from "../domain/alert/message";
import type { AttemptOutcome } from "../domain/alert/message-retry";
import { post } from "./post";

/** Slack's own limits: a header of 150 characters, a section of 3,000, ten fields of 2,000. */
const [HEADER, SECTION, FIELDS, FIELD] = [150, 2_900, 10, 1_900];

/** Slack reads &, < and > as markup, and with them mentions and links; nothing of the outside may be either. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Cut as Slack counts, an emoji as two, and so that none is halved. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(length - 2));
  return `${text.slice(0, length - (isHalf ? 2 : 1))}…`;
}

const markdown = (text: string) => ({ type: "mrkdwn", text, verbatim: true });

/** The body of an incoming webhook: blocks, and one line for notifications and old clients. */
export function slackBody(content: MessageContent, origin: string): string {
  const { title, lines, facts, link } = content;
  const shown = facts.slice(0, FIELDS).map(({ label, value }) => {
    return markdown(cut(`*${escapeSlack(oneLine(label))}*\n${escapeSlack(oneLine(value))}`, FIELD));
  });
  const paragraphs = lines.map((line) => ({ type: "section", text: markdown(cut(escapeSlack(line), SECTION)) }));
  const button = link && { type: "button", text: { type: "plain_text", text: link.label }, url: `${origin}${link.path}` };
  return JSON.stringify({
    text: escapeSlack(cut(oneLine(title), SECTION)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(oneLine(title), HEADER), emoji: false } },
      ...paragraphs,
      ...(shown.length > 0 ? [{ type: "section", fields: shown }] : []),
      ...(button ? [{ type: "actions", elements: [button] }] : []),
    ],
  });
}

/** What Slack answers where the address is no longer any good, whatever the status. */
const GONE = /\b(no_service|no_team|team_disabled|channel_is_archived|invalid_token|action_prohibited)\b/;

/** Sends one message to a Slack incoming webhook. Slack has no field for an id, so a repetition shows twice. */
export async function sendSlack(message: {
  url: string;
  content: MessageContent;
  origin: string;
  allowPrivate: boolean;
  timeoutMs?: number;
}): Promise<AttemptOutcome> {
  const { url, content, origin, ...rest } = message;
  const outcome = await post({ url, headers: { "content-type": "application/json" }, body: slackBody(content, origin), ...rest });
  return outcome.error !== null && GONE.test(outcome.error) ? { ...outcome, fault: "gone" } : outcome;
}
