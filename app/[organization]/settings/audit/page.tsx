import type { Metadata } from "next";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, type Row, Table } from "@/app/_components/table";
import { auditAction, auditActor, auditParticulars } from "@/lib/domain/audit-words";
import { formatInstant } from "@/lib/domain/format-day";
import { auditEntries } from "@/lib/queries/audit";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";

export const metadata: Metadata = { title: "Audit log" };

const COLUMNS: Column[] = [
  { key: "action", label: "What" },
  { key: "actor", label: "Who" },
  { key: "detail", label: "Particulars" },
  { key: "at", label: "When (UTC)" },
];

export default async function AuditPage({ params, searchParams }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "audit.read");
  if (!may) return <NotPermitted title="Audit log" role={person.role} permission="audit.read" />;
  const before = /^\d{1,15}$/.exec(String((await searchParams).before ?? ""))?.[0];
  const { entries, older } = await auditEntries(scope, before === undefined ? null : Number(before));
  const rows = entries.map(
    (entry): Row => ({
      key: String(entry.id),
      cells: {
        action: <span className="sm:whitespace-nowrap">{auditAction(entry.action)}</span>,
        actor: <span className="sm:whitespace-nowrap">{auditActor(entry.actor)}</span>,
        detail: <span className="block lg:min-w-80">{auditParticulars(entry.detail)}</span>,
        at: <span className="whitespace-nowrap">{formatInstant(entry.at)}</span>,
      },
    }),
  );
  const path = `/${organization.slug}/settings/audit`;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Audit log" description="Who changed what. Entries are only ever added." />
      <Card flush>
        <Table caption="Audit log, newest first" columns={COLUMNS} rows={rows} empty="Nothing was changed yet." />
      </Card>
      <div className="flex gap-2">
        {before !== undefined && <LinkButton href={path}>Newest</LinkButton>}
        {older !== null && <LinkButton href={`${path}?before=${older}`}>Older</LinkButton>}
      </div>
    </div>
  );
}
