import type { MessageContent } from "../domain/alert/message";
import { oneLine } from "../domain/alert/message";

const FOOT = "Sent by Waybill. Which alerts are sent where is set in Settings, Alert channels.";

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The plain text of a mail. */
export function mailText(content: MessageContent, origin: string): string {
  const { title, lines, facts, link } = content;
  const width = Math.max(0, ...facts.map(({ label }) => [...label].length));
  const table = facts.map(({ label, value }) => `  ${oneLine(label).padEnd(width)}  ${oneLine(value)}`).join("\n");
  const parts = [oneLine(title), ...lines, table, link ? `${link.label}: ${origin}${link.path}` : "", `--\n${FOOT}`];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The colours of the mail are for light paper; programs that show it dark get others, or make their own. */
const DARK = "@media (prefers-color-scheme:dark){a{color:#93c5fd!important}.muted{color:#9ca3af!important}}";

/** The HTML of a mail: no image, no script, nothing fetched, readable in light and dark. */
export function mailHtml(content: MessageContent, origin: string): string {
  const { title, lines, facts, link } = content;
  const paragraphs = lines.map((line) => `<p style="margin:0 0 12px">${escapeHtml(line)}</p>`).join("");
  const rows = facts.map(({ label, value }) => {
    const name = `<td class="muted" style="padding:4px 16px 4px 0;color:#6b7280;vertical-align:top">${escapeHtml(oneLine(label))}</td>`;
    return `<tr>${name}<td style="padding:4px 0;font-variant-numeric:tabular-nums">${escapeHtml(oneLine(value))}</td></tr>`;
  });
  const table =
    rows.length > 0 ? `<table role="presentation" style="border-collapse:collapse;margin:0 0 16px">${rows.join("")}</table>` : "";
  const button = link
    ? `<p style="margin:0 0 16px"><a href="${escapeHtml(origin + link.path)}" style="color:#1d4ed8">${escapeHtml(link.label)}</a></p>`
    : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escapeHtml(oneLine(title))}</title><style>${DARK}</style></head>
<body style="font:15px/1.5 system-ui,sans-serif;max-width:640px;margin:0 auto;padding:16px">
<h1 style="font-size:18px;line-height:1.3;margin:0 0 12px">${escapeHtml(oneLine(title))}</h1>
${paragraphs}${table}${button}<p class="muted" style="margin:24px 0 0;color:#6b7280;font-size:13px">${escapeHtml(FOOT)}</p>
</body></html>`;
}
