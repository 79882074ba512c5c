import { Share2 } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Day } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";
import { type BooksOfPeriod, type FilterDimension, TOLD_BY_THE_BILL } from "@/lib/domain/spend/question";
import type { View } from "@/lib/domain/spend/view";
import { ExportMenu } from "../export-menu";
import { CopyButton } from "../form/copy-button";
import { PageHeader } from "../page-header";
import { ComparisonPicker, PeriodPicker } from "../period-picker";
import { BooksNotes, Freshness, type FreshnessFacts } from "./books-notes";
import { spendEmptiness } from "./empty";
import { FilterChips, type FilterLabel } from "./filter-chips";

/** Where a spend page stands and what it shows; the same for all of them. */
export interface SpendPlace {
  organization: string;
  path: string;
  view: View;
  today: Day;
  filterLabels: readonly FilterLabel[];
  mayConnect: boolean;
}

/** The frame of every page with money: its question, the view and what narrows it, what to know before trusting it. */
export function SpendPage({
  place,
  title,
  section,
  facts,
  books,
  freshness,
  exports,
  asksWho = !TOLD_BY_THE_BILL.has(exports.dimension),
  children,
}: {
  place: SpendPlace;
  title: ReactNode;
  /** What stands over the title: the list a detail belongs to. */
  section?: { label: string; href: string };
  /** Header facts under the title. */
  facts?: ReactNode;
  books: BooksOfPeriod;
  freshness: FreshnessFacts;
  /** By what the page's figures can be taken out. */
  exports: { dimension: FilterDimension; word?: string };
  /** The page tells whom and what for; by default if that is what it is grouped by. */
  asksWho?: boolean;
  children: ReactNode;
}) {
  const { organization, path, view, today } = place;
  const empty = spendEmptiness({ organization, path, view, books, freshness, mayConnect: place.mayConnect });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        {section && (
          <Link
            href={section.href}
            prefetch={false}
            className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline"
          >
            {section.label}
          </Link>
        )}
        <PageHeader
          title={title}
          description={`${formatRange(view.period.from, view.period.to)}, UTC`}
          actions={
            <>
              <PeriodPicker path={path} view={view} today={today} />
              <ComparisonPicker path={path} view={view} />
              <CopyButton label="Share" done="The address of this view is copied" icon={<Share2 aria-hidden size={14} />} />
              <ExportMenu organization={organization} view={view} {...exports} />
            </>
          }
        />
        {facts}
        <FilterChips path={path} view={view} labels={place.filterLabels} />
        <BooksNotes
          organization={organization}
          period={view.period}
          books={books}
          freshness={freshness}
          problems={view.problems}
          today={today}
          askedWho={asksWho}
        />
      </div>
      {empty ?? children}
      <Freshness freshness={freshness} />
    </div>
  );
}
