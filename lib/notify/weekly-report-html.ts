import { oneLine } from "../domain/alert/message";
import type { BlockCell, BlockTable, ReportBlock, ReportTile } from "../domain/weekly-report/blocks";
import type { ReportPage } from "../domain/weekly-report/page";
import { escapeHtml } from "./mail-bodies";

/**
 * What mail programs take: tables, inlined styles, no image, no script, nothing fetched. Programs that know dark mode
 * (and those alone) read the classes of the head's style; all others show the inlined light colours.
 */
const FONT = "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
const INK = "#17191c";
const MUTED = "#595e64";
const LINE = "#e4e4e1";
const BRAND = "#0d6b5c";
const WARN = "#875200";

const DARK = `@media (prefers-color-scheme: dark) {
.page{background:#0e0f11!important}.card{background:#16181b!important;border-color:#2b2f34!important}
.ink{color:#eceef0!important}.muted{color:#a3aab3!important}.line{border-color:#2b2f34!important}
.brand{color:#5fcab3!important}.warn{color:#e5b566!important}.bar{background:#14332d!important}.fill{background:#5fcab3!important}}
@media (max-width:480px){.tile{display:block!important;width:100%!important}}`;

const text = (value: string) => escapeHtml(oneLine(value));

function link(base: string, path: string | null | undefined, label: string): string {
  if (!path) return text(label);
  const style = `color:${BRAND};text-decoration:none`;
  return `<a class="brand" href="${escapeHtml(`${base}/${path}`)}" style="${style}">${text(label)}</a>`;
}

function tileHtml(base: string, { label, value, note, path, needsAttention }: ReportTile): string {
  const mark = needsAttention ? ` <span class="warn" style="color:${WARN}">(needs a look)</span>` : "";
  return `<td class="tile" width="33%" valign="top" style="padding:10px 12px 10px 0">
<div class="muted" style="font-size:12px;color:${MUTED}">${link(base, path, label)}${mark}</div>
<div class="ink" style="font-size:19px;line-height:26px;font-weight:600;color:${INK}">${text(value)}</div>
<div class="muted" style="font-size:12px;line-height:16px;color:${MUTED}">${text(note)}</div></td>`;
}

/** Three beside each other, then two. */
function tilesHtml(base: string, tiles: readonly ReportTile[]): string {
  const rows = [tiles.slice(0, 3), tiles.slice(3)].map((row) => {
    const empty = '<td class="tile" width="33%"></td>'.repeat(3 - row.length);
    return `<tr>${row.map((tile) => tileHtml(base, tile)).join("")}${empty}</tr>`;
  });
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows.join("")}</table>`;
}

function barHtml(share: number): string {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 100);
  const fill =
    width > 0 ? `<div class="fill" style="width:${width}%;height:4px;line-height:4px;background:${BRAND}">&nbsp;</div>` : "";
  return `<div class="bar" style="height:4px;line-height:4px;font-size:0;margin-top:4px;max-width:240px;background:#e3f1ee">${fill}</div>`;
}

function cellHtml(base: string, cell: BlockCell, right: boolean, isTotal: boolean): string {
  const note = cell.note
    ? `<div class="muted" style="font-size:12px;line-height:16px;color:${MUTED};font-weight:400">${text(cell.note)}</div>`
    : "";
  const style = `padding:6px ${right ? "0 6px 12px" : "0"};border-top:1px solid ${LINE};font-size:14px;line-height:20px;color:${INK};${right ? "white-space:nowrap;" : "word-break:break-word;"}${isTotal ? "font-weight:600" : ""}`;
  const bar = cell.bar === undefined ? "" : barHtml(cell.bar);
  return `<td class="ink line" valign="top" align="${right ? "right" : "left"}" style="${style}">${link(base, cell.path, cell.text)}${note}${bar}</td>`;
}

function tableHtml(base: string, { caption, columns, rows, hasTotal }: BlockTable): string {
  const head = columns.map(({ label, right }, index) => {
    const style = `padding:4px ${right ? "0 4px 12px" : "0"};font-size:12px;font-weight:500;color:${MUTED};${right ? "white-space:nowrap" : ""}`;
    return `<th class="muted" scope="col" align="${right ? "right" : "left"}" width="${index === 0 ? "99%" : "1%"}" style="${style}">${text(label)}</th>`;
  });
  const body = rows.map((row, index) => {
    const isTotal = hasTotal === true && index === rows.length - 1;
    return `<tr>${row.map((cell, column) => cellHtml(base, cell, columns[column]?.right ?? false, isTotal)).join("")}</tr>`;
  });
  return `<table width="100%" cellpadding="0" cellspacing="0" aria-label="${text(caption)}" style="margin:8px 0 4px"><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

const paragraph = (sentence: string) =>
  `<p class="ink" style="margin:8px 0 0;font-size:14px;line-height:20px;color:${INK}">${text(sentence)}</p>`;

function card(content: string): string {
  return `<tr><td style="padding:0 0 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
<td class="card" style="background:#ffffff;border:1px solid ${LINE};border-radius:8px;padding:16px 20px">${content}</td></tr></table></td></tr>`;
}

function blockHtml(base: string, { title, sentences, tables, more, needsAttention }: ReportBlock): string {
  const heading = `<h2 class="${needsAttention ? "warn" : "ink"}" style="margin:0;font-size:16px;line-height:22px;font-weight:600;color:${needsAttention ? WARN : INK}">${text(title)}</h2>`;
  const foot = more ? `<p style="margin:8px 0 0;font-size:14px">${link(base, more.path, more.label)}</p>` : "";
  return card(`${heading}${sentences.map(paragraph).join("")}${tables.map((table) => tableHtml(base, table)).join("")}${foot}`);
}

/** A weekly report as an e-mail's HTML. `base`: the organization's address; `path`: the report's page after it. */
export function weeklyReportHtml(page: ReportPage, base: string, path: string): string {
  const { title, subtitle, summary, tiles, blocks, notes } = page;
  const head = `<h1 class="ink" style="margin:0;font-size:20px;line-height:28px;font-weight:600;color:${INK}">${text(title)}</h1>
<p class="muted" style="margin:0;font-size:13px;line-height:18px;color:${MUTED}">${text(subtitle)}</p>`;
  const button = `<p style="margin:12px 0 0"><a class="brand" href="${escapeHtml(`${base}/${path}`)}" style="font-size:14px;font-weight:600;color:${BRAND}">Open the report in Waybill</a></p>`;
  const foot = [...notes, "You get this because an owner or admin put you on the list in Settings, Report schedule."]
    .map((note) => `<p class="muted" style="margin:0 0 4px;font-size:12px;line-height:16px;color:${MUTED}">${text(note)}</p>`)
    .join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${text(title)}</title><style>${DARK}</style></head>
<body class="page" style="margin:0;padding:0;background:#f8f8f7;font-family:${FONT};-webkit-text-size-adjust:100%">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f8f8f7"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" style="width:100%;max-width:640px;text-align:left">
${card(`${head}${summary.map(paragraph).join("")}${button}`)}
${card(tilesHtml(base, tiles))}
${blocks.map((block) => blockHtml(base, block)).join("\n")}
<tr><td style="padding:4px 4px 16px">${foot}</td></tr>
</table></td></tr></table></body></html>`;
}
