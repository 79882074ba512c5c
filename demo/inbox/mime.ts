/** Reads the mails that Waybill sends well enough to show them; it is no reader of mails at large. */

export interface ReadMail {
  headers: Record<string, string>;
  subject: string;
  messageId: string;
  text: string | null;
  html: string | null;
}

function words(header: string): string {
  const joined = header.replace(/\?=\s+=\?/g, "?==?");
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === "b" ? Buffer.from(text, "base64").toString("utf8") : quotedPrintable(text.replaceAll("_", " ")),
  );
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function split(part: string): { headers: Record<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(part);
  const head = (end ? part.slice(0, end.index) : part).replace(/\r?\n[ \t]+/g, " ");
  const lines = head.split(/\r?\n/).filter((line) => line.includes(":"));
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
  return { headers: Object.fromEntries(headers), body: end ? part.slice(end.index + end[0].length) : "" };
}

function decoded(headers: Record<string, string>, body: string): string {
  const encoding = headers["content-transfer-encoding"]?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? quotedPrintable(body) : Buffer.from(body, "latin1").toString("utf8");
}

function bodies(part: string): { type: string; text: string }[] {
  const { headers, body } = split(part);
  const type = headers["content-type"] ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) return [{ type, text: decoded(headers, body).trimEnd() }];
  const parts = body.split(`--${boundary}`).slice(1, -1);
  return parts.flatMap((inner) => bodies(inner.replace(/^\r?\n/, "")));
}

/** `raw` as latin1 text, so that each character is a byte. */
export function readMail(raw: string): ReadMail {
  const { headers } = split(raw);
  const found = bodies(raw);
  const of = (type: string) => found.find((part) => part.type.startsWith(type))?.text ?? null;
  const messageId = headers["message-id"] ?? "";
  return { headers, subject: words(headers.subject ?? ""), messageId, text: of("text/plain"), html: of("text/html") };
}
