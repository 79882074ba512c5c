import Link from "next/link";
import { BudgetRows } from "@/app/_components/budget/budget-rows";
import { Card } from "@/app/_components/card";
import { BUDGET_DIMENSIONS } from "@/lib/domain/budget/check";
import { seesWhole } from "@/lib/domain/budget/visible";
import { dayOf } from "@/lib/domain/day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { type FilterDimension, problemOfWord } from "@/lib/domain/spend/question";
import { budgetsOf } from "@/lib/queries/budget/list";
import { budgetStatuses } from "@/lib/queries/budget/status";
import { newBudgetPath } from "./budgets/new-budget-path";

const MOST_SHOWN = 4;

interface Asker {
  scope: AuthorizedScope;
  organization: string;
  now: Date;
}

function Lead({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="text-xs text-muted hover:text-ink hover:underline">
      {children}
    </Link>
  );
}

/** The budgets that stand worst now, whatever period the page shows; nothing where none holds. */
export async function WorstBudgets({ scope, organization, now }: Asker) {
  const statuses = await budgetStatuses(scope, { now });
  if (statuses.length === 0) return null;
  return (
    <Card
      title="Budgets now"
      flush
      actions={
        <Lead href={`/${organization}/budgets`}>{statuses.length === 1 ? "All budgets" : `All ${statuses.length} budgets`}</Lead>
      }
    >
      <BudgetRows lines={statuses.slice(0, MOST_SHOWN)} organization={organization} today={dayOf(now)} />
    </Card>
  );
}

/** The budgets on one value, and those on all spend, which count it as well. */
export async function ValueBudgets({
  scope,
  organization,
  now,
  dimension,
  word,
}: Asker & { dimension: FilterDimension; word: string }) {
  if (!BUDGET_DIMENSIONS.some((known) => known === dimension) || problemOfWord(dimension, word)) return null;
  const { named, wider } = await budgetsOf(scope, dimension, word, now);
  const filters = { [dimension]: [word] };
  const may = scope.permissions.includes("budgets.manage") && seesWhole(scope.visibility, filters) === "yes";
  if (named.length === 0 && !may) return null;
  const today = dayOf(now);
  return (
    <Card
      title="Budgets now"
      flush={named.length > 0}
      actions={may && <Lead href={newBudgetPath(organization, { filters })}>Set a budget</Lead>}
    >
      {named.length === 0 ? (
        <p className="text-sm text-muted">No budget is on this alone.</p>
      ) : (
        <BudgetRows lines={named} organization={organization} today={today} />
      )}
      {wider.length > 0 && (
        <p className={`text-xs text-muted ${named.length > 0 ? "border-t border-line px-4 py-3" : "pt-1"}`}>
          It counts as well in{" "}
          {wider.map(({ budget }, index) => (
            <span key={budget.id}>
              {index > 0 && ", "}
              <Link href={`/${organization}/budgets/${budget.id}`} prefetch={false} className="text-ink hover:underline">
                {budget.name}
              </Link>
            </span>
          ))}
          , on all spend, and in budgets on whatever else it is spent through. All of them hold.
        </p>
      )}
    </Card>
  );
}
