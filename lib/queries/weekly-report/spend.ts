import { addDays, type Day, eachDay } from "../../domain/day";
import { formatRange } from "../../domain/format-day";
import { type Comparison, customPeriod } from "../../domain/period";
import { balanceOf } from "../../domain/spend/balance";
import { DEFAULT_SORT, type View } from "../../domain/spend/view";
import { type Usd, usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportDay, ReportSpend } from "../../domain/weekly-report/weekly-report";
import { sharedSnapshot } from "../snapshot";
import { openPage, totalOf, valuesOf } from "../spend/page";
import type { AskedWeek } from "./asked-week";

/** The week as every page shows it, compared with the week before. */
function viewOf({ period, before }: AskedWeek): View {
  const comparison: Comparison = { key: "previous", ...before, label: formatRange(before.from, before.to), back: { days: 7 } };
  const empty = { by: [], filters: {}, all: false, problems: [], sort: DEFAULT_SORT };
  return { period: customPeriod(period.from, period.to), comparison, compare: "previous", ...empty };
}

/** What was spent, by day, and what of it nobody is charged for; the same for the week before. */
export async function askSpend(asked: AskedWeek): Promise<{ spend: ReportSpend; days: ReportDay[] }> {
  const { scope, period, before, now } = asked;
  return sharedSnapshot(async (on) => {
    const page = await openPage(scope, viewOf(asked), {}, now, on);
    const beforePage = await openPage(
      scope,
      { ...viewOf(asked), period: customPeriod(before.from, before.to), comparison: null },
      {},
      now,
      on,
    );
    const [values, valuesBefore] = await Promise.all([valuesOf(page, "developer"), valuesOf(beforePage, "developer")]);
    const { total } = totalOf(page);
    const known = (day: Day) => page.books.finality(day) !== null;
    const daysBefore = eachDay(before.from, before.to);
    const isKnownBefore = daysBefore.some(known);
    const costs = new Map(page.days.map(({ day, costUsd }) => [day, costUsd]));
    const costOn = (day: Day): Usd | null => (known(day) ? (costs.get(day) ?? ZERO_USD) : null);
    const written = (amount: Usd | null) => (amount === null ? null : usdToString(amount));
    const balance = balanceOf(values);
    const earlier = balanceOf(valuesBefore);
    const days = eachDay(period.from, addDays(period.from, 6));
    return {
      spend: {
        usd: usdToString(total.costUsd),
        requests: total.requests,
        finality: total.finality,
        unknownDays: days.filter((day) => day > period.to || !known(day)),
        beforeUsd: isKnownBefore ? usdToString(earlier.billedUsd) : null,
        unknownDaysBefore: daysBefore.filter((day) => !known(day)).length,
        unattributedUsd: usdToString(balance.unattributedUsd),
        unattributedBeforeUsd: isKnownBefore ? usdToString(earlier.unattributedUsd) : null,
        differenceUsd: usdToString(balance.differenceUsd),
      },
      days: days.map((day) => ({
        day,
        usd: day > period.to ? null : written(costOn(day)),
        finality: day > period.to ? null : page.books.finality(day),
        beforeUsd: written(costOn(addDays(day, -7))),
      })),
    };
  });
}
