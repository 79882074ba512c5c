import { budgetWindow } from "../../domain/budget/budget";
import { roundUp } from "../../domain/budget/offers";
import { seesWhole } from "../../domain/budget/visible";
import { addDays, addMonths, type Day, dayOf, daysBetween, startOfMonth } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { Usd } from "../../domain/usd";
import { readBudgets, type StoredBudget } from "../../facts/budgets";
import { booksOf } from "../reconciliation/books";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { sharedSnapshot } from "../snapshot";
import { spendTotal } from "../spend/spend";
import { type ScopeLabel, scopeLabels } from "./scope";
import { type BudgetStatus, statusesOn } from "./status";
import { hiddenDaysOf } from "./visible";

/** A budget that does not hold now. */
export interface RestingBudget {
  budget: StoredBudget;
  scopeLabels: ScopeLabel[];
}

export interface BudgetList {
  /** Those that hold now, the worst first. */
  running: BudgetStatus[];
  /** Those that have not begun, the next first. */
  upcoming: RestingBudget[];
  /** Those that are over, the latest first. */
  ended: RestingBudget[];
  freshness: Freshness;
}

/** Every budget that the asker may see: how those in force stand, and those that are over or not begun. */
export async function budgetList(scope: AuthorizedScope, now: Date): Promise<BudgetList> {
  const today = dayOf(now);
  return sharedSnapshot(async (on) => {
    const all = await readBudgets(scope.organizationId, {}, on);
    const others = all.filter((budget) => budgetWindow(budget, today) === null);
    const filters = others.map((budget) => budget.filters);
    const [running, labels, hidden, fresh] = await Promise.all([
      statusesOn(scope, all, now, on),
      scopeLabels(scope, filters, on),
      hiddenDaysOf(scope, filters, { from: today, to: today }, today, on),
      freshness(scope, on),
    ]);
    const resting = others.flatMap((budget, index): RestingBudget[] => {
      return hidden(budget.filters) === null ? [] : [{ budget, scopeLabels: labels[index] ?? [] }];
    });
    const isAhead = ({ budget }: RestingBudget) => budget.startsOn > today;
    return {
      running,
      upcoming: resting.filter(isAhead).sort((a, b) => (a.budget.startsOn < b.budget.startsOn ? -1 : 1)),
      ended: resting.filter((one) => !isAhead(one)).sort((a, b) => ((a.budget.endsOn ?? "") > (b.budget.endsOn ?? "") ? -1 : 1)),
      freshness: fresh,
    };
  });
}

/** The budgets that hold now on one value, and those on all of the organization's spend, which count it too. */
export async function budgetsOf(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  word: string,
  now: Date,
): Promise<{ named: BudgetStatus[]; wider: BudgetStatus[] }> {
  return sharedSnapshot(async (on) => {
    const all = await readBudgets(scope.organizationId, {}, on);
    const isWide = ({ filters }: StoredBudget) => Object.keys(filters).length === 0;
    const asked = all.filter((budget) => isWide(budget) || budget.filters[dimension]?.includes(word));
    const statuses = await statusesOn(scope, asked, now, on);
    return {
      named: statuses.filter(({ budget }) => !isWide(budget)),
      wider: statuses.filter(({ budget }) => isWide(budget)),
    };
  });
}

/** A first budget: all that the asker may budget, at what last month (or the last 30 days) cost, rounded up. */
export interface FirstBudget {
  filters: Filters;
  from: Day;
  to: Day;
  spentUsd: Usd;
  amountUsd: Usd;
}

/** Null where nothing was spent, or nothing is known of it. */
export async function firstBudget(scope: AuthorizedScope, now: Date): Promise<FirstBudget | null> {
  const today = dayOf(now);
  const filters: Filters = scope.visibility.kind === "teams" ? { team: scope.visibility.teamIds } : {};
  if (seesWhole(scope.visibility, filters) !== "yes") return null;
  const month = startOfMonth(today);
  const ranges = [
    { from: addMonths(month, -1), to: addDays(month, -1) },
    { from: addDays(today, -30), to: addDays(today, -1) },
  ];
  return sharedSnapshot(async (on) => {
    for (const range of ranges) {
      const books = await booksOf(scope, [range], filters, today, on);
      // What is known of some days alone is no measure of what a month costs.
      if (books.of(range).days.length <= daysBetween(range.from, range.to)) continue;
      const { total } = await spendTotal(scope, { ...range, filters }, books, on);
      if (total.costUsd > 0n) return { ...range, filters, spentUsd: total.costUsd, amountUsd: roundUp(total.costUsd) };
    }
    return null;
  });
}
