import type { Arrival } from "./arrival";

function asText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const KINDS = { email: "E-mail", slack: "Slack", webhook: "Webhook" } as const;

function row(arrival: Arrival, index: number): string {
  const { kind, at, title, text, to, path, body, html } = arrival;
  const title_ = html ? `<a href="/mail/${index}">${asText(title)}</a>` : asText(title);
  const raw = kind === "email" ? text : JSON.stringify(JSON.parse(body), null, 2);
  const time = at.toISOString().slice(0, 19).replace("T", " ");
  return `<tr><td>${time} UTC</td><td>${KINDS[kind]}</td><td>${asText(to.join(", ") || path)}</td>
<td><details><summary>${title_}</summary><pre>${asText(raw)}</pre></details></td></tr>`;
}

/** Everything that arrived, the newest first. */
export function inboxPage(arrivals: readonly Arrival[]): string {
  const rows = arrivals.map(row).reverse().join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>Inbox of the demo</title>
<style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:24px auto;padding:0 16px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid #8884}
pre{white-space:pre-wrap;font-size:13px}</style>
<h1>Inbox of the demo</h1><p>What Waybill sent to the demo's mail server, Slack and webhook. Nothing leaves this machine.</p>
<table><tr><th>Arrived</th><th>By</th><th>To</th><th>Message</th></tr>${rows || '<tr><td colspan="4">Nothing arrived yet.</td></tr>'}</table></html>`;
}

/** A mail as its reader sees it. Scripts in it do not run. */
export function mailPage({ html }: Arrival): string {
  return `<!doctype html><meta charset="utf-8"><title>Mail</title><iframe sandbox title="Mail" style="border:0;width:100%;height:96vh" srcdoc="${asText(html ?? "")}"></iframe>`;
}
