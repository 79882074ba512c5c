import type { PastPeriod } from "@/lib/domain/budget/status";
import { type Usd, usdToString } from "@/lib/domain/usd";
import type { StoredBudget } from "@/lib/facts/budgets";
import type { BudgetDetail } from "@/lib/queries/budget/detail";
import type { BudgetList } from "@/lib/queries/budget/list";
import type { BudgetStatus } from "@/lib/queries/budget/status";
import type { BudgetAnswer, BudgetListAnswer } from "./contract";

type Told = BudgetListAnswer["budgets"][number];

function dollars(amount: Usd | null): string | null {
  return amount === null ? null : usdToString(amount);
}

function statusJson(status: BudgetStatus): NonNullable<Told["status"]> {
  const { window, projection, state, unknownDays, reachedOn, finality } = status;
  const bounds = projection?.bands.p80;
  return {
    ...window,
    state,
    amountUsd: usdToString(status.amountUsd),
    spentUsd: dollars(status.spentUsd),
    beyondBillUsd: usdToString(status.beyondBillUsd),
    unknownDays,
    evenUsd: usdToString(status.evenUsd),
    leftUsd: dollars(status.leftUsd),
    leftPerDayUsd: dollars(status.leftPerDayUsd),
    dayAmountUsd: usdToString(status.dayAmountUsd),
    reachedOn,
    expectedUsd: projection && usdToString(projection.expectedUsd),
    expectedBetween: bounds ? [usdToString(bounds[0]), usdToString(bounds[1])] : null,
    runsOutOn: projection?.runsOutOn ?? null,
    finality,
  };
}

function budgetJson(budget: StoredBudget, about: Told["about"], status: BudgetStatus | null): Told {
  const { id, name, kind, per, startsOn, endsOn, workingDays, ownerEmail, note, createdBy } = budget;
  const filters = Object.fromEntries(Object.entries(budget.filters).map(([dimension, words]) => [dimension, [...words]]));
  return {
    ...{ id, name, kind, per, filters },
    about: about.map(({ dimension, word, label, gone }) => ({ dimension, word, label, gone })),
    amounts: budget.amounts.map(({ from, amountUsd }) => ({ from, amountUsd: usdToString(amountUsd) })),
    ...{ startsOn, endsOn, workingDays, ownerEmail, note, createdBy },
    createdAt: budget.createdAt.toISOString(),
    status: status && statusJson(status),
  };
}

/** Those that hold now, the worst first, then those to come and those that are over. */
export function budgetListJson({ running, upcoming, ended }: BudgetList): BudgetListAnswer {
  const resting = [...upcoming, ...ended].map(({ budget, scopeLabels }) => budgetJson(budget, scopeLabels, null));
  return { budgets: [...running.map((status) => budgetJson(status.budget, status.scopeLabels, status)), ...resting] };
}

function pastJson({ window, amountUsd, spentUsd, unknownDays, outcome, finality }: PastPeriod): BudgetAnswer["past"][number] {
  return { ...window, amountUsd: usdToString(amountUsd), spentUsd: dollars(spentUsd), unknownDays, outcome, finality };
}

export function budgetDetailJson({ budget, scopeLabels, status, past }: BudgetDetail): BudgetAnswer {
  return { ...budgetJson(budget, scopeLabels, status), past: past.map(pastJson) };
}
