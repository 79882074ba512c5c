import { LinkButton } from "@/app/_components/button";
import { scopeKey } from "@/lib/domain/budget/budget";
import { hardCapOf, nameBeside } from "@/lib/domain/budget/offers";
import { formatUsd } from "@/lib/domain/format";
import { usdToString } from "@/lib/domain/usd";
import type { BudgetDetail } from "@/lib/queries/budget/detail";
import { newBudgetPath } from "./new-budget-path";

/** What goes well with a budget: the day's, and a cap above what is expected; left out where they are there. */
export function BudgetOffers({ organization, detail }: { organization: string; detail: BudgetDetail }) {
  const { budget, status, beside, mayChange } = detail;
  if (!status || !mayChange || budget.kind === "hard_cap") return null;
  const same = beside.filter((other) => scopeKey(other.budget.filters) === scopeKey(budget.filters));
  const expected =
    status.projection && status.projection.expectedUsd > status.amountUsd ? status.projection.expectedUsd : status.amountUsd;
  const cap = hardCapOf(expected);
  const { filters, name, per } = budget;
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {per === "month" && !same.some((other) => other.budget.per === "day") && (
        <LinkButton
          size="small"
          href={newBudgetPath(organization, {
            name: nameBeside(name, "daily"),
            per: "day",
            amount: usdToString(status.dayAmountUsd),
            filters,
          })}
        >
          Add its daily budget, {formatUsd(status.dayAmountUsd)}
        </LinkButton>
      )}
      {!same.some((other) => other.budget.kind === "hard_cap" && other.budget.per === per) && (
        <LinkButton
          size="small"
          href={newBudgetPath(organization, {
            name: nameBeside(name, "hard cap"),
            per,
            kind: "hard_cap",
            amount: usdToString(cap),
            filters,
          })}
        >
          Add a hard cap, {formatUsd(cap)}
        </LinkButton>
      )}
    </div>
  );
}
