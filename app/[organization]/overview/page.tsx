import type { Metadata } from "next";
import { AlertsNotice } from "@/app/_components/alerts-notice";
import { colorFinder } from "@/app/_components/chart/band-colors";
import { listPath, withQuery } from "@/app/_components/shell/pages";
import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import { BooksWarningNotice, CoverageLine } from "@/app/_components/spend/books-known";
import { SpendChartCard } from "@/app/_components/spend/chart/chart-card";
import { SpendPage } from "@/app/_components/spend/spend-page";
import { TopCard } from "@/app/_components/spend/top-card";
import { TotalTiles } from "@/app/_components/spend/total-tiles";
import { comparedWords } from "@/lib/domain/period";
import { DEFAULT_SORT, viewToQuery } from "@/lib/domain/spend/view";
import { openAlerts } from "@/lib/queries/alert/alerts";
import { overview, TOP_DIMENSIONS } from "@/lib/queries/spend/overview";
import { WorstBudgets } from "../budget-card";
import { readSpendRequest, type SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Overview" };

const TITLES = { developer: "Who spent it", key: "Through which key", model: "Which model", feature: "What it is for" } as const;

export default async function OverviewPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const { scope, place, now } = await readSpendRequest(organization, "overview", await searchParams);
  const { view } = place;
  const [{ total, compared, comparisonUsd, change, balance, books, series, tops, freshness, ...more }, alerts] =
    await Promise.all([overview(scope, view, now), openAlerts(scope, now)]);
  const query = viewToQuery(view, { by: [], sort: DEFAULT_SORT, all: false });
  const to = (path: string | null, asked = query) => path && withQuery(path, asked);
  return (
    <SpendPage
      place={place}
      title="What was spent"
      books={books}
      freshness={freshness}
      exports={{ dimension: series.dimension ?? "model" }}
      asksWho
    >
      <AlertsNotice organization={organization} alerts={alerts} />
      <BooksWarningNotice organization={organization} warnings={more.warnings} today={place.today} />
      <BalanceStrip
        balance={balance}
        finality={total.finality}
        explained="by developer"
        hrefs={{
          explained: to(listPath(organization, "developer")),
          unattributed: to(`/${organization}/unattributed`),
          difference: to(
            listPath(organization, "key"),
            viewToQuery(view, { by: [], filters: { ...view.filters, evidence: ["difference"] } }),
          ),
        }}
      />
      <CoverageLine shares={more.coverage.shares} />
      <TotalTiles total={total} change={change} compared={comparedWords(view.comparison, compared, comparisonUsd !== null)} />
      <SpendChartCard place={place} series={series} comparable={comparisonUsd !== null} />
      <WorstBudgets scope={scope} organization={organization} now={now} />
      <div className="grid gap-5 xl:grid-cols-2">
        {TOP_DIMENSIONS.map((dimension) => (
          <TopCard
            key={dimension}
            dimension={dimension}
            title={TITLES[dimension]}
            href={to(listPath(organization, dimension)) ?? ""}
            place={place}
            rows={tops[dimension]}
            colorOf={series.dimension === dimension ? colorFinder(series.bands) : undefined}
          />
        ))}
      </div>
    </SpendPage>
  );
}
