import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { detailPath, withQuery } from "@/app/_components/shell/pages";
import { Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { requireEntry } from "@/lib/access/scope";
import { dayOf, isDay } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatCount } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import { causesOfPeriod } from "@/lib/domain/reconciliation/causes";
import { filterWord } from "@/lib/domain/spend/question";
import { type DayLine, dayLines } from "@/lib/queries/attribution/day-lines";
import { dayCells } from "@/lib/queries/reconciliation/cells";
import { reconciliation } from "@/lib/queries/reconciliation/reconciliation";
import { NotPermitted } from "../../../settings/_components/not-permitted";
import { LineTable } from "../../_components/line-table";
import { ReconciliationStrip } from "../../_components/reconciliation-strip";
import { CauseTable } from "../../_components/side-lists";
import { WarningList } from "../../_components/warning-list";

export const metadata: Metadata = { title: "Reconciliation of a day" };

const COLUMNS = [
  { key: "key", label: "Key" },
  { key: "model", label: "Model" },
  { key: "billed", label: "Billed", align: "right" as const },
  { key: "explained", label: "Explained", align: "right" as const },
  { key: "remainder", label: "Remainder", align: "right" as const },
  { key: "difference", label: "Difference", align: "right" as const },
];
const SHOWN = 500;
const LINES_SHOWN = 50;

/** The single requests of a line, each of which says which rules matched it; null where none is known. */
function requestsOf(organization: string, day: string, { evidence, values }: DayLine): string | null {
  if (evidence !== "generation" && evidence !== "log") return null;
  const query = new URLSearchParams({ from: day, to: day });
  for (const dimension of ["developer", "key", "model", "feature"] as const)
    query.set(dimension, filterWord(dimension, values[dimension]));
  return withQuery(`/${organization}/generations`, query.toString());
}

/** The rules page about a line that no request is known of; null for other lines, and where the day had no rules. */
function rulesOf(organization: string, connectionId: string, day: string, { evidence, values }: DayLine): string | null {
  if (evidence !== "remainder") return null;
  const asked = new URLSearchParams({ connection: connectionId, day, remainder: values.model.id ?? "" });
  if (values.key.id !== null) asked.set("of", values.key.id);
  return withQuery(`/${organization}/settings/rules`, asked.toString());
}

/** One connection's day by key and model: what was billed, and what single requests explain of it. */
export default async function DayPage({ params }: { params: Promise<{ organization: string; id: string; day: string }> }) {
  const { organization, id, day } = await params;
  const { scope, person } = await requireEntry(organization);
  if (!scope.permissions.includes("reconciliation.read")) {
    return <NotPermitted title="Reconciliation" role={person.role} permission="reconciliation.read" />;
  }
  if (!day || !isDay(day)) notFound();
  const now = new Date();
  const { cells, connectionName } = await dayCells(scope, id, day).catch((error: unknown) => {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  });
  const [lines, { total, days, warnings }] = await Promise.all([
    dayLines(scope, id, day, LINES_SHOWN),
    reconciliation(scope, { from: day, to: day }, [id], now),
  ]);
  const rows = cells.slice(0, SHOWN).map((cell): Row => {
    const href = cell.key.id === null ? null : detailPath(organization, "key", cell.key.id);
    return {
      key: `${cell.key.id} ${cell.model.id}`,
      ...(href && { href: `${href}?from=${day}&to=${day}` }),
      cells: {
        key: cell.key.label,
        model: cell.model.label,
        billed: <Money amount={cell.billedUsd} />,
        explained: <Money amount={cell.explainedUsd} />,
        remainder: <Money amount={cell.remainderUsd} />,
        difference: <Money amount={cell.differenceUsd} />,
      },
    };
  });
  const list = `/${organization}/reconciliation`;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link href={list} prefetch={false} className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline">
          Reconciliation
        </Link>
        <PageHeader title={`${formatRange(day, day)}, ${connectionName}`} description="By key and model, UTC day" />
        <WarningList
          organization={organization}
          today={dayOf(now)}
          warnings={warnings}
          mayRebuild={scope.permissions.includes("connections.manage")}
        />
      </div>
      <ReconciliationStrip total={total} days={null} causes={null} />
      <Card title="Causes" note="Why something is not explained, and what stands beside the bill." flush>
        <CauseTable causes={causesOfPeriod(days)} />
      </Card>
      <Card
        title="By key and model"
        note={cells.length > SHOWN ? `The ${SHOWN} largest of ${cells.length}` : "Largest bill first"}
        flush
      >
        <div className="overflow-x-auto">
          <Table caption="Billed against explained, by key and model" columns={COLUMNS} rows={rows} empty="Nothing was billed." />
        </div>
      </Card>
      <Card
        title="Whom it is charged to, and why"
        note={[
          lines.all > LINES_SHOWN ? `The ${LINES_SHOWN} largest of ${formatCount(lines.all)} lines.` : null,
          lines.rulesVersion > 0 ? `Rules are those of version ${lines.rulesVersion}.` : "No attribution rules were in force.",
          "A line that is known by single requests leads to them, and each to everything that matched it.",
        ]
          .filter(Boolean)
          .join(" ")}
        flush
      >
        <div className="overflow-x-auto">
          <LineTable
            lines={lines.lines}
            requestsOf={(line) => requestsOf(organization, day, line)}
            rulesOf={(line) => (lines.rulesVersion === 0 ? null : rulesOf(organization, id, day, line))}
          />
        </div>
      </Card>
    </div>
  );
}
