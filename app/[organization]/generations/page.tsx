import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { withQuery } from "@/app/_components/shell/pages";
import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import { formatDays } from "@/app/_components/spend/books-notes";
import { SpendPage } from "@/app/_components/spend/spend-page";
import { Notice } from "@/app/_components/states";
import { type GenerationPosition, generationListWords, parseGenerationList, writePosition } from "@/lib/domain/generation/list";
import { viewToQuery } from "@/lib/domain/spend/view";
import { seesGeneration } from "@/lib/queries/generation/detail";
import { generationList } from "@/lib/queries/generation/list";
import { readSpendRequest, type SpendPageProps } from "../spend-request";
import { DearestCard } from "./dearest-card";
import { FindForm } from "./find-form";
import { GenerationTable } from "./generation-table";
import { generationPath } from "./generation-words";
import { NarrowForm } from "./narrow-form";
import { PageTurner } from "./page-turner";

export const metadata: Metadata = { title: "Generations" };

export default async function GenerationsPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const query = await searchParams;
  const { scope, place: asked, now } = await readSpendRequest(organization, "generations", query);
  const sought = typeof query.id === "string" ? query.id.trim() : "";
  if (sought !== "" && (await seesGeneration(scope, sought))) redirect(generationPath(organization, sought));
  const list = parseGenerationList(query);
  const problems = [
    ...asked.view.problems,
    ...list.problems.map((problem) => `${problem} It is left out.`),
    ...(sought === "" ? [] : [`There is no request ${JSON.stringify(sought.slice(0, 80))}, or it is not yours to see.`]),
  ];
  const own = generationListWords(list);
  const view = { ...asked.view, own, problems };
  const place = { ...asked, view };
  const answer = await generationList(scope, view, list, now);
  const { covered, dearest, listed, labels } = answer;
  const at = (words: [string, string][]) => withQuery(place.path, viewToQuery(view, { own: words }));
  const turnTo = (way: "before" | "after", position: GenerationPosition) => at([...own, [way, writePosition(position)]]);
  const reconciliation = scope.permissions.includes("reconciliation.read")
    ? withQuery(`/${organization}/reconciliation`, viewToQuery(view, { own: [] }))
    : null;
  const byTime = list.order === "time";
  const onlyRequests = Object.values(list.only).some((value) => value !== null);
  return (
    <SpendPage
      place={place}
      title="Which requests"
      books={answer.books}
      freshness={answer.freshness}
      exports={{ dimension: "model" }}
      asksWho
    >
      <BalanceStrip
        balance={{
          billedUsd: covered.billedUsd,
          explainedUsd: covered.requestsUsd,
          unattributedUsd: covered.remainderUsd,
          differenceUsd: covered.differenceUsd,
        }}
        finality={covered.finality}
        explained="in single requests"
        rest={{ label: "without a request to show", means: "Billed, and no single request of it is known." }}
        hrefs={{ explained: "#rows", unattributed: reconciliation, difference: reconciliation }}
      />
      {answer.droppedDays.length > 0 && (
        <Notice>
          The single requests of {formatDays(answer.droppedDays)} are no longer kept. What they cost stays in the bar above and on
          every page with money.
        </Notice>
      )}
      {onlyRequests && (
        <Notice>
          The bar tells of all spend of these days with the filters above. What the list is narrowed by below, the bill does not
          know.
        </Notice>
      )}
      <FindForm path={place.path} sought={sought} />
      <DearestCard
        organization={organization}
        dearest={dearest}
        isAnyListed={listed.length > 0 || answer.after !== null}
        labels={labels}
      />
      <NarrowForm path={place.path} view={view} only={list.only} />
      <div id="rows" className="scroll-mt-16">
        <Card
          title="Requests"
          note={`What single requests tell, ${byTime ? "the newest first" : "the most expensive first; free ones are left out"}.`}
          flush
          actions={
            <LinkButton size="small" href={`/${organization}/generations/export?${viewToQuery(view)}`} download>
              CSV
            </LinkButton>
          }
        >
          <GenerationTable
            organization={organization}
            caption="Single requests"
            listed={listed}
            labels={labels}
            ordered={{
              order: list.order,
              hrefOf: (order) => at(generationListWords({ order, only: list.only })),
            }}
            empty={
              answer.after
                ? "None of those looked at so far matches."
                : "No single request matches. Take off a filter, or choose another period."
            }
          />
          <PageTurner
            order={list.order}
            hrefs={{
              before: answer.before && turnTo("before", answer.before),
              after: answer.after && turnTo("after", answer.after),
            }}
            isEmpty={listed.length === 0}
            requests={covered.requests}
          />
        </Card>
      </div>
    </SpendPage>
  );
}
