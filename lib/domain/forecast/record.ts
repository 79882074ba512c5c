import { addDays, addMonths, type Day, endOfMonth, startOfMonth } from "../day";
import { addUsd, compareUsd, subtractUsd, sumUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "../usd";
import { type DayCost, forecaster, sevenDayTotal } from "./forecast";

/** What was said of a month on a day of it, and what came. */
export interface ForecastRecord {
  month: Day;
  madeOn: Day;
  expectedUsd: Usd;
  sevenDayUsd: Usd;
  actualUsd: Usd;
  /** It is what would have been said, reckoned from today's books: none was kept of that day. */
  reckoned: boolean;
}

/** What was kept of a forecast. */
export interface KeptForecast {
  madeOn: Day;
  periodFrom: Day;
  expectedUsd: Usd;
  sevenDayUsd: Usd;
}

/** Days into the month on which forecasts are looked back at. */
const LOOKED_BACK = [0, 7, 14, 21];

/** What a month cost; null where a day of it is not in the books, or it is not over. */
function actualOf(byDay: ReadonlyMap<Day, Usd>, month: Day, today: Day): Usd | null {
  const end = endOfMonth(month);
  if (end >= today) return null;
  const amounts: Usd[] = [];
  for (let day = month; day <= end; day = addDays(day, 1)) {
    const costUsd = byDay.get(day);
    if (costUsd === undefined) return null;
    amounts.push(costUsd);
  }
  return sumUsd(amounts);
}

/** What the method says, given the days before. */
function saidOf(
  history: readonly DayCost[],
  madeOn: Day,
  spentUsd: Usd,
): Pick<KeptForecast, "expectedUsd" | "sevenDayUsd"> | null {
  const to = endOfMonth(madeOn);
  const expectedUsd = forecaster(history, madeOn)?.expectedUsd(to);
  const sevenDayUsd = sevenDayTotal(history, { from: madeOn, to });
  if (expectedUsd === undefined || sevenDayUsd === null) return null;
  return { expectedUsd: addUsd(spentUsd, expectedUsd), sevenDayUsd: addUsd(spentUsd, sevenDayUsd) };
}

/**
 * Of finished months, newest first: what was said on their 1st, 8th, 15th and 22nd. Months that the books lack in part
 * are left out.
 */
export function forecastRecord(
  history: readonly DayCost[],
  kept: readonly KeptForecast[],
  today: Day,
  months: number,
): ForecastRecord[] {
  const byDay = new Map(history.flatMap(({ day, costUsd }) => (costUsd === null ? [] : [[day, costUsd] as const])));
  const records: ForecastRecord[] = [];
  for (let back = 1; back <= months; back += 1) {
    const month = addMonths(startOfMonth(today), -back);
    const actualUsd = actualOf(byDay, month, today);
    if (actualUsd === null) continue;
    for (const into of LOOKED_BACK) {
      const madeOn = addDays(month, into);
      const stored = kept.find((one) => one.madeOn === madeOn && one.periodFrom === month);
      const spentUsd = sumUsd([...byDay].filter(([day]) => day >= month && day < madeOn).map(([, costUsd]) => costUsd));
      const said = stored ?? saidOf(history, madeOn, spentUsd);
      if (!said) continue;
      const { expectedUsd, sevenDayUsd } = said;
      records.push({ month, madeOn, expectedUsd, sevenDayUsd, actualUsd, reckoned: stored === undefined });
    }
  }
  return records;
}

/** How far each of the two was off on average, as a share of what came; null without records. */
export function missedBy(records: readonly ForecastRecord[]): { ours: number; sevenDay: number } | null {
  const actual = records.reduce((sum, { actualUsd }) => sum + usdToApproximateNumber(actualUsd), 0);
  if (records.length === 0 || actual <= 0) return null;
  const off = (of: "expectedUsd" | "sevenDayUsd") =>
    records.reduce((sum, record) => {
      const error = subtractUsd(record[of], record.actualUsd);
      return sum + usdToApproximateNumber(compareUsd(error, ZERO_USD) < 0 ? (-error as Usd) : error);
    }, 0);
  return { ours: off("expectedUsd") / actual, sevenDay: off("sevenDayUsd") / actual };
}
