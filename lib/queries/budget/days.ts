import type { Queryable } from "../../db/sql";
import type { BudgetDay } from "../../domain/budget/status";
import { type Day, dayOf, eachDay, earlierDay } from "../../domain/day";
import { NO_VALUE } from "../../domain/dimension";
import type { AuthorizedScope } from "../../domain/scope";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters } from "../../domain/spend/question";
import { compareUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { type Books, booksOf } from "../reconciliation/books";
import { type DayLines, spendDayCosts } from "../spend/day-costs";
import type { DayRange } from "../spend/spend-sql";
import { type HiddenDays, hiddenDaysOf } from "./visible";

/** The dimensions by whose values the filters tell spend apart; spend without a value is what no source tells anyway. */
function namedDimensions(filters: Filters): FilterDimension[] {
  return FILTER_DIMENSIONS.filter((dimension) => filters[dimension]?.some((word) => word !== NO_VALUE));
}

/** Whom a bill charges by the key's owner, whoever used the key. */
const BY_OWNER: readonly FilterDimension[] = ["developer", "team", "cost_center"];

/**
 * Days of the range before single requests came to be known, of somebody who is charged nothing on any of them: he may
 * have used keys that others own.
 */
function daysBeforeRequests(filters: Filters, lines: ReadonlyMap<Day, DayLines> | undefined, books: Books, range: DayRange) {
  const first = books.firstExplained(range);
  const days = first === null ? [] : books.of(range).keyOnlyDays.filter((day) => day < first);
  const nothing = !days.some((day) => (lines?.get(day)?.costUsd ?? ZERO_USD) !== ZERO_USD);
  const isAboutPeople = namedDimensions(filters).some((dimension) => BY_OWNER.includes(dimension));
  return isAboutPeople && nothing ? days : [];
}

function budgetDay(day: Day, lines: DayLines | undefined, books: Books, unknownDays: ReadonlySet<Day>): BudgetDay {
  const finality = books.finality(day);
  const unknown = finality === null || (unknownDays.has(day) && !(lines && lines.costUsd !== ZERO_USD));
  const differenceUsd = lines?.differenceUsd ?? ZERO_USD;
  return {
    day,
    costUsd: unknown ? null : (lines?.costUsd ?? ZERO_USD),
    beyondBillUsd: compareUsd(differenceUsd, ZERO_USD) < 0 ? (-differenceUsd as Usd) : ZERO_USD,
    knownUntil: unknown || finality !== "open" ? null : books.openDayKnownUntil,
    // What is not known has no finality: what is hidden from the asker keeps it.
    finality: unknown ? null : finality,
  };
}

/**
 * Every day of the range for each of the filters, as budgets count them; null for filters whose spend the asker sees
 * only in part. Days that the books do not have, or that are not all his to see, are unknown; so are those of which the
 * bill alone is known, where it does not tell what the filters ask for, such as a feature, or somebody whom it never names.
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
  return asked.map((filters, index) => {
    const notAll = hidden[index];
    if (!notAll) return null;
    const untold = new Set(books.untoldDays(namedDimensions(filters)));
    for (const day of daysBeforeRequests(filters, costs[index], books, range)) untold.add(day);
    return days.map((day) => {
      const known = budgetDay(day, costs[index]?.get(day), books, untold);
      return notAll.has(day) ? { ...known, costUsd: null, knownUntil: null } : known;
    });
  });
}
