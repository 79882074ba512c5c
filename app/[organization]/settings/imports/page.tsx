import type { Metadata } from "next";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, type Row, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";
import { importHomes, importsOf } from "@/lib/queries/imports";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { UploadBox } from "./_components/upload-box";
import { importView } from "./import-view";

export const metadata: Metadata = { title: "Imports" };

const COLUMNS: Column[] = [
  { key: "file", label: "File" },
  { key: "status", label: "Status" },
  { key: "rows", label: "Rows", align: "right" },
  { key: "refused", label: "Refused", align: "right" },
  { key: "cost", label: "Total", align: "right" },
  { key: "uploaded", label: "Uploaded", phone: "hidden" },
];

export default async function ImportsPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "imports.manage");
  if (!may) return <NotPermitted title="Imports" role={person.role} permission="imports.manage" />;
  const [imports, homes] = await Promise.all([importsOf(scope), importHomes(scope)]);
  const rows = imports.map((found): Row => {
    const { status, costUsd } = importView(found);
    return {
      key: found.id,
      href: `/${organization.slug}/settings/imports/${found.id}`,
      cells: {
        file: found.fileName,
        status: <Badge tone={status.tone}>{status.word}</Badge>,
        rows: formatCount(found.rows),
        refused: formatCount(found.rejected),
        cost: costUsd ?? "–",
        uploaded: formatInstant(found.createdAt),
      },
    };
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Imports"
        description="Logs exported from OpenRouter. Each request counts once, however many files and syncs report it."
      />
      <Card title="Upload a log">
        <UploadBox organization={organization.slug} connections={homes} />
      </Card>
      <Card flush>
        <Table caption="Uploaded files, newest first" columns={COLUMNS} rows={rows} empty="No file was uploaded yet." />
      </Card>
    </div>
  );
}
