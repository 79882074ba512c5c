import { formatRange } from "@/lib/domain/format-day";
import type { BooksOfPeriod } from "@/lib/domain/spend/question";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { LinkButton } from "../button";
import { GhostChart } from "../chart/ghost-chart";
import { withQuery } from "../shell/pages";
import { EmptyState } from "../states";
import type { FreshnessFacts } from "./books-notes";

/** Why a spend page has nothing to show and the one next step; null when it has something. */
export function spendEmptiness({
  organization,
  path,
  view,
  books,
  freshness,
  mayConnect,
}: {
  organization: string;
  path: string;
  view: View;
  books: BooksOfPeriod;
  freshness: FreshnessFacts;
  /** Whether the asker may add a connection; anybody else is told whom to ask. */
  mayConnect: boolean;
}) {
  const { firstDay, lastDay } = freshness;
  if (!firstDay || !lastDay) {
    if (freshness.syncing || freshness.rebuildingDays > 0) {
      return (
        <EmptyState
          shape={<GhostChart />}
          title="The first days are on their way"
          action={<LinkButton href={`/${organization}/settings/connections`}>See how far it is</LinkButton>}
        >
          Waybill is reading your OpenRouter account from today backwards. Spend by day, developer, key, model and feature appears
          here as days arrive.
        </EmptyState>
      );
    }
    return (
      <EmptyState
        shape={<GhostChart />}
        title="Nothing is in the books yet"
        action={
          mayConnect ? (
            <LinkButton look="primary" href={`/${organization}/settings/connections`}>
              Connect an OpenRouter management key
            </LinkButton>
          ) : undefined
        }
      >
        Spend by day stands here, with who spent it, through which key, on which model and for what.{" "}
        {mayConnect
          ? "No key at hand? Upload a log CSV under Settings, Imports."
          : "Ask an owner or admin to connect an OpenRouter management key."}
      </EmptyState>
    );
  }
  if (books.days.length > 0) return null;
  return (
    <EmptyState
      shape={<GhostChart />}
      title={`No day of ${formatRange(view.period.from, view.period.to)} is in the books`}
      action={
        <LinkButton href={withQuery(path, viewToQuery(view, { period: { from: firstDay, to: lastDay } }))}>
          Show all there is
        </LinkButton>
      }
    >
      The books go from {formatRange(firstDay, lastDay)}. Days outside are unknown, not free.
    </EmptyState>
  );
}
