import { budgetWindow } from "../domain/budget";
import { dayAmount } from "../domain/budget-offers";
import { type BudgetStanding, budgetStanding, worstFirst } from "../domain/budget-status";
import { addDays, dayOf } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import type { Usd } from "../domain/usd";
import { readBudgets, type StoredBudget } from "../facts/budgets";
import { budgetDays } from "./budget-days";
import { isGone, type ScopeLabel, scopeLabels } from "./budget-scope";
import { sharedSnapshot } from "./snapshot";

/** How far back a projection looks. */
const HISTORY_DAYS = 180;

export interface BudgetStatus extends BudgetStanding {
  budget: StoredBudget;
  /** What it is about; empty: the whole organization. */
  scopeLabels: ScopeLabel[];
  /** What a day may cost by it: its amount, or a week's or month's spread over working days. */
  dayAmountUsd: Usd;
}

/**
 * How the budgets that hold now stand, the worst first, of those the asker may see: all of them for who sees all spend,
 * else those whose spend he sees whole. Costs the same at any number of requests. Budgets that are not yet or no longer
 * in force are left out.
 */
export async function budgetStatuses(
  scope: AuthorizedScope,
  { now, budgetIds }: { now: Date; budgetIds?: readonly string[] },
): Promise<BudgetStatus[]> {
  const today = dayOf(now);
  return sharedSnapshot(async (client) => {
    const stored = await readBudgets(scope.organizationId, { budgetIds }, client);
    const running = stored.filter((budget) => budgetWindow(budget, today) !== null);
    const filters = running.map((budget) => budget.filters);
    const range = { from: addDays(today, -HISTORY_DAYS), to: today };
    const days = await budgetDays(scope, filters, range, now, client);
    const labels = await scopeLabels(scope, filters, client);
    const statuses = running.flatMap((budget, index): BudgetStatus[] => {
      const known = days[index];
      const standing = known && budgetStanding(budget, known, now);
      if (!standing) return [];
      const named = labels[index] ?? [];
      const nothingLeft = isGone(named) && standing.spentUsd === 0n;
      const partly =
        scope.visibility.kind === "teams" &&
        known.some(({ day, costUsd, finality }) => {
          return costUsd === null && finality !== null && day >= standing.window.from;
        });
      if (partly) return [];
      return [
        {
          ...standing,
          state: nothingLeft ? "no_data" : standing.state,
          budget,
          scopeLabels: named,
          dayAmountUsd: dayAmount(budget, standing.amountUsd),
        },
      ];
    });
    return statuses.sort(worstFirst);
  });
}
