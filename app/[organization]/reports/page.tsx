import type { Metadata } from "next";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { ChangeText, Money } from "@/app/_components/spend/figures";
import { EmptyState, ErrorState } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatInstant } from "@/lib/domain/format-day";
import { addWeeks, formatWeek, weekOf } from "@/lib/domain/iso-week";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { changeOf } from "@/lib/domain/spend/change";
import { reportPage } from "@/lib/domain/weekly-report/page";
import { reportPath, type SubjectKey } from "@/lib/domain/weekly-report/subject";
import { listReports, reportTeams, storedReport } from "@/lib/queries/weekly-report/weekly-reports";
import { MakeReport } from "./_components/make-report";
import { askedReportSubject, type ReportParameters } from "./asked-report";
import { SubjectLinks, subjectFields } from "./subject-links";

export const metadata: Metadata = { title: "Weekly reports" };

async function Reports({ scope, organization, subject }: { scope: AuthorizedScope; organization: string; subject: SubjectKey }) {
  const [reports, teams] = await Promise.all([listReports(scope, subject), reportTeams(scope)]);
  const [newest] = reports;
  const latest = newest ? await storedReport(scope, subject, newest.week, newest.edition) : null;
  const lastWeek = addWeeks(weekOf(dayOf(new Date())), -1);
  const make = (
    <MakeReport organization={organization} week={lastWeek} subject={subjectFields(subject)} label="Make last week’s report" />
  );
  return (
    <>
      <SubjectLinks path={`/${organization}/reports`} teams={teams} subject={subject} />
      {latest ? (
        <Card
          title={formatWeek(latest.report.week)}
          note={`${latest.report.subject.name} · made ${formatInstant(latest.madeAt)}`}
          actions={
            <LinkButton href={`/${organization}/${reportPath(latest.report.week, subject)}`} look="primary">
              Read the report
            </LinkButton>
          }
        >
          <ul className="flex max-w-prose list-disc flex-col gap-1 pl-5 text-sm text-ink">
            {reportPage(latest.report).summary.map((sentence) => (
              <li key={sentence} className="[overflow-wrap:anywhere]">
                {sentence}
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        <EmptyState title="No weekly report yet" action={make}>
          Every Monday Waybill makes one for the organization and for everybody on the list of recipients: what the week cost,
          what changed and why, and what to decide. You can make last week’s now.
        </EmptyState>
      )}
      {reports.length > 0 && (
        <Card title="Weeks" flush actions={newest && newest.week < lastWeek ? make : undefined}>
          <Table
            caption="Weekly reports, newest first"
            columns={[
              { key: "week", label: "Week" },
              { key: "spend", label: "Spent", align: "right" },
              { key: "change", label: "Change", align: "right" },
              { key: "made", label: "Made" },
            ]}
            rows={reports.map(({ week, edition, madeAt, spendUsd, beforeUsd }) => ({
              key: week,
              href: `/${organization}/${reportPath(week, subject)}`,
              cells: {
                week: formatWeek(week),
                spend: <Money amount={spendUsd} />,
                change: <ChangeText change={changeOf(spendUsd, beforeUsd)} />,
                made: `${formatInstant(madeAt)}${edition > 1 ? `, edition ${edition}` : ""}`,
              },
            }))}
          />
        </Card>
      )}
    </>
  );
}

export default async function ReportsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<ReportParameters>;
}) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  let subject: SubjectKey | null = null;
  let refused: WaybillError | null = null;
  try {
    subject = askedReportSubject(scope, await searchParams);
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    refused = error;
  }
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Weekly report"
        description="Ten minutes on Monday: what the week cost, what changed and why, what to decide."
        actions={
          scope.permissions.includes("reports.manage") && (
            <LinkButton href={`/${organization}/settings/reports`}>Schedule and recipients</LinkButton>
          )
        }
      />
      {subject ? (
        <Reports scope={scope} organization={organization} subject={subject} />
      ) : (
        <ErrorState title={refused?.message ?? ""} todo={refused?.todo} />
      )}
    </div>
  );
}
