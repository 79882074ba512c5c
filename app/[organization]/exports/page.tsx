import type { Metadata } from "next";
import { Suspense } from "react";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { PeriodPicker } from "@/app/_components/period-picker";
import { withQuery } from "@/app/_components/shell/pages";
import { FilterChips } from "@/app/_components/spend/filter-chips";
import { Notice } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { EXPORT_KINDS, type ExportKind, isExportKind } from "@/lib/domain/export/export";
import { monthChoices, parseExportView } from "@/lib/domain/export/view";
import { formatCount, formatUsd } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";
import type { Permission } from "@/lib/domain/role";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { viewToQuery } from "@/lib/domain/spend/view";
import { parseUsd } from "@/lib/domain/usd";
import { recentExports } from "@/lib/queries/export/recent-exports";
import { filterChoices } from "@/lib/queries/spend/filter-choices";
import { filterLabels } from "@/lib/queries/spend/filter-labels";
import type { SpendPageProps } from "../spend-request";
import { ChooseForm } from "./_components/choose-form";
import { KIND_WORDS, KindList } from "./_components/kind-list";
import { Standing } from "./_components/standing";
import { PreviewCard } from "./preview-card";

export const metadata: Metadata = { title: "Exports" };

const NEEDED: Partial<Record<ExportKind, Permission>> = {
  chargeback: "exports.chargeback",
  focus: "exports.chargeback",
  generations: "exports.requests",
};

/** What a file of each kind can be narrowed to. Whom a request is charged to is not told in a list of them. */
const NARROWED: Record<ExportKind, readonly FilterDimension[]> = {
  spend: ["cost_center", "team", "developer", "key", "model", "feature"],
  chargeback: [],
  focus: ["cost_center", "team", "developer", "key", "model", "feature"],
  generations: ["key", "model", "provider", "app", "workspace", "connection"],
};

export default async function ExportsPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  const query = await searchParams;
  const now = new Date();
  const today = dayOf(now);
  const kinds = EXPORT_KINDS.filter((kind) => {
    const needed = NEEDED[kind];
    return needed === undefined || scope.permissions.includes(needed);
  });
  const asked = typeof query.kind === "string" ? query.kind : "spend";
  const kind = isExportKind(asked) && kinds.includes(asked) ? asked : "spend";
  const shown = parseExportView(kind, query, today);
  const { view, question, problems } = shown;
  const path = `/${organization}/exports`;
  const [labels, choices, recent] = await Promise.all([
    filterLabels(scope, question.filters),
    filterChoices(scope, question, NARROWED[kind], today),
    recentExports(scope),
  ]);
  const unclear =
    asked === kind ? problems : [`There is no export ${JSON.stringify(asked.slice(0, 40))} for you here.`, ...problems];
  const fileHref = withQuery(`/api/organizations/${organization}/exports/${kind}`, viewToQuery(view));
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <PageHeader
          title="Take it with you"
          description="Files for finance, exact to the last digit. Days are UTC, amounts are US dollars."
          actions={kind === "chargeback" ? null : <PeriodPicker path={path} view={view} today={today} />}
        />
        {kind !== "chargeback" && <FilterChips path={path} view={view} labels={labels} />}
        {unclear.map((problem) => (
          <Notice key={problem} tone="bad">
            {problem}
          </Notice>
        ))}
      </div>
      <KindList
        kinds={kinds}
        current={kind}
        hrefOf={(other) => withQuery(path, viewToQuery(parseExportView(other, query, today).view))}
      />
      <Card title={KIND_WORDS[kind].title} note={scope.visibility.kind === "all" ? undefined : "Only what you see."}>
        <div className="flex flex-col gap-5">
          <ChooseForm path={path} shown={shown} months={monthChoices(today)} choices={choices} />
          <div className="border-t border-line pt-4">
            <Suspense key={fileHref} fallback={<p className="h-24 text-sm text-muted">Counting the rows …</p>}>
              <PreviewCard scope={scope} question={question} fileHref={fileHref} now={now} />
            </Suspense>
          </div>
        </div>
      </Card>
      <Card title="Taken lately" note="From the audit log, newest first." flush>
        <Table
          caption="Exports taken lately"
          columns={[
            { key: "file", label: "File" },
            { key: "actor", label: "By" },
            { key: "rows", label: "Rows", align: "right" },
            { key: "sum", label: "Sum", align: "right" },
            { key: "standing", label: "Final when taken" },
            { key: "sha256", label: "SHA-256", phone: "hidden" },
            { key: "at", label: "Taken" },
          ]}
          rows={recent.map(({ id, at, actor, detail, restated_usd: restatedUsd }) => ({
            key: String(id),
            cells: {
              file: detail.file,
              actor,
              rows: formatCount(detail.rows),
              sum: detail.costUsd === null ? null : formatUsd(parseUsd(detail.costUsd)),
              standing: <Standing finality={detail.finality} restatedUsd={restatedUsd} isCut={detail.filters.length > 0} />,
              sha256: (
                <code title={detail.sha256} className="whitespace-nowrap">
                  {detail.sha256.slice(0, 12)}…
                </code>
              ),
              at: formatInstant(at),
            },
          }))}
          empty="No file was taken yet."
        />
      </Card>
    </div>
  );
}
