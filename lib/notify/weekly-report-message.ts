import type { MessageContent } from "../domain/alert/message";
import { short } from "../domain/weekly-report/blocks";
import { reportPage } from "../domain/weekly-report/page";
import { reportPath } from "../domain/weekly-report/subject";
import type { WeeklyReport } from "../domain/weekly-report/weekly-report";
import { weeklyReportHtml } from "./weekly-report-html";
import { weeklyReportText } from "./weekly-report-text";

/** A stored report as a message to one of its readers: HTML and text of the very document. */
export function weeklyReportMessage(
  report: WeeklyReport,
  edition: number,
  { origin, slug }: { origin: string; slug: string },
): MessageContent {
  const page = reportPage(report);
  const base = `${origin}/${slug}`;
  const path = reportPath(report.week, report.subject, edition);
  return {
    title: `${page.title}: ${page.tiles[0]?.value ?? ""} for ${short(report.subject.name)}`,
    lines: page.summary,
    facts: page.tiles.map(({ label, value, note }) => ({ label, value: `${value} (${note})` })),
    link: { label: "Open the report", path: `/${slug}/${path}` },
    mail: { html: weeklyReportHtml(page, base, path), text: weeklyReportText(page, base, path) },
    event: { type: "report.weekly", data: { week: report.week, edition } },
  };
}
