import type { Day } from "../day";
import { addUsd, compareUsd, subtractUsd, type Usd, ZERO_USD } from "../usd";
import { type DayCost, type ForecastBands, forecaster } from "./forecast";

/** Where a period that is under way is heading: what is spent of it, and the forecast of what is left. */
export interface PeriodEnd {
  /** Of the whole period. */
  expectedUsd: Usd;
  /** The seven-day rule: what is spent, and the mean of the last seven known days for each day left. */
  sevenDayUsd: Usd;
  bands: ForecastBands;
  method: string;
}

export interface RunningPeriod {
  /** Complete days before today; days that are missing or null are unknown. */
  history: readonly DayCost[];
  today: Day;
  /** What today cost so far; part of spentUsd. */
  todayUsd: Usd;
  /** What is known of the period's days until now. */
  spentUsd: Usd;
  /** What forecasts: forecaster(), or one that remembers its answers. */
  forecastFrom?: typeof forecaster;
}

function atLeast(amount: Usd, floor: Usd): Usd {
  return compareUsd(amount, floor) < 0 ? floor : amount;
}

/**
 * Spend of the period at the end of any day from today on. A today that cost more than was expected of it counts with
 * what it cost. Finished days that are unknown add nothing: it is at least so much. Null where no complete day is known.
 */
export function periodEnds({
  history,
  today,
  todayUsd,
  spentUsd,
  forecastFrom = forecaster,
}: RunningPeriod): ((to: Day) => PeriodEnd) | null {
  const totals = forecastFrom(history, today);
  if (!totals) return null;
  const ofToday = totals(today);
  const before = subtractUsd(spentUsd, todayUsd);
  const surplus = atLeast(subtractUsd(todayUsd, ofToday.expectedUsd), ZERO_USD);
  const sevenDaySurplus = atLeast(subtractUsd(todayUsd, ofToday.sevenDayUsd), ZERO_USD);
  const end = (amount: Usd) => atLeast(addUsd(addUsd(before, amount), surplus), spentUsd);
  const band = ([low, high]: readonly [Usd, Usd]): [Usd, Usd] => [end(low), end(high)];
  return (to) => {
    const { expectedUsd, sevenDayUsd, bands, method } = totals(to);
    return {
      expectedUsd: end(expectedUsd),
      sevenDayUsd: atLeast(addUsd(addUsd(before, sevenDayUsd), sevenDaySurplus), spentUsd),
      bands: { p50: band(bands.p50), p80: band(bands.p80), p95: band(bands.p95) },
      method,
    };
  };
}
