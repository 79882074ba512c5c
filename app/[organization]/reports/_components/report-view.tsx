import { Card } from "@/app/_components/card";
import { weekWords } from "@/lib/domain/iso-week";
import type { ReportPage } from "@/lib/domain/weekly-report/page";
import type { WeeklyReport } from "@/lib/domain/weekly-report/weekly-report";
import { ReportBlockCard } from "./report-block";
import { ReportDays } from "./report-days";
import { ReportTiles } from "./report-tiles";

/** A stored report: the week in short, five numbers, seven days, and the sections. */
export function ReportView({ organization, report, page }: { organization: string; report: WeeklyReport; page: ReportPage }) {
  return (
    <div className="flex flex-col gap-5 print:gap-3">
      <Card title="In short">
        <ul className="flex max-w-prose list-disc flex-col gap-1.5 pl-5 text-base leading-6 text-ink">
          {page.summary.map((sentence) => (
            <li key={sentence} className="[overflow-wrap:anywhere]">
              {sentence}
            </li>
          ))}
        </ul>
      </Card>
      <ReportTiles organization={organization} tiles={page.tiles} />
      <div className="print:break-inside-avoid">
        <Card title="Day by day" note="US dollars">
          <ReportDays days={report.days} before={weekWords(report.before.week, report.week)} />
        </Card>
      </div>
      {page.blocks.map((block) => (
        <ReportBlockCard key={block.id} organization={organization} block={block} />
      ))}
      <footer className="flex flex-col gap-0.5 text-xs text-muted print:block print:break-inside-avoid print:[&>p]:inline">
        {page.notes.map((note) => (
          <p key={note}>{note} </p>
        ))}
      </footer>
    </div>
  );
}
