import type { AlertSignal } from "../../../domain/alert/alert";
import { budgetSignals } from "../../../domain/alert/budget";
import type { AlertSettings } from "../../../domain/alert/settings";
import { dayOf } from "../../../domain/day";
import type { AuthorizedScope } from "../../../domain/scope";
import { budgetStatuses } from "../../budget/status";

/** How every budget that holds now stands against its thresholds, its projection and its pace. */
export async function budgetAlerts(scope: AuthorizedScope, { budgets }: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (budgets.thresholds.length === 0 && !budgets.projected && budgets.pacePercent === null) return [];
  const statuses = await budgetStatuses(scope, { now });
  return statuses.flatMap(({ budget, dayAmountUsd, ...standing }) => {
    return budgetSignals({ budget, standing, dayAmountUsd }, budgets, dayOf(now));
  });
}
