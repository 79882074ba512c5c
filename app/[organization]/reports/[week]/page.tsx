import { ChevronLeft, ChevronRight, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LinkButton } from "@/app/_components/button";
import { PageHeader } from "@/app/_components/page-header";
import { EmptyState, ErrorState, Notice } from "@/app/_components/states";
import { requireScope } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatChange } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";
import { addWeeks, formatWeek, weekOf } from "@/lib/domain/iso-week";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { reportPage } from "@/lib/domain/weekly-report/page";
import { reportPath } from "@/lib/domain/weekly-report/subject";
import {
  changeSince,
  type ReportEdition,
  reportEditions,
  reportTeams,
  type StoredWeeklyReport,
  storedReport,
} from "@/lib/queries/weekly-report/weekly-reports";
import { MakeReport } from "../_components/make-report";
import { PrintButton } from "../_components/print-button";
import { ReportView } from "../_components/report-view";
import { type AskedReport, askedReport, type ReportParameters } from "../asked-report";
import { SubjectLinks, subjectFields } from "../subject-links";

export const metadata: Metadata = { title: "Weekly report" };

/** What to know before reading: that it is not the latest edition, or that its week was restated since. */
async function Standing({
  scope,
  organization,
  stored,
  asked,
  editions,
}: {
  scope: AuthorizedScope;
  organization: string;
  stored: StoredWeeklyReport;
  asked: AskedReport;
  editions: readonly ReportEdition[];
}) {
  const latest = editions[0]?.edition ?? stored.edition;
  if (stored.edition < latest) {
    const path = `/${organization}/${reportPath(asked.week, asked.subject)}`;
    return (
      <Notice tone="warn" action={<LinkButton href={path}>Read the latest</LinkButton>}>
        This is edition {stored.edition} of {latest}, as it was on {formatInstant(stored.madeAt)}.
      </Notice>
    );
  }
  const change = await changeSince(scope, stored.report, new Date());
  const isRunning = asked.week === weekOf(dayOf(new Date()));
  if (change.kind === "same" && !isRunning) return null;
  return (
    <Notice
      tone={change.kind === "same" ? "neutral" : "warn"}
      action={
        <MakeReport
          organization={organization}
          week={asked.week}
          subject={subjectFields(asked.subject)}
          label="Make a new edition"
          look="secondary"
        />
      }
    >
      {change.kind === "same"
        ? "The week is not over: this tells of the days until the report was made."
        : `Restated: the books of these days have changed by ${formatChange(change)} since this was made. The report stays as it was.`}
    </Notice>
  );
}

/** Earlier editions, which stay readable. */
function Editions({
  organization,
  asked,
  shown,
  editions,
}: {
  organization: string;
  asked: AskedReport;
  shown: number;
  editions: readonly ReportEdition[];
}) {
  if (editions.length < 2) return null;
  return (
    <p className="text-xs text-muted print:hidden">
      Editions:{" "}
      {editions.map(({ edition, madeAt, madeBy }, index) => (
        <span key={edition}>
          {index > 0 && ", "}
          {edition === shown ? (
            <span className="font-medium text-ink">{edition}</span>
          ) : (
            <Link
              href={`/${organization}/${reportPath(asked.week, asked.subject, edition)}`}
              prefetch={false}
              className="underline"
              title={`Made ${formatInstant(madeAt)} by ${madeBy}`}
            >
              {edition}
            </Link>
          )}
        </span>
      ))}
    </p>
  );
}

async function Report({ scope, organization, asked }: { scope: AuthorizedScope; organization: string; asked: AskedReport }) {
  const { week, subject, edition } = asked;
  const [stored, editions, teams] = await Promise.all([
    storedReport(scope, subject, week, edition),
    reportEditions(scope, subject, week),
    reportTeams(scope),
  ]);
  const page = stored ? reportPage(stored.report) : null;
  const path = `/${organization}/reports/${week}`;
  const query = new URLSearchParams({ ...subjectFields(subject), ...(stored ? { edition: String(stored.edition) } : {}) });
  const beside = (count: number) => `/${organization}/${reportPath(addWeeks(week, count), subject)}`;
  return (
    <>
      <div className="flex flex-col gap-3">
        <PageHeader
          title={formatWeek(week)}
          description={page?.subtitle}
          actions={
            <span className="flex flex-wrap items-center gap-2 print:hidden">
              <LinkButton href={beside(-1)} aria-label="The week before" prefetch={false}>
                <ChevronLeft aria-hidden size={14} />
              </LinkButton>
              <LinkButton href={beside(1)} aria-label="The week after" prefetch={false}>
                <ChevronRight aria-hidden size={14} />
              </LinkButton>
              <LinkButton href={`/${organization}/reports`}>All weeks</LinkButton>
              {stored && (
                <>
                  <PrintButton />
                  <LinkButton href={`${path}/export?${query}`} download>
                    <Download aria-hidden size={14} />
                    JSON
                  </LinkButton>
                </>
              )}
            </span>
          }
        />
        <SubjectLinks path={path} teams={teams} subject={subject} />
        {stored && <Standing scope={scope} organization={organization} stored={stored} asked={asked} editions={editions} />}
        {stored && <Editions organization={organization} asked={asked} shown={stored.edition} editions={editions} />}
      </div>
      {stored && page ? (
        <ReportView organization={organization} report={stored.report} page={page} />
      ) : edition !== null && editions.length > 0 ? (
        <ErrorState
          title={`There is no edition ${edition} of this report.`}
          todo={`It has ${editions.length}.`}
          action={<LinkButton href={`/${organization}/${reportPath(week, subject)}`}>Read the latest</LinkButton>}
        />
      ) : week > weekOf(dayOf(new Date())) ? (
        <EmptyState title="This week has not begun">Its report is made when it is over.</EmptyState>
      ) : (
        <EmptyState
          title="No report of this week was made"
          action={<MakeReport organization={organization} week={week} subject={subjectFields(subject)} label="Make it now" />}
        >
          It is made from the books as they are now, and kept.
        </EmptyState>
      )}
    </>
  );
}

export default async function WeeklyReportPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string; week: string }>;
  searchParams: Promise<ReportParameters>;
}) {
  const { organization, week } = await params;
  const scope = await requireScope(organization);
  let asked: AskedReport;
  try {
    asked = askedReport(scope, week ?? "", await searchParams);
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader title="Weekly report" />
        <ErrorState
          title={error.message}
          todo={error.todo}
          action={<LinkButton href={`/${organization}/reports`}>All weeks</LinkButton>}
        />
      </div>
    );
  }
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-5 print:max-w-none print:gap-3">
      <Report scope={scope} organization={organization} asked={asked} />
    </div>
  );
}
