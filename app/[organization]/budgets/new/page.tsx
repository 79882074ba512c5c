import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/app/_components/page-header";
import { requireEntry } from "@/lib/access/scope";
import { BUDGET_PERIODS, USUAL_WORKING_DAYS } from "@/lib/domain/budget/budget";
import { BUDGET_DIMENSIONS } from "@/lib/domain/budget/check";
import { dayOf, startOfMonth } from "@/lib/domain/day";
import { problemOfWord } from "@/lib/domain/spend/question";
import type { SearchParameters } from "@/lib/domain/spend/view";
import { budgetChoices } from "@/lib/queries/budget/choices";
import { NotPermitted } from "../../settings/_components/not-permitted";
import type { SpendPageProps } from "../../spend-request";
import { BudgetEditor } from "../_components/budget-editor";

export const metadata: Metadata = { title: "New budget" };

function read(query: Exclude<SearchParameters, URLSearchParams>, name: string): string[] {
  const value = query[name];
  return value === undefined ? [] : [value].flat();
}

export default async function NewBudgetPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const { scope, person } = await requireEntry(organization);
  if (!scope.permissions.includes("budgets.manage")) {
    return <NotPermitted title="New budget" role={person.role} permission="budgets.manage" />;
  }
  const query = await searchParams;
  const [name = "", per, amount = "", kind] = ["name", "per", "amount", "kind"].map((field) => read(query, field)[0]);
  const choices = await budgetChoices(scope);
  const teams = choices.find(({ dimension }) => dimension === "team")?.choices ?? [];
  const asked = BUDGET_DIMENSIONS.flatMap((dimension) =>
    read(query, dimension).flatMap((word) => (problemOfWord(dimension, word) ? [] : [`${dimension}:${word}`])),
  );
  // A manager's budgets are of his teams: with one there is nothing to choose.
  const about = scope.visibility.kind === "teams" && asked.length === 0 ? teams.map(({ word }) => `team:${word}`) : asked;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link href={`/${organization}/budgets`} className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline">
          All budgets
        </Link>
        <PageHeader title="New budget" description="What may a day, week or month cost" />
      </div>
      <BudgetEditor
        organization={organization}
        choices={choices}
        start={{
          name: name.slice(0, 100),
          per: BUDGET_PERIODS.find((known) => known === per) ?? "month",
          kind: kind === "hard_cap" ? kind : "budget",
          amount: amount.slice(0, 30),
          about,
          startsOn: startOfMonth(dayOf(new Date())),
          workingDays: USUAL_WORKING_DAYS,
          ownerEmail: person.email,
        }}
      />
    </div>
  );
}
