import type { Metadata } from "next";
import { Badge, type Tone } from "@/app/_components/badge";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { Notice } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { dayOf } from "@/lib/domain/day";
import { formatInstant } from "@/lib/domain/format-day";
import { scheduleWords } from "@/lib/domain/weekly-report/schedule";
import {
  type RecipientEntry,
  type ReportReader,
  recipientEntries,
  reportReaders,
  reportSchedule,
  type SentReport,
  sentReports,
} from "@/lib/queries/weekly-report/recipients";
import { reportTeams } from "@/lib/queries/weekly-report/weekly-reports";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { RecipientForms, RemoveRecipient } from "./_components/recipient-forms";
import { ScheduleForm } from "./_components/schedule-form";

export const metadata: Metadata = { title: "Report schedule" };

const STATUS: Record<SentReport["status"], { label: string; tone: Tone }> = {
  waiting: { label: "Waiting", tone: "warn" },
  sent: { label: "Sent", tone: "good" },
  failed: { label: "Given up", tone: "bad" },
  dropped: { label: "Dropped", tone: "neutral" },
};

function entryWords({ kind, role, teamName, email }: RecipientEntry): string {
  if (kind === "role") return `Everybody with the role ${role}`;
  if (kind === "team") return `Managers and people of ${teamName}`;
  return `${email} (${teamName ? `report of ${teamName}` : "report of the organization"})`;
}

const READS = { organization: "The organization’s", teams: "His or her teams’", developers: "His or her own" };

function readerRow({ email, role, subject }: ReportReader) {
  return {
    key: email,
    cells: {
      who: email,
      role: role ?? "no member",
      report: subject ? READS[subject.kind] : "None: no spend is his or hers yet",
    },
  };
}

function sentRow({ key, recipient, status, attempts, lastError, doneAt, createdAt, nextAttemptAt }: SentReport) {
  const tried = attempts > 1 ? `${attempts} attempts. ` : "";
  const again = status === "waiting" ? ` Tried again ${formatInstant(nextAttemptAt)}.` : "";
  return {
    key: `${key} ${recipient}`,
    cells: {
      week: key.replace(/^report:/, ""),
      who: recipient,
      status: <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>,
      when: formatInstant(doneAt ?? createdAt),
      words: lastError === null && attempts <= 1 ? null : `${tried}${lastError ?? ""}${again}`,
    },
  };
}

export default async function ReportSchedulePage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "reports.manage");
  if (!may) return <NotPermitted title="Report schedule" role={person.role} permission="reports.manage" />;
  const now = new Date();
  const [schedule, entries, readers, sent, teams] = await Promise.all([
    reportSchedule(scope),
    recipientEntries(scope),
    reportReaders(scope, dayOf(now)),
    sentReports(scope),
    reportTeams(scope),
  ]);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Report schedule"
        description="When the weekly report is made and who gets it by e-mail."
        actions={<LinkButton href={`/${organization.slug}/reports`}>Weekly reports</LinkButton>}
      />
      {schedule.lastError && (
        <Notice tone="bad">
          The last reports could not all be made: {schedule.lastError}{" "}
          {schedule.tryAt && `Tried again ${formatInstant(schedule.tryAt)}.`}
        </Notice>
      )}
      <Card title="When" note={`Last week’s report is made on ${scheduleWords(schedule)}.`}>
        <ScheduleForm organization={organization.slug} schedule={schedule} />
      </Card>
      <Card title="Recipients" note="Nobody gets figures that he may not see in Waybill.">
        <div className="flex flex-col gap-6">
          {entries.length === 0 ? (
            <p className="text-sm text-muted">Nobody yet: reports are made and kept, and sent to no one.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
              {entries.map((entry) => (
                <li key={entry.id} className="flex items-center justify-between gap-3 px-3 py-1.5 text-sm">
                  <span className="min-w-0 text-ink [overflow-wrap:anywhere]">{entryWords(entry)}</span>
                  <RemoveRecipient organization={organization.slug} recipientId={entry.id} />
                </li>
              ))}
            </ul>
          )}
          <RecipientForms organization={organization.slug} teams={teams} />
        </div>
      </Card>
      {readers.length > 0 && (
        <Card title="Who that is today" flush>
          <Table
            caption="Everybody who gets the weekly report, and which"
            columns={[
              { key: "who", label: "Address" },
              { key: "role", label: "Role" },
              { key: "report", label: "Report" },
            ]}
            rows={readers.map(readerRow)}
          />
        </Card>
      )}
      <Card title="Sent" note="What the mail server refuses is tried again, up to five days." flush>
        <Table
          caption="E-mails of weekly reports, newest first"
          empty="None yet."
          columns={[
            { key: "week", label: "Week" },
            { key: "who", label: "To" },
            { key: "status", label: "Status" },
            { key: "when", label: "When" },
            { key: "words", label: "What happened" },
          ]}
          rows={sent.map(sentRow)}
        />
      </Card>
    </div>
  );
}
