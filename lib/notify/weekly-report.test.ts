import { describe, expect, it } from "vitest";
import { reportPage } from "../domain/weekly-report/page";
import { emptyReport, sampleReport } from "../test/sample-weekly-report";
import { weeklyReportMessage } from "./weekly-report-message";

const ORIGIN = { origin: "https://waybill.example", slug: "acme" };
const HOSTILE = `<img src=x onerror=alert(1)> "&' \r\nBcc: x@y\r\n\r\n${"‮"}=1+1 🚀`;

const visible = (html: string) =>
  html
    .replace(/<(style|title)[^>]*>.*?<\/\1>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

describe("the weekly report as a message", () => {
  it.each([
    ["full", sampleReport()],
    ["empty", emptyReport()],
  ])("tells every sentence and figure of the page, in HTML and in text: %s", (_, report) => {
    const { mail } = weeklyReportMessage(report, 1, ORIGIN);
    const page = reportPage(report);
    const html = visible(mail?.html ?? "");
    const text = (mail?.text ?? "").replace(/\s+/g, " ");
    const said = [
      ...page.summary,
      ...page.tiles.flatMap(({ value, note }) => [value, note]),
      ...page.blocks.flatMap(({ title, sentences, tables }) => [
        title,
        ...sentences,
        ...tables.flatMap(({ rows }) => rows.flat().map((cell) => cell.text)),
      ]),
    ];
    for (const one of said) {
      expect(html).toContain(one.replace(/\s+/g, " "));
      expect(text).toContain(one.replace(/\s+/g, " "));
    }
  });

  it("lets no name out of its place", () => {
    const report = sampleReport({ subject: { kind: "teams", ids: ["0b7f4a52-6d1d-4f0e-9d0c-000000000001"], name: HOSTILE } });
    if (!report.changes.known || !report.sessions.known || !report.budgets.known) throw new Error("known");
    report.changes.sentence = '<b onclick="x">Key</b> made it.';
    for (const { rows } of report.changes.dimensions) for (const row of rows) row.value.label = HOSTILE.repeat(500);
    for (const row of report.sessions.rows) row.id = HOSTILE;
    for (const budget of report.budgets.budgets) budget.name = HOSTILE;
    const { title, mail } = weeklyReportMessage(report, 1, ORIGIN);
    expect(mail?.html).not.toMatch(/<img|<script|<!--/i);
    expect(mail?.html).not.toMatch(/<[^>]*\s(src|onerror)=|url\(|@import|<link/i);
    expect(mail?.html.length).toBeLessThan(100_000);
    expect(mail?.text).not.toMatch(/^Bcc:/m);
    expect([...title].length).toBeLessThan(200);
    expect(`${mail?.html}${mail?.text}${title}`).not.toMatch(/[\u202a-\u202e]/);
  });

  it("links to its own edition, and to pages of the organization alone", () => {
    const { link, mail } = weeklyReportMessage(sampleReport(), 3, ORIGIN);
    expect(link?.path).toBe("/acme/reports/2026-W46?edition=3");
    const hrefs = [...(mail?.html.matchAll(/href="([^"]*)"/g) ?? [])].map(([, href]) => href ?? "");
    expect(hrefs.length).toBeGreaterThan(10);
    for (const href of hrefs) expect(href.startsWith("https://waybill.example/acme/")).toBe(true);
  });

  it("folds a long title under itself in the text, its figures beside the first line", () => {
    const report = sampleReport();
    if (!report.recommendations.known || !report.recommendations.open[0]) throw new Error("known");
    const title = `${"word ".repeat(20)}end`;
    report.recommendations.open[0] = { ...report.recommendations.open[0], title, lowUsd: "1", highUsd: "2" };
    const { mail } = weeklyReportMessage(report, 1, ORIGIN);
    const lines = (mail?.text ?? "").split("\n");
    const at = lines.findIndex((line) => line.startsWith("  word word"));
    expect(lines[at]).toMatch(/^ {2}(word )+ +\$1\.00–\$2\.00$/);
    expect(`${lines[at]?.split("$")[0]?.trim()} ${lines[at + 1]?.trim()}`).toBe(title);
  });

  it("has text of lines that a mail program does not break", () => {
    const { mail } = weeklyReportMessage(sampleReport(), 1, ORIGIN);
    const long = (mail?.text ?? "").split("\n").filter((line) => [...line].length > 78 && !line.includes("https://"));
    expect(long).toEqual([]);
  });
});
