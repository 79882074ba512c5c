import type { Queryable } from "../db/sql";
import type { BudgetDay } from "../domain/budget-status";
import { type Day, dayOf, eachDay, earlierDay } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import type { Filters } from "../domain/spend-question";
import { compareUsd, type Usd, ZERO_USD } from "../domain/usd";
import { type Books, booksOf } from "./books";
import { type HiddenDays, hiddenDaysOf } from "./budget-visible";
import { type DayLines, spendDayCosts } from "./spend-day-costs";
import type { DayRange } from "./spend-sql";

function budgetDay(day: Day, lines: DayLines | undefined, books: Books, hidden: ReadonlySet<Day>): BudgetDay {
  const finality = books.finality(day);
  const unknown = finality === null || hidden.has(day);
  const differenceUsd = lines?.differenceUsd ?? ZERO_USD;
  return {
    day,
    costUsd: unknown ? null : (lines?.costUsd ?? ZERO_USD),
    beyondBillUsd: compareUsd(differenceUsd, ZERO_USD) < 0 ? (-differenceUsd as Usd) : ZERO_USD,
    finality,
  };
}

/**
 * Every day of the range for each of the filters, as budgets count them; null for filters whose spend the asker sees
 * only in part. Days that the books do not have, or that are not all his to see, are unknown.
 */
export async function budgetDays(
  scope: AuthorizedScope,
  asked: readonly Filters[],
  range: DayRange,
  now: Date,
  on: Queryable,
): Promise<(BudgetDay[] | null)[]> {
  if (asked.length === 0) return [];
  const today = dayOf(now);
  const [books, hiddenDays] = await Promise.all([
    booksOf(scope, [range], {}, today, on),
    hiddenDaysOf(scope, asked, range, today, on),
  ]);
  const hidden = asked.map((filters): ReturnType<HiddenDays> => hiddenDays(filters));
  const costs = await spendDayCosts(scope, asked, range, books, on);
  const days = eachDay(range.from, earlierDay(range.to, today));
  return asked.map((_, index) => {
    const notAll = hidden[index];
    return notAll ? days.map((day) => budgetDay(day, costs[index]?.get(day), books, notAll)) : null;
  });
}
