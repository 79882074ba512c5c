/** What a message is for: an alert, a report, or the test that a person asked for. */
export const MESSAGE_KINDS = ["alert", "report", "test"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** `failed`: given up; `dropped`: its channel was removed, or it waited for too long. */
export const MESSAGE_STATUSES = ["waiting", "sent", "failed", "dropped"] as const;

/** For so long a message is kept after it was sent or given up, and for so long one waits at most. */
export const MESSAGES_KEPT_DAYS = 90;

/** A message as it is kept, before it is put into the form of a mail, a chat or a webhook. All of it is text, never markup. */
export interface MessageContent {
  /** One line. */
  title: string;
  /** Paragraphs. */
  lines: readonly string[];
  facts: readonly { label: string; value: string }[];
  /** `path` begins with a slash; the sender knows where people reach Waybill. */
  link: { label: string; path: string } | null;
  /** A mail's own bodies, where it has more to show than the parts above: a weekly report. */
  mail?: { html: string; text: string };
  /** What a webhook gets: `type` as `alert.opened`, and the particulars. */
  event: { type: string; data: Record<string, unknown> };
}

/**
 * On one line, without control characters and without those that turn the direction of what follows: for subjects, names
 * and logs, which outside text must not break out of. Right-to-left writing itself stays.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, "")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}
