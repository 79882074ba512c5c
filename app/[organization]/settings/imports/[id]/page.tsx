import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import { MOST_STORED_REJECTS } from "@/lib/domain/import/log-row";
import { firstRejects, importById } from "@/lib/queries/imports";
import { NotPermitted } from "../../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../../entry";
import { importView } from "../import-view";
import { ImportStatus } from "./_components/import-status";

export const metadata: Metadata = { title: "Import" };

const REJECTS_SHOWN = 50;
const COLUMNS: Column[] = [
  { key: "line", label: "Line", align: "right" },
  { key: "column", label: "Column" },
  { key: "reason", label: "Why it was refused" },
  { key: "value", label: "The text in question" },
];

function downloadHas(rejected: number): string {
  return rejected > MOST_STORED_REJECTS
    ? `The download has the first ${formatCount(MOST_STORED_REJECTS)}.`
    : "The download has all of them.";
}

export default async function ImportPage({ params }: SettingsProps<{ id: string }>) {
  const { scope, organization, person, may } = await enterSettings(params, "imports.manage");
  if (!may) return <NotPermitted title="Import" role={person.role} permission="imports.manage" />;
  const { id } = await params;
  const found = await importById(scope, id);
  if (!found) notFound();
  const rejects = await firstRejects(scope, id, REJECTS_SHOWN);
  const rows = rejects.map(({ line, column, reason, value }, index) => ({
    key: `${line} ${index}`,
    cells: { line: formatCount(line), column: column ?? "–", reason, value: value === null ? "–" : <code>{value}</code> },
  }));
  const more = found.rejected - rejects.length;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={found.fileName}
        description="What was accepted is evidence of who spent it and the books of days without a bill; where OpenRouter has billed a day, its bill is the total."
        actions={<LinkButton href={`/${organization.slug}/settings/imports`}>All imports</LinkButton>}
      />
      <ImportStatus organization={organization.slug} initial={importView(found)} />
      {rejects.length > 0 && (
        <Card
          flush
          title="Refused rows"
          note={
            more > 0 ? `The first ${REJECTS_SHOWN} of ${formatCount(found.rejected)}. ${downloadHas(found.rejected)}` : undefined
          }
        >
          <Table caption="Refused rows" columns={COLUMNS} rows={rows} />
        </Card>
      )}
    </div>
  );
}
