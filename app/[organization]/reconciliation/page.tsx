import { Download } from "lucide-react";
import type { Metadata } from "next";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { PeriodPicker } from "@/app/_components/period-picker";
import { SpendChart } from "@/app/_components/spend/chart/chart";
import { spendEmptiness } from "@/app/_components/spend/empty";
import { FilterChips } from "@/app/_components/spend/filter-chips";
import { Notice } from "@/app/_components/states";
import { requireEntry } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";
import { causesOfPeriod } from "@/lib/domain/reconciliation/causes";
import { reconciliationSeries } from "@/lib/domain/reconciliation/series";
import { readFilterWord } from "@/lib/domain/spend/question";
import { parseView, type View } from "@/lib/domain/spend/view";
import { freshness } from "@/lib/queries/reconciliation/freshness";
import { reconciliation } from "@/lib/queries/reconciliation/reconciliation";
import { filterLabels } from "@/lib/queries/spend/filter-labels";
import { NotPermitted } from "../settings/_components/not-permitted";
import type { SpendPageProps } from "../spend-request";
import { DayTable } from "./_components/day-table";
import { ReconciliationStrip } from "./_components/reconciliation-strip";
import { CauseTable, CreditTable, RestatementTable } from "./_components/side-lists";
import { WarningList } from "./_components/warning-list";

export const metadata: Metadata = { title: "Reconciliation" };

/** A bill has no developer: of a view's filters only the connection narrows it. */
function ofConnections(view: View): View {
  const ids = (view.filters.connection ?? []).flatMap((word) => readFilterWord("connection", word).id ?? []);
  return { ...view, filters: ids.length > 0 ? { connection: ids } : {} };
}

export default async function ReconciliationPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const { scope, person } = await requireEntry(organization);
  if (!scope.permissions.includes("reconciliation.read")) {
    return <NotPermitted title="Reconciliation" role={person.role} permission="reconciliation.read" />;
  }
  const now = new Date();
  const today = dayOf(now);
  const view = ofConnections(parseView(await searchParams, today));
  const path = `/${organization}/reconciliation`;
  const asked = view.filters.connection ?? null;
  const found = await reconciliation(scope, view.period, asked, now);
  const { total, days, credits, restatements, warnings } = found;
  const several = new Set(days.map(({ connection }) => connection.id)).size > 1;
  const exported = new URLSearchParams({ from: view.period.from, to: view.period.to });
  for (const id of asked ?? []) exported.append("connection", id);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <PageHeader
          title="Do the books balance"
          description={`${formatRange(view.period.from, view.period.to)}, UTC`}
          actions={
            <>
              <PeriodPicker path={path} view={view} today={today} />
              <LinkButton href={`${path}/export?${exported}`} download>
                <Download aria-hidden size={14} />
                CSV
              </LinkButton>
            </>
          }
        />
        <FilterChips path={path} view={view} labels={await filterLabels(scope, view.filters)} />
        {view.problems.map((problem) => (
          <Notice key={problem} tone="bad">
            {problem}
          </Notice>
        ))}
        <WarningList
          organization={organization}
          today={today}
          warnings={warnings}
          mayRebuild={scope.permissions.includes("connections.manage")}
        />
        {warnings.length === 0 && days.length > 0 && (
          <Notice tone="good">Everything that can be checked balances, to the last digit.</Notice>
        )}
      </div>
      {days.length === 0 ? (
        spendEmptiness({
          ...{ organization, path, view },
          books: { days: [], logDays: [], keyOnlyDays: [] },
          freshness: await freshness(scope),
          mayConnect: scope.permissions.includes("connections.manage"),
        })
      ) : (
        <>
          <ReconciliationStrip total={total} days="#days" causes="#causes" />
          <Card title="Billed by day" note="US dollars">
            <SpendChart
              series={reconciliationSeries(days, view.period)}
              today={today}
              title="Billed by day"
              comparisonLabel={null}
            />
          </Card>
          <div id="causes" className="scroll-mt-16">
            <Card title="Causes" note="Why something is not explained, and what stands beside the bill." flush>
              <CauseTable causes={causesOfPeriod(days)} />
            </Card>
          </div>
          <div id="days" className="scroll-mt-16">
            <Card title="By day" note="A day leads to its keys and models." flush>
              <DayTable days={days} today={today} several={several} hrefOf={(day) => `${path}/${day.connection.id}/${day.day}`} />
            </Card>
          </div>
          <Card title="Credits" note="By how much the account’s lifetime use grew, against the books of the same time." flush>
            <CreditTable spans={credits} />
          </Card>
          <Card title="Restatements" note="Days that OpenRouter changed after they were settled." flush>
            <RestatementTable restatements={restatements} today={today} />
          </Card>
        </>
      )}
    </div>
  );
}
