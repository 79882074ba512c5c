import { Card } from "@/app/_components/card";
import { colorFinder } from "@/app/_components/chart/band-colors";
import { detailPath, listPath, withQuery } from "@/app/_components/shell/pages";
import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import { SpendChartCard } from "@/app/_components/spend/chart/chart-card";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { EnvironmentFilter } from "@/app/_components/spend/environment-filter";
import { SpendPage } from "@/app/_components/spend/spend-page";
import type { SpendColumn } from "@/app/_components/spend/table/columns";
import { SpendTable } from "@/app/_components/spend/table/table";
import { shortPrice } from "@/lib/domain/catalogue/price-words";
import { isTier, TIER_MEANS, tierLabel } from "@/lib/domain/catalogue/tier";
import type { Day } from "@/lib/domain/day";
import { NO_VALUE } from "@/lib/domain/dimension";
import { capitalized } from "@/lib/domain/format";
import { environmentLabel } from "@/lib/domain/key/environment";
import { comparedWords } from "@/lib/domain/period";
import type { AuthorizedScope } from "@/lib/domain/scope";
import type { FilterDimension } from "@/lib/domain/spend/question";
import type { SpendTable as SpendRows } from "@/lib/domain/spend/table";
import { DEFAULT_SORT, viewToQuery } from "@/lib/domain/spend/view";
import { type KeyNote, keyNotes } from "@/lib/queries/about/key-notes";
import { type ModelNote, modelNotes } from "@/lib/queries/about/model-notes";
import { spendList } from "@/lib/queries/spend/list";
import { readSpendRequest, type SpendPageProps } from "./spend-request";

const COLUMNS: readonly SpendColumn[] = ["cost", "change", "requests", "cost-per-request", "tokens", "cached-share", "trend"];

function idsOf({ rows }: SpendRows): string[] {
  return rows.flatMap(({ value }) => value.id ?? []);
}

/** What a key is used for and who answers for it, in a few words. */
function noteWords(note: KeyNote | undefined): string | undefined {
  if (!note) return undefined;
  const owner = note.owner && `${note.owner.name}${note.owner.how === "itself" ? ", who made it" : ""}`;
  return [note.environment && environmentLabel(note.environment), owner ?? "nobody answers for it"].filter(Boolean).join(" · ");
}

/** Which tier a model is in, what it lists at, and whether it goes. */
function modelWords(note: ModelNote | undefined): string | undefined {
  if (!note) return undefined;
  const leaving = note.isGone ? "retired" : note.expirationDate && `goes away ${note.expirationDate}`;
  // A free model's price is its tier.
  const price = note.tier === "free" ? null : shortPrice(note.pricing)?.replace(/ tokens$/, "");
  return [note.tier ? tierLabel(note.tier) : "no tier", price, leaving].filter(Boolean).join(" · ");
}

/** The line under each name, where the dimension has one. */
async function notesOf(scope: AuthorizedScope, dimension: FilterDimension, table: SpendRows, today: Day) {
  if (dimension === "key") {
    const notes = await keyNotes(scope, idsOf(table), today);
    return (id: string | null) => noteWords(notes.get(id ?? ""));
  }
  if (dimension === "model") {
    const notes = await modelNotes(scope, idsOf(table));
    return (id: string | null) => modelWords(notes.get(id ?? ""));
  }
  if (dimension === "tier") return (id: string | null) => (id !== null && isTier(id) ? TIER_MEANS[id] : undefined);
  return null;
}

/** Developers, Teams, Cost centers, Keys, Models, Tiers, Features, Apps, Providers: spend of every value of one dimension. */
export async function SpendListPage({
  dimension,
  title,
  params,
  searchParams,
}: { dimension: FilterDimension; title: string } & SpendPageProps) {
  const { organization } = await params;
  const page = listPath("", dimension)?.slice(2) ?? "";
  const { scope, place, now } = await readSpendRequest(organization, page, await searchParams);
  const { total, table, compared, balance, books, series, freshness } = await spendList(scope, dimension, place.view, now);
  const fresh = { by: [], sort: DEFAULT_SORT, all: false };
  const unattributed = detailPath(organization, dimension, NO_VALUE);
  const words = DIMENSION_WORDS[dimension];
  const noteOf = await notesOf(scope, dimension, table, place.today);
  const comparable = table.total.comparisonUsd !== null;
  return (
    <SpendPage place={place} title={title} books={books} freshness={freshness} exports={{ dimension }}>
      <BalanceStrip
        balance={balance}
        finality={total.finality}
        explained={`by ${words.one}`}
        hrefs={{
          explained: "#rows",
          unattributed: unattributed && withQuery(unattributed, viewToQuery(place.view, fresh)),
          difference: withQuery(
            place.path,
            viewToQuery(place.view, { ...fresh, filters: { ...place.view.filters, evidence: ["difference"] } }),
          ),
        }}
      />
      <SpendChartCard place={place} series={series} comparable={comparable} />
      <div id="rows" className="scroll-mt-16">
        <Card
          title={capitalized(words.many)}
          note={comparable && compared?.isCut && `Change: ${comparedWords(place.view.comparison, compared, true)}.`}
          flush
          actions={dimension === "key" && <EnvironmentFilter path={place.path} view={place.view} />}
        >
          <SpendTable
            dimension={dimension}
            place={place}
            rows={table.rows}
            rest={table.rest}
            total={table.total}
            columns={comparable ? COLUMNS : COLUMNS.filter((column) => column !== "change")}
            pinned
            noteOf={noteOf ? ({ id }) => noteOf(id) : undefined}
            colorOf={series.dimension === dimension ? colorFinder(series.bands) : undefined}
          />
        </Card>
      </div>
    </SpendPage>
  );
}
