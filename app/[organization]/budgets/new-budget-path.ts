import { BUDGET_DIMENSIONS } from "@/lib/domain/budget/check";
import type { Filters } from "@/lib/domain/spend/question";

/** What the editor starts with, as its address says it: filters by dimension beside these. */
export interface BudgetStart {
  name?: string;
  per?: string;
  amount?: string;
  kind?: string;
  filters?: Filters;
}

export function newBudgetPath(organization: string, { filters = {}, ...start }: BudgetStart): string {
  const query = new URLSearchParams(Object.entries(start).filter(([, value]) => value !== undefined) as [string, string][]);
  for (const dimension of BUDGET_DIMENSIONS) for (const word of filters[dimension] ?? []) query.append(dimension, word);
  return `/${organization}/budgets/new${query.size > 0 ? `?${query}` : ""}`;
}
