import Link from "next/link";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { colorFinder } from "@/app/_components/chart/band-colors";
import { EnvironmentForm } from "@/app/_components/form/environment-form";
import { OwnerForm } from "@/app/_components/form/owner-form";
import { detailPath, listPath, withQuery } from "@/app/_components/shell/pages";
import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import { SpendChartCard } from "@/app/_components/spend/chart/chart-card";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { ReasonsCard } from "@/app/_components/spend/reasons-card";
import { SpendPage, type SpendPlace } from "@/app/_components/spend/spend-page";
import { SpendTable } from "@/app/_components/spend/table/table";
import { TotalTiles } from "@/app/_components/spend/total-tiles";
import { spanOn } from "@/lib/domain/dated";
import { dayOf } from "@/lib/domain/day";
import { NO_VALUE } from "@/lib/domain/dimension";
import { WaybillError } from "@/lib/domain/error";
import { formatShare } from "@/lib/domain/format";
import { comparedWords } from "@/lib/domain/period";
import type { AuthorizedScope } from "@/lib/domain/scope";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { DEFAULT_SORT, viewToQuery } from "@/lib/domain/spend/view";
import { developerChoices } from "@/lib/queries/people/developer-choices";
import { type SpendDetail, spendDetail } from "@/lib/queries/spend/detail";
import { spendReasons } from "@/lib/queries/spend/reasons";
import { AboutFacts } from "./about-facts";
import { ValueBudgets } from "./budget-card";
import { KeyHistory } from "./key-history";
import { assignEnvironment, assignOwner } from "./keys/actions";
import { PriceCard } from "./models/price-card";
import { readSpendRequest, type SpendPageProps, type SpendRequest } from "./spend-request";

async function detailOrNotFound(
  { scope, place, now }: SpendRequest,
  dimension: FilterDimension,
  word: string,
): Promise<SpendDetail> {
  try {
    return await spendDetail(scope, dimension, word, place.view, now);
  } catch (error) {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  }
}

/** The form that sets a key's owner, for those who manage people. */
async function ownerForm(scope: AuthorizedScope, organization: string, keyId: string, { about }: SpendDetail, now: Date) {
  if (about.kind !== "key" || !scope.permissions.includes("people.manage")) return null;
  const today = dayOf(now);
  const owner = spanOn(about.owners, today);
  return (
    <OwnerForm
      organization={organization}
      keyId={keyId}
      ownerId={owner?.id ?? null}
      developers={await developerChoices(scope)}
      fromDay={owner || !about.createdAt ? today : dayOf(about.createdAt)}
      action={assignOwner}
    />
  );
}

function environmentForm(scope: AuthorizedScope, organization: string, keyId: string, { about }: SpendDetail) {
  if (about.kind !== "key" || !scope.permissions.includes("people.manage")) return null;
  return <EnvironmentForm organization={organization} keyId={keyId} current={about.environment} action={assignEnvironment} />;
}

/** What it is made of by another dimension; `place`: narrowed to it. */
function BreakdownCard({
  part,
  place,
  comparable,
  colorOf,
}: {
  part: SpendDetail["breakdowns"][number];
  place: SpendPlace;
  comparable: boolean;
  colorOf: ReturnType<typeof colorFinder> | undefined;
}) {
  const list = withQuery(
    listPath(place.organization, part.dimension) ?? "",
    viewToQuery(place.view, { by: [], sort: DEFAULT_SORT, all: false }),
  );
  return (
    <Card
      title={`By ${DIMENSION_WORDS[part.dimension].one}`}
      flush
      actions={
        <Link href={list} prefetch={false} className="text-xs text-muted hover:text-ink hover:underline">
          Open as a list
        </Link>
      }
    >
      <SpendTable
        dimension={part.dimension}
        place={place}
        rows={part.rows}
        rest={part.rest}
        total={part.total}
        columns={comparable ? ["cost", "change", "requests", "tokens"] : ["cost", "requests", "tokens"]}
        colorOf={colorOf}
        sortable={false}
      />
    </Card>
  );
}

/** One value of a dimension: what it is, what it cost by day, and what that is made of. */
export async function SpendDetailPage({
  dimension,
  params,
  searchParams,
}: { dimension: FilterDimension } & SpendPageProps<{ word: string }>) {
  const { organization, word: encoded } = await params;
  const word = decodeURIComponent(encoded);
  const list = listPath(organization, dimension) ?? "";
  const page = (detailPath(organization, dimension, word) ?? "").slice(organization.length + 2);
  const request = await readSpendRequest(organization, page, await searchParams);
  const { scope, place, now } = request;
  const { view } = place;
  const detail = await detailOrNotFound(request, dimension, word);
  const { value, about, total, compared, comparisonUsd, change, share, balance, series, breakdowns } = detail;
  const fresh = { by: [], sort: DEFAULT_SORT, all: false };
  const within = { ...view.filters, [dimension]: [word] };
  const narrowed = (path: string | null, filters: typeof within) =>
    path && withQuery(path, viewToQuery(view, { ...fresh, filters }));
  return (
    <SpendPage
      place={place}
      title={value.label}
      section={{ label: `All ${DIMENSION_WORDS[dimension].many}`, href: withQuery(list, viewToQuery(view, fresh)) }}
      facts={
        <AboutFacts
          about={about}
          organization={organization}
          owner={await ownerForm(scope, organization, word, detail, now)}
          environment={environmentForm(scope, organization, word, detail)}
          now={now}
        />
      }
      books={detail.books}
      freshness={detail.freshness}
      exports={{ dimension, word }}
      asksWho
    >
      <BalanceStrip
        balance={balance}
        finality={total.finality}
        explained="by developer"
        hrefs={{
          explained: dimension === "developer" ? null : narrowed(listPath(organization, "developer"), within),
          unattributed: dimension === "developer" ? null : narrowed(detailPath(organization, "developer", NO_VALUE), within),
          difference: narrowed(place.path, { ...view.filters, evidence: ["difference"] }),
        }}
      />
      <TotalTiles
        total={total}
        change={change}
        compared={comparedWords(view.comparison, compared, comparisonUsd !== null)}
        share={share === null ? undefined : formatShare(share)}
      />
      <p className="-mt-2 text-sm">
        <Link
          href={narrowed(`/${organization}/generations`, within) ?? ""}
          prefetch={false}
          className="text-brand-strong hover:underline"
        >
          The single requests
        </Link>
      </p>
      <ValueBudgets scope={scope} organization={organization} now={now} dimension={dimension} word={word} />
      <ReasonsCard reasons={await spendReasons(scope, dimension, word, view, now)} />
      <SpendChartCard place={place} series={series} comparable={comparisonUsd !== null} except={dimension} />
      <div className="grid gap-5 2xl:grid-cols-2">
        {breakdowns.map((part) => (
          <BreakdownCard
            key={part.dimension}
            part={part}
            place={{ ...place, view: { ...view, filters: within } }}
            comparable={comparisonUsd !== null}
            colorOf={series.dimension === part.dimension ? colorFinder(series.bands) : undefined}
          />
        ))}
      </div>
      {about.kind === "model" && <PriceCard scope={scope} permaslug={about.permaslug} />}
      {about.kind === "key" && <KeyHistory about={about} organization={organization} />}
    </SpendPage>
  );
}
