import { countedUsd } from "../../domain/budget-status";
import { addDays, dayOf, endOfMonth, startOfMonth } from "../../domain/day";
import { HISTORY_DAYS } from "../../domain/forecast";
import { periodEnds } from "../../domain/forecast-period";
import { formatMonth } from "../../domain/format-day";
import type { Filters } from "../../domain/spend-question";
import { sumUsd, usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportForecast, Section } from "../../domain/weekly-report";
import { budgetDays } from "../budget-days";
import { sharedSnapshot } from "../snapshot";
import type { AskedWeek } from "./asked-week";

function filtersOf({ kind, ids }: AskedWeek["subject"]): Filters {
  return kind === "organization" ? {} : { [kind === "teams" ? "team" : "developer"]: ids };
}

/** Where the month is heading that the report was made in, in the way budgets and the forecast page reckon it. */
export async function askForecast({ scope, subject, asOf }: AskedWeek): Promise<Section<ReportForecast>> {
  const today = dayOf(asOf);
  const [from, to] = [startOfMonth(today), endOfMonth(today)];
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const [asked] = await sharedSnapshot((on) => budgetDays(scope, [filtersOf(subject)], range, asOf, on));
  const days = asked ?? [];
  const counted = days.filter(({ day }) => day >= from && day <= today).map((day) => countedUsd(day, today) ?? ZERO_USD);
  const todayDay = days.find(({ day }) => day === today);
  const ends = periodEnds({
    history: days.filter(({ day }) => day < today),
    today,
    todayUsd: (todayDay && countedUsd(todayDay, today)) ?? ZERO_USD,
    spentUsd: sumUsd(counted),
  });
  if (!ends) return { known: false, why: "No complete day is known yet to forecast from." };
  const { expectedUsd, sevenDayUsd, bands } = ends(to);
  return {
    known: true,
    month: formatMonth(today),
    expectedUsd: usdToString(expectedUsd),
    lowUsd: usdToString(bands.p80[0]),
    highUsd: usdToString(bands.p80[1]),
    sevenDayUsd: usdToString(sevenDayUsd),
  };
}
