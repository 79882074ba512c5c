import type { Queryable } from "../../db/sql";
import { countedUsd } from "../../domain/budget/status";
import { addDays, addMonths, type Day, dayOf, eachDay, endOfMonth, startOfMonth } from "../../domain/day";
import { type DayCost, HISTORY_DAYS } from "../../domain/forecast/forecast";
import type { Heading } from "../../domain/forecast/parts";
import { type ExpectedEnd, expectedEnds, type PeriodEnd, periodEnds, type RunningPeriod } from "../../domain/forecast/period";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { budgetDays } from "../budget/days";
import { rememberedForecaster } from "./remembered-forecasts";

/** A month that is under way or to come. */
export interface MonthForecast<End = PeriodEnd> {
  from: Day;
  to: Day;
  /** What is known of it until now. */
  spentUsd: Usd;
  /** Finished days of it that the books do not have: it is at least so much. */
  unknownDays: number;
  /** Null where nothing is known to go by. */
  end: End | null;
}

/** What the books say until now. */
export interface Known {
  today: Day;
  history: DayCost[];
  todayUsd: Usd;
  /** Until when today is known; null: nothing of it is. */
  knownUntil: Date | null;
}

/** A forecast of the whole, with all that it was made from. */
export interface Whole {
  known: Known;
  month: MonthForecast;
  nextMonth: MonthForecast;
}

/**
 * What forecasts start from, for each of several filters: the days of the history as far as they are known, and what today
 * came to so far. Of filters whose spend the asker sees only in part, nothing is known.
 */
export async function knownDaysOf(scope: AuthorizedScope, asked: readonly Filters[], now: Date, on: Queryable): Promise<Known[]> {
  const today = dayOf(now);
  const found = await budgetDays(scope, asked, { from: addDays(today, -HISTORY_DAYS), to: today }, now, on);
  return found.map((days) => {
    const known = days ?? [];
    const open = known.find(({ day }) => day === today);
    const history = known.filter(({ day }) => day < today).map(({ day, costUsd }) => ({ day, costUsd }));
    const todayUsd = (open && countedUsd(open, today)) ?? ZERO_USD;
    return { today, history, todayUsd, knownUntil: open?.knownUntil ?? null };
  });
}

type Ends<End> = (period: RunningPeriod) => ((to: Day) => End) | null;

/** Where a period is heading, going by forecasts that are remembered. */
export const endsOf: Ends<PeriodEnd> = (period) => periodEnds({ ...period, forecastFrom: rememberedForecaster });
/** The same without bands. */
const expectedEndsOf: Ends<ExpectedEnd> = (period) => expectedEnds({ ...period, forecastFrom: rememberedForecaster });

function monthUnderWay<End>({ today, history, todayUsd, knownUntil }: Known, ends: Ends<End>): MonthForecast<End> {
  const [from, to] = [startOfMonth(today), endOfMonth(today)];
  const own = history.filter(({ day }) => day >= from);
  const spentUsd = sumUsd([todayUsd, ...own.map(({ costUsd }) => costUsd ?? ZERO_USD)]);
  const unknownDays = eachDay(from, addDays(today, -1)).length - own.filter(({ costUsd }) => costUsd !== null).length;
  return { from, to, spentUsd, unknownDays, end: ends({ history, today, knownUntil, spentUsd })?.(to) ?? null };
}

function monthAhead<End>({ today, history }: Known, ends: Ends<End>): MonthForecast<End> {
  const from = addMonths(startOfMonth(today), 1);
  const to = endOfMonth(from);
  const ahead = ends({ history, today: from, knownUntil: null, spentUsd: ZERO_USD });
  return { from, to, spentUsd: ZERO_USD, unknownDays: 0, end: ahead?.(to) ?? null };
}

/** Where this month is heading, for the filters alone. */
export async function forecastThisMonth(
  scope: AuthorizedScope,
  filters: Filters,
  now: Date,
  on: Queryable,
): Promise<MonthForecast> {
  const [known] = await knownDaysOf(scope, [filters], now, on);
  return monthUnderWay(known ?? { today: dayOf(now), history: [], todayUsd: ZERO_USD, knownUntil: null }, endsOf);
}

/** What is expected by the very method of the forecast of the whole, without its bands. */
export function headingOf(known: Known): Heading {
  const [month, nextMonth] = [monthUnderWay(known, expectedEndsOf), monthAhead(known, expectedEndsOf)];
  const { spentUsd, end } = month;
  return {
    spentUsd,
    monthEndUsd: end?.expectedUsd ?? spentUsd,
    monthEndSevenDayUsd: end?.sevenDayUsd ?? spentUsd,
    nextMonthUsd: nextMonth.end?.expectedUsd ?? ZERO_USD,
  };
}

/** What the forecast of one scope starts from, for pages and for the daily job. */
export async function forecastWhole(scope: AuthorizedScope, filters: Filters, now: Date, on: Queryable): Promise<Whole> {
  const [found] = await knownDaysOf(scope, [filters], now, on);
  const known = found ?? { today: dayOf(now), history: [], todayUsd: ZERO_USD, knownUntil: null };
  return { known, month: monthUnderWay(known, endsOf), nextMonth: monthAhead(known, endsOf) };
}
