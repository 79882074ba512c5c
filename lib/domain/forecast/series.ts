import type { Day } from "../day";
import { addUsd, type Usd, ZERO_USD } from "../usd";
import type { ForecastBands } from "./forecast";

/** One day of a month: what it cost, or, ahead, what the month will have come to by its end. */
export interface ForecastDay {
  day: Day;
  /** Null: unknown, or still ahead. */
  costUsd: Usd | null;
  /** By the end of the day, of the month; null: past, or nothing to go by. */
  ahead: { expectedUsd: Usd; sevenDayUsd: Usd; bands: ForecastBands } | null;
}

export interface RunningDay extends ForecastDay {
  /** What is known of the month by then; null ahead. */
  spentUsd: Usd | null;
}

/** The month running up. A day that is unknown adds nothing: from there on it is at least so much. */
export function runningDays(days: readonly ForecastDay[], today: Day): RunningDay[] {
  let spentUsd = ZERO_USD;
  return days.map((day) => {
    spentUsd = addUsd(spentUsd, day.costUsd ?? ZERO_USD);
    return { ...day, spentUsd: day.day <= today ? spentUsd : null };
  });
}
