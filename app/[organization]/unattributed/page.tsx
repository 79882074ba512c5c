import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CoverageChart } from "@/app/_components/chart/coverage-chart";
import { RefreshWhile } from "@/app/_components/refresh-while";
import { listPath, withQuery } from "@/app/_components/shell/pages";
import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import { ReasonsCard } from "@/app/_components/spend/reasons-card";
import { SpendPage } from "@/app/_components/spend/spend-page";
import { Notice } from "@/app/_components/states";
import { NO_VALUE } from "@/lib/domain/dimension";
import { formatShare } from "@/lib/domain/format";
import { DEFAULT_SORT, viewToQuery } from "@/lib/domain/spend/view";
import { unattributed } from "@/lib/queries/attribution/unattributed";
import { developerChoices } from "@/lib/queries/people/developer-choices";
import { readSpendRequest, type SpendPageProps } from "../spend-request";
import { BareDevelopersCard } from "./bare-developers-card";
import { CausesCard } from "./causes-card";
import { FeaturelessCard } from "./featureless-card";
import { KeysCard } from "./keys-card";

export const metadata: Metadata = { title: "Unattributed" };

/** What nobody is charged for, why, and the click that ends each part of it. */
export default async function UnattributedPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const { scope, place, now } = await readSpendRequest(organization, "unattributed", await searchParams);
  const { view } = place;
  const found = await unattributed(scope, view, now);
  const mayManage = scope.permissions.includes("people.manage");
  const developers = mayManage ? await developerChoices(scope) : null;
  const query = viewToQuery(view, { by: [], sort: DEFAULT_SORT, all: false });
  const { shares } = found.coverage.total;
  const { rebuildingDays } = found.freshness;
  return (
    <SpendPage
      place={place}
      title="What nobody is charged for"
      books={found.books}
      freshness={found.freshness}
      exports={{ dimension: "developer", word: NO_VALUE }}
      asksWho
    >
      <RefreshWhile moving={rebuildingDays > 0} />
      {scope.visibility.kind !== "all" && (
        <Notice>
          You see spend that is charged to you or to your teams, so nothing here is nobody’s. Owners, admins and finance see what
          is.
        </Notice>
      )}
      {rebuildingDays > 0 && (
        <Notice>
          {rebuildingDays === 1 ? "1 day is" : `${rebuildingDays} days are`} being rebuilt: dollars move as each is done.
        </Notice>
      )}
      <BalanceStrip
        balance={found.balance}
        finality={found.total.finality}
        explained="by developer"
        hrefs={{
          explained: withQuery(listPath(organization, "developer") ?? "", query),
          unattributed: "#keys",
          difference: found.differences.length > 0 ? "#difference" : null,
        }}
      />
      <Card
        title="How much has a name"
        note={
          shares.developer === null
            ? "Nothing was charged in this period."
            : `Of this period’s dollars ${formatShare(shares.developer)} have a developer, ${formatShare(shares.feature)} a feature, ${formatShare(shares.requests)} are known by single requests.`
        }
      >
        <CoverageChart
          days={found.coverage.days.map(({ day, shares: { developer, feature } }) => ({ day, developer, feature }))}
        />
      </Card>
      <CausesCard organization={organization} causes={found.causes} totalUsd={found.balance.unattributedUsd} />
      <KeysCard organization={organization} query={query} keys={found.keys} rest={found.restOfKeys} developers={developers} />
      <BareDevelopersCard organization={organization} developers={found.bareDevelopers} mayManage={mayManage} />
      <FeaturelessCard organization={organization} rows={found.featureless} rest={found.restOfFeatureless} mayRule={mayManage} />
      <div id="difference" className="scroll-mt-16">
        <ReasonsCard reasons={found.differences} title="Difference" />
      </div>
    </SpendPage>
  );
}
