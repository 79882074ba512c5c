import { type BudgetPeriod, calendarPeriod, periodBeside, type Window } from "../../domain/budget/budget";
import { checkFilters } from "../../domain/budget/check";
import { projectBudget } from "../../domain/budget/projection";
import { windowSpend } from "../../domain/budget/status";
import { addDays, dayOf, earlierDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { sharedSnapshot } from "../snapshot";
import { budgetDays } from "./days";

/** So many past periods show what an amount would have meant. */
const SHOWN = { day: 14, week: 8, month: 6 } as const;

export interface PreviewedPeriod {
  window: Window;
  /** Null: no day of it is in the books. */
  spentUsd: Usd | null;
  /** Finished days that the books do not have. */
  unknownDays: number;
}

export interface BudgetPreview {
  running: PreviewedPeriod;
  /** What the running period is expected to end at; null where too little is known. */
  expectedUsd: Usd | null;
  /** Newest first. */
  past: PreviewedPeriod[];
}

/** What past periods cost of the spend that a budget would be about. Throws WaybillError `invalid_input`, `forbidden`. */
export async function budgetPreview(
  scope: AuthorizedScope,
  asked: { per: BudgetPeriod; filters: Filters },
  now: Date,
): Promise<BudgetPreview> {
  permit(scope, "budgets.manage");
  const filters = checkFilters(asked.filters);
  const { per } = asked;
  const today = dayOf(now);
  const windows = Array.from({ length: SHOWN[per] }, (_, index) => periodBeside(per, today, -1 - index));
  const from = earlierDay(addDays(today, -HISTORY_DAYS), windows.at(-1)?.from ?? today);
  return sharedSnapshot(async (on) => {
    const [days] = await budgetDays(scope, [filters], { from, to: today }, now, on);
    if (!days) {
      throw new WaybillError("invalid_input", "Some of this spend is not yours to see, so its total is not shown.", {
        todo: "Choose one or more of your own teams.",
      });
    }
    const periodOf = (window: Window): PreviewedPeriod => {
      const { spentUsd, unknownDays } = windowSpend(days, window, today);
      return { window, spentUsd, unknownDays };
    };
    const running = periodOf(calendarPeriod(per, today));
    const history = days.filter(({ day }) => day < today);
    const knownUntil = days.find(({ day }) => day === today)?.knownUntil ?? null;
    const spentUsd = running.spentUsd ?? ZERO_USD;
    const projection = projectBudget({ history, window: running.window, today, knownUntil, spentUsd, amountUsd: spentUsd });
    return { running, expectedUsd: projection?.expectedUsd ?? null, past: windows.map(periodOf) };
  });
}
