import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { BudgetBar, BudgetStateBadge } from "@/app/_components/budget/budget-bar";
import { BudgetRows } from "@/app/_components/budget/budget-rows";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { Freshness } from "@/app/_components/spend/books-notes";
import { Money } from "@/app/_components/spend/figures";
import { Notice } from "@/app/_components/states";
import { requireScope } from "@/lib/access/scope";
import { amountOn } from "@/lib/domain/budget/budget";
import { outlookWords, PERIOD_WORDS, scopeWords, spentWords } from "@/lib/domain/budget/words";
import { type Day, dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatUsd } from "@/lib/domain/format";
import { formatDay, formatRange } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { shareOf } from "@/lib/domain/spend/change";
import { usdToString } from "@/lib/domain/usd";
import { type BudgetDetail, budgetDetail } from "@/lib/queries/budget/detail";
import type { SpendPageProps } from "../../spend-request";
import { BudgetChart } from "../_components/budget-chart";
import { AmountForm, ChangeForm, EndForm } from "../_components/budget-forms";
import { PastChart } from "../_components/past-chart";
import { PastTable } from "../_components/past-table";
import { BudgetOffers } from "../budget-offers";
import { countedSpendPath } from "../counted-spend-path";
import { WhatCounts } from "../what-counts";

export const metadata: Metadata = { title: "Budget" };

async function detailOrNotFound(scope: AuthorizedScope, id: string, now: Date): Promise<BudgetDetail> {
  try {
    return await budgetDetail(scope, id, now);
  } catch (error) {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  }
}

function Actions({ organization, detail, today }: { organization: string; detail: BudgetDetail; today: Day }) {
  const { budget, status } = detail;
  const of = { organization, budgetId: budget.id };
  const from = status?.window.from ?? budget.startsOn;
  return (
    <>
      <AmountForm {...of} per={budget.per} amount={usdToString(amountOn(budget, from))} from={from} />
      <ChangeForm
        {...of}
        per={budget.per}
        name={budget.name}
        note={budget.note}
        ownerEmail={budget.ownerEmail ?? ""}
        endsOn={budget.endsOn ?? ""}
        workingDays={budget.workingDays}
        today={today}
      />
      <EndForm {...of} begun={budget.startsOn <= today} />
    </>
  );
}

function Standing({ detail, today }: { detail: BudgetDetail; today: Day }) {
  const { status, budget } = detail;
  if (!status) {
    const ahead = budget.startsOn > today;
    const words = ahead
      ? `It begins on ${formatDay(budget.startsOn, today)}.`
      : `It ended on ${formatDay(budget.endsOn ?? today, today)}. Its past is kept with what it was held against.`;
    return <Notice>{words}</Notice>;
  }
  const { projection } = status;
  return (
    <section aria-label="How it stands" className="flex flex-col gap-2">
      <BudgetBar
        large
        state={status.state}
        share={status.share}
        expectedShare={projection && shareOf(projection.expectedUsd, status.amountUsd)}
        elapsed={status.elapsed}
      />
      <p className="flex flex-wrap items-baseline gap-2 text-sm">
        <BudgetStateBadge state={status.state} />
        <span className="text-ink">{spentWords({ ...status, budget })}</span>
        <span className="text-muted">{outlookWords({ ...status, budget }, today)}</span>
      </p>
    </section>
  );
}

/** Periods that are over, back to the first of which something is known. */
function PastCard({ organization, detail, today }: { organization: string; detail: BudgetDetail; today: Day }) {
  const { budget } = detail;
  const words = PERIOD_WORDS[budget.per];
  const past = detail.past.slice(0, Math.max(1, detail.past.findLastIndex(({ spentUsd }) => spentUsd !== null) + 1));
  const first = past.at(-1)?.window.from;
  const unknown =
    first && detail.past.length > past.length ? `Nothing is known of it before ${formatDay(first, today)}.` : undefined;
  return (
    <Card title={`Past ${words.many}`} note={unknown} flush>
      {past.length > 2 && (
        <div className="px-4 pb-3">
          <PastChart past={past} />
        </div>
      )}
      <PastTable past={past} hrefOf={({ window }) => countedSpendPath(organization, budget, window, today)} />
    </Card>
  );
}

export default async function BudgetPage({ params }: SpendPageProps<{ id: string }>) {
  const { organization, id } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const detail = await detailOrNotFound(scope, id, now);
  const { budget, status, series, past, beside, scopeLabels } = detail;
  const window = status?.window ?? past[0]?.window;
  const amountUsd = amountOn(budget, window?.from ?? budget.startsOn);
  const gone = scopeLabels.filter((label) => label.gone);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link href={`/${organization}/budgets`} className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline">
          All budgets
        </Link>
        <PageHeader
          title={budget.name}
          description={`${scopeWords(scopeLabels)}, ${formatUsd(amountUsd)} ${PERIOD_WORDS[budget.per].each}${budget.kind === "hard_cap" ? ", hard cap" : ""}`}
          actions={detail.mayChange && <Actions organization={organization} detail={detail} today={today} />}
        />
        {gone.length > 0 && (
          <Notice tone="warn">
            It names what was deleted since: {gone.map(({ label }) => label).join(", ")}. Nothing can be charged to that any more.
            End the budget, or make one for whoever took over.
          </Notice>
        )}
        <Standing detail={detail} today={today} />
        <BudgetOffers organization={organization} detail={detail} />
      </div>
      {series.length > 1 && window && (
        <Card title="Spend against the budget" note={`${formatRange(window.from, window.to)}, running up day by day`}>
          <BudgetChart days={series} amountUsd={amountUsd} today={today} />
        </Card>
      )}
      <PastCard organization={organization} detail={detail} today={today} />
      <WhatCounts organization={organization} detail={detail} today={today} />
      {budget.amounts.length > 1 && (
        <Card title="Amounts" note="Each holds from its period on.">
          <ul className="text-sm">
            {budget.amounts.toReversed().map((amount) => (
              <li key={amount.from} className="flex justify-between gap-4 py-0.5 sm:max-w-sm">
                <span className="text-muted">from {formatDay(amount.from, today)}</span>
                <span className="tabular-nums">
                  <Money amount={amount.amountUsd} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {beside.length > 0 && (
        <Card title="Other budgets that may count the same dollars" note="All of them hold; none overrides another." flush>
          <BudgetRows lines={beside.slice(0, 8)} organization={organization} today={today} />
          {beside.length > 8 && (
            <p className="px-4 pb-3 text-xs">
              <Link href={`/${organization}/budgets`} className="text-muted hover:text-ink hover:underline">
                {beside.length - 8} more in all budgets
              </Link>
            </p>
          )}
        </Card>
      )}
      <Freshness freshness={detail.freshness} />
    </div>
  );
}
