import { reaches, type Window } from "./budget";
import { addDays, type Day, daysBetween } from "./day";
import { type DayCost, type ForecastBands, forecastTotal } from "./forecast";
import { addUsd, compareUsd, subtractUsd, type Usd, ZERO_USD } from "./usd";

/** Where a budget's period is heading, from what is spent and the forecast of what is left of it. */
export interface BudgetProjection {
  expectedUsd: Usd;
  bands: ForecastBands;
  /** The first day on which it is expected to reach the amount; null: not in this period. */
  runsOutOn: Day | null;
  /** The seven-day rule: what is spent and the mean of the last seven days for each day left. */
  sevenDayUsd: Usd;
  method: string;
}

interface Running {
  /** Complete days before today; days that are missing or null are unknown. */
  history: readonly DayCost[];
  window: Window;
  today: Day;
  /** What today cost so far; part of spentUsd. */
  todayUsd: Usd;
  spentUsd: Usd;
  amountUsd: Usd;
}

interface Ahead {
  expectedUsd: Usd;
  sevenDayUsd: Usd;
  bands: ForecastBands;
  method: string;
}

function atLeast(amount: Usd, floor: Usd): Usd {
  return compareUsd(amount, floor) < 0 ? floor : amount;
}

/** Spend at the end of a day ahead: a day that cost more than was expected of it counts with what it cost. */
function spentBy(running: Running, to: Day): Ahead | null {
  const { history, today, todayUsd, spentUsd } = running;
  const whole = forecastTotal(history, { from: today, to });
  const ofToday = to === today ? whole : forecastTotal(history, { from: today, to: today });
  if (!whole || !ofToday) return null;
  const before = subtractUsd(spentUsd, todayUsd);
  const surplus = atLeast(subtractUsd(todayUsd, ofToday.expectedUsd), ZERO_USD);
  const sevenDaySurplus = atLeast(subtractUsd(todayUsd, ofToday.sevenDayUsd), ZERO_USD);
  const end = (amount: Usd) => atLeast(addUsd(addUsd(before, amount), surplus), spentUsd);
  const band = ([low, high]: readonly [Usd, Usd]): [Usd, Usd] => [end(low), end(high)];
  const { p50, p80, p95 } = whole.bands;
  return {
    expectedUsd: end(whole.expectedUsd),
    sevenDayUsd: atLeast(addUsd(addUsd(before, whole.sevenDayUsd), sevenDaySurplus), spentUsd),
    bands: { p50: band(p50), p80: band(p80), p95: band(p95) },
    method: whole.method,
  };
}

/** The first day from today on by which the amount is expected to be reached; it is by the last. */
function runOutDay(running: Running): Day {
  const { today, window, amountUsd } = running;
  let [low, high] = [0, daysBetween(today, window.to)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const then = spentBy(running, addDays(today, middle));
    if (then && reaches(then.expectedUsd, amountUsd)) high = middle;
    else low = middle + 1;
  }
  return addDays(today, low);
}

/** Null where no complete day is known. Finished days of the window that are unknown add nothing: it is at least so much. */
export function projectBudget(running: Running): BudgetProjection | null {
  const end = spentBy(running, running.window.to);
  if (!end) return null;
  const reached = reaches(running.spentUsd, running.amountUsd);
  const runsOut = !reached && reaches(end.expectedUsd, running.amountUsd);
  return { ...end, runsOutOn: runsOut ? runOutDay(running) : null };
}
