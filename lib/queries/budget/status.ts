import type { Queryable } from "../../db/sql";
import { budgetWindow } from "../../domain/budget/budget";
import { dayAmount } from "../../domain/budget/offers";
import { type BudgetStanding, budgetStanding, worstFirst } from "../../domain/budget/status";
import { addDays, dayOf } from "../../domain/day";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { readBudgets, type StoredBudget } from "../../facts/budgets";
import { rememberedForecaster } from "../forecast/remembered-forecasts";
import { sharedSnapshot } from "../snapshot";
import { budgetDays } from "./days";
import { isGone, type ScopeLabel, scopeLabels } from "./scope";

export interface BudgetStatus extends BudgetStanding {
  budget: StoredBudget;
  /** What it is about; empty: the whole organization. */
  scopeLabels: ScopeLabel[];
  /** What a day may cost by it: its amount, or a week's or month's spread over working days. */
  dayAmountUsd: Usd;
}

/** The same inside a page's snapshot. */
export async function statusesOn(
  scope: AuthorizedScope,
  stored: readonly StoredBudget[],
  now: Date,
  on: Queryable,
): Promise<BudgetStatus[]> {
  const today = dayOf(now);
  const running = stored.filter((budget) => budgetWindow(budget, today) !== null);
  const filters = running.map((budget) => budget.filters);
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const days = await budgetDays(scope, filters, range, now, on);
  const labels = await scopeLabels(scope, filters, on);
  const statuses = running.flatMap((budget, index): BudgetStatus[] => {
    const known = days[index];
    const standing = known && budgetStanding(budget, known, now, rememberedForecaster);
    if (!standing) return [];
    // Books that are there and yet unknown are not all the asker's to see.
    const isPart = known.some(
      ({ day, costUsd, finality }) => costUsd === null && finality !== null && day >= standing.window.from,
    );
    if (isPart) return [];
    const named = labels[index] ?? [];
    const nothingLeft = isGone(named) && standing.spentUsd === 0n;
    const state = nothingLeft ? "no_data" : standing.state;
    return [{ ...standing, state, budget, scopeLabels: named, dayAmountUsd: dayAmount(budget, standing.amountUsd) }];
  });
  return statuses.sort(worstFirst);
}

/**
 * How the budgets that hold now stand, the worst first, of those the asker may see: all of them for who sees all spend,
 * else those whose spend he sees whole. Costs the same at any number of requests. Budgets that are not yet or no longer
 * in force are left out. In the first minutes of a day, before it is read, a budget a day has no data.
 */
export function budgetStatuses(
  scope: AuthorizedScope,
  { now, budgetIds }: { now: Date; budgetIds?: readonly string[] },
): Promise<BudgetStatus[]> {
  return sharedSnapshot(async (on) => {
    return statusesOn(scope, await readBudgets(scope.organizationId, { budgetIds }, on), now, on);
  });
}
