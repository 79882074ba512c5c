import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BudgetRows } from "@/app/_components/budget/budget-rows";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { GhostChart } from "@/app/_components/chart/ghost-chart";
import { PageHeader } from "@/app/_components/page-header";
import { Freshness } from "@/app/_components/spend/books-notes";
import { EmptyState } from "@/app/_components/states";
import { requireScope } from "@/lib/access/scope";
import { STATE_ORDER } from "@/lib/domain/budget/status";
import { PERIOD_WORDS, STATE_WORDS, scopeWords } from "@/lib/domain/budget/words";
import { type Day, dayOf } from "@/lib/domain/day";
import { formatUsd } from "@/lib/domain/format";
import { formatDay, formatRange } from "@/lib/domain/format-day";
import { usdToString } from "@/lib/domain/usd";
import { type BudgetList, budgetList, type FirstBudget, firstBudget, type RestingBudget } from "@/lib/queries/budget/list";
import type { SpendPageProps } from "../spend-request";
import { newBudgetPath } from "./new-budget-path";

export const metadata: Metadata = { title: "Budgets" };

function summary({ running }: BudgetList): string {
  const counts = STATE_ORDER.map((state) => ({ state, count: running.filter((one) => one.state === state).length }));
  const said = counts.filter(({ count }) => count > 0);
  return said.map(({ state, count }) => `${count} ${STATE_WORDS[state].toLowerCase()}`).join(", ");
}

function FirstOffer({ organization, offer, may }: { organization: string; offer: FirstBudget | null; may: boolean }) {
  return (
    <EmptyState
      title="No budget holds yet"
      shape={<GhostChart />}
      action={
        may && (
          <LinkButton
            look="primary"
            href={newBudgetPath(
              organization,
              offer ? { name: "All spend", per: "month", amount: usdToString(offer.amountUsd), filters: offer.filters } : {},
            )}
          >
            {offer ? `Start with ${formatUsd(offer.amountUsd)} a month` : "Make a budget"}
          </LinkButton>
        )
      }
    >
      A budget says how much a day, week or month may cost: all of it, or that of a team, a developer, a key, a model, a feature
      or an app.
      {offer && ` From ${formatRange(offer.from, offer.to)} ${formatUsd(offer.spentUsd)} was spent.`}
      {!may && " Owners, admins and finance make them, managers for their own teams."}
    </EmptyState>
  );
}

function Resting({ rows, organization, today }: { rows: readonly RestingBudget[]; organization: string; today: Day }) {
  return (
    <ul className="divide-y divide-line">
      {rows.map(({ budget, scopeLabels }) => (
        <li key={budget.id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 text-sm">
          <span className="min-w-0">
            <Link href={`/${organization}/budgets/${budget.id}`} prefetch={false} className="text-ink hover:underline">
              {budget.name}
            </Link>{" "}
            <span className="text-xs text-muted">
              {scopeWords(scopeLabels)}, {PERIOD_WORDS[budget.per].each}
            </span>
          </span>
          <span className="text-xs text-muted">
            {budget.startsOn > today
              ? `begins ${formatDay(budget.startsOn, today)}`
              : `ended ${formatDay(budget.endsOn ?? today, today)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

export default async function BudgetsPage({ params }: SpendPageProps) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const list = await budgetList(scope, now);
  const { running, upcoming, ended } = list;
  const may = scope.permissions.includes("budgets.manage");
  const offer = may && running.length === 0 ? await firstBudget(scope, now) : null;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Are we within budget"
        description={running.length > 0 ? `${summary(list)}. The worst first; days are UTC.` : "Days are UTC."}
        actions={
          // Else the only button is that of the empty state.
          may &&
          (running.length > 0 || offer !== null) && (
            <LinkButton look="primary" href={newBudgetPath(organization, {})}>
              <Plus aria-hidden size={14} />
              Make a budget
            </LinkButton>
          )
        }
      />
      {running.length === 0 ? (
        <FirstOffer organization={organization} offer={offer} may={may} />
      ) : (
        <Card
          title="Spend against budget and time"
          note="A full bar is the whole amount. The dotted mark is where an even pace would be now; the pale part is what is expected by the end."
          flush
        >
          <BudgetRows lines={running} organization={organization} today={today} />
        </Card>
      )}
      {upcoming.length > 0 && (
        <Card title="Begin later" flush>
          <Resting rows={upcoming} organization={organization} today={today} />
        </Card>
      )}
      {ended.length > 0 && (
        <Card title="Over" note="Kept with what they were held against." flush>
          <Resting rows={ended} organization={organization} today={today} />
        </Card>
      )}
      <Card title="Which budget applies">
        <p className="max-w-prose text-sm text-muted">
          All of them. A dollar counts in every budget whose spend it is part of: the developer’s, the key’s, the team’s and the
          organization’s alike. None overrides another, whichever was made first or is narrower, and a budget is reached when
          spend equals it. Waybill watches and warns; it never blocks a request.
        </p>
      </Card>
      <Freshness freshness={list.freshness} />
    </div>
  );
}
