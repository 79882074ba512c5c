import { amountOn, budgetWindow, pastWindows } from "../../domain/budget/budget";
import { mayShareSpend } from "../../domain/budget/overlap";
import { type BudgetSeriesDay, budgetSeries } from "../../domain/budget/series";
import { type PastPeriod, pastPeriod } from "../../domain/budget/status";
import { seesWhole } from "../../domain/budget/visible";
import { addDays, dayOf, earlierDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import type { AuthorizedScope } from "../../domain/scope";
import { readBudgets, type StoredBudget } from "../../facts/budgets";
import { rememberedForecaster } from "../forecast/remembered-forecasts";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { sharedSnapshot } from "../snapshot";
import { budgetDays } from "./days";
import { type ScopeLabel, scopeLabels } from "./scope";
import { type BudgetStatus, statusesOn } from "./status";

/** So many past periods are shown. */
const PAST = { day: 31, week: 26, month: 13 } as const;

export interface BudgetDetail {
  budget: StoredBudget;
  scopeLabels: ScopeLabel[];
  /** Null before it begins and after it ended. */
  status: BudgetStatus | null;
  /** The running period, or the last one of a budget that is over; empty before it begins. */
  series: BudgetSeriesDay[];
  /** Newest first. */
  past: PastPeriod[];
  /** Other budgets that hold now and may count some of the same spend: all of them hold, none overrides another. */
  beside: BudgetStatus[];
  /** Whether the asker may change it. */
  mayChange: boolean;
  freshness: Freshness;
}

function notFound(): WaybillError {
  return new WaybillError("not_found", "There is no such budget, or it is not yours to see.", {
    todo: "Choose one from the list of budgets.",
  });
}

/** One budget: how it stands, how it stood, and what else counts the same spend. Throws WaybillError `not_found`. */
export async function budgetDetail(scope: AuthorizedScope, budgetId: string, now: Date): Promise<BudgetDetail> {
  const today = dayOf(now);
  return sharedSnapshot(async (on) => {
    const all = await readBudgets(scope.organizationId, {}, on);
    const budget = all.find(({ id }) => id === budgetId);
    if (!budget) throw notFound();
    const windows = pastWindows(budget, today, PAST[budget.per]);
    const oldest = windows.at(-1)?.from ?? today;
    const from = addDays(today, -HISTORY_DAYS);
    const range = { from: earlierDay(oldest, from), to: today };
    const [[days], [labels], statuses, fresh] = await Promise.all([
      budgetDays(scope, [budget.filters], range, now, on),
      scopeLabels(scope, [budget.filters], on),
      statusesOn(
        scope,
        all.filter((other) => mayShareSpend(other.filters, budget.filters)),
        now,
        on,
      ),
      freshness(scope, on),
    ]);
    const status = statuses.find((one) => one.budget.id === budget.id) ?? null;
    const runs = budgetWindow(budget, today) !== null;
    // One that runs has a status unless a part of its spend is hidden from the asker.
    if (!days || (runs && !status)) throw notFound();
    const window = status?.window ?? windows[0];
    return {
      budget,
      scopeLabels: labels ?? [],
      status,
      series: window ? budgetSeries(days, window, amountOn(budget, window.from), now, rememberedForecaster) : [],
      past: windows.map((past) => pastPeriod(budget, days, past, today)),
      beside: statuses.filter((one) => one.budget.id !== budget.id),
      mayChange:
        scope.permissions.includes("budgets.manage") &&
        (budget.endsOn === null || budget.endsOn >= today) &&
        (scope.visibility.kind !== "teams" || seesWhole(scope.visibility, budget.filters) === "yes"),
      freshness: fresh,
    };
  });
}
