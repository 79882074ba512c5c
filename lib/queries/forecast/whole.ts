import type { Queryable } from "../../db/sql";
import { countedUsd } from "../../domain/budget/status";
import { addDays, addMonths, type Day, dayOf, eachDay, endOfMonth, startOfMonth } from "../../domain/day";
import { type DayCost, HISTORY_DAYS } from "../../domain/forecast/forecast";
import { type PeriodEnd, periodEnds, type RunningPeriod } from "../../domain/forecast/period";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { budgetDays } from "../budget/days";
import { rememberedForecaster } from "./remembered-forecasts";

/** A month that is under way or to come. */
export interface MonthForecast {
  from: Day;
  to: Day;
  /** What is known of it until now. */
  spentUsd: Usd;
  /** Finished days of it that the books do not have: it is at least so much. */
  unknownDays: number;
  /** Null where nothing is known to go by. */
  end: PeriodEnd | null;
}

/** What the books say until now. */
export interface Known {
  today: Day;
  history: DayCost[];
  todayUsd: Usd;
}

/** A forecast of the whole, with all that it was made from. */
export interface Whole {
  known: Known;
  month: MonthForecast;
  nextMonth: MonthForecast;
}

/** What a forecast starts from: the days of the history as far as they are known, and what today came to so far. */
export async function knownDays(scope: AuthorizedScope, filters: Filters, now: Date, on: Queryable): Promise<Known> {
  const today = dayOf(now);
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const [days] = await budgetDays(scope, [filters], range, now, on);
  const known = days ?? [];
  const open = known.find(({ day }) => day === today);
  const history = known.filter(({ day }) => day < today).map(({ day, costUsd }) => ({ day, costUsd }));
  return { today, history, todayUsd: (open && countedUsd(open, today)) ?? ZERO_USD };
}

/** Where a period is heading, going by forecasts that are remembered. */
export function endsOf(period: RunningPeriod) {
  return periodEnds({ ...period, forecastFrom: rememberedForecaster });
}

/** This month: spent so far, and where it is heading; `end` is null where too little is known. */
export function monthUnderWay({ today, history, todayUsd }: Known): MonthForecast {
  const [from, to] = [startOfMonth(today), endOfMonth(today)];
  const own = history.filter(({ day }) => day >= from);
  const spentUsd = sumUsd([todayUsd, ...own.map(({ costUsd }) => costUsd ?? ZERO_USD)]);
  const unknownDays = eachDay(from, addDays(today, -1)).length - own.filter(({ costUsd }) => costUsd !== null).length;
  return { from, to, spentUsd, unknownDays, end: endsOf({ history, today, todayUsd, spentUsd })?.(to) ?? null };
}

function monthAhead({ today, history }: Known): MonthForecast {
  const from = addMonths(startOfMonth(today), 1);
  const to = endOfMonth(from);
  const ends = endsOf({ history, today: from, todayUsd: ZERO_USD, spentUsd: ZERO_USD });
  return { from, to, spentUsd: ZERO_USD, unknownDays: 0, end: ends?.(to) ?? null };
}

/** What the forecast of one scope starts from, for pages and for the daily job. */
export async function forecastWhole(scope: AuthorizedScope, filters: Filters, now: Date, on: Queryable): Promise<Whole> {
  const known = await knownDays(scope, filters, now, on);
  return { known, month: monthUnderWay(known), nextMonth: monthAhead(known) };
}
