import { addDays, type Day, dayOf, startOfDay, startOfMonth, weekday } from "../day";
import { subtractUsd, type Usd } from "../usd";

/** What OpenRouter last said of a key's own limit. */
export interface KeyLimit {
  limitUsd: Usd;
  /** daily, weekly, monthly (UTC; weeks begin on Monday), null for never, or a word that OpenRouter adds later. */
  reset: string | null;
  remainingUsd: Usd | null;
  /** Lifetime. */
  usageUsd: Usd | null;
  /** When it said so; null: never. */
  readAt: Date | null;
}

/** The day on which the present period of a limit began; null: it has none, or none that is known. */
function periodStart(reset: string | null, today: Day): Day | null {
  if (reset === "daily") return today;
  if (reset === "weekly") return addDays(today, 1 - weekday(today));
  return reset === "monthly" ? startOfMonth(today) : null;
}

/**
 * What was used of a limit in its present period; null: unknown. OpenRouter's own `limit_remaining` is of the limit's
 * period, its `usage` of the key's whole life: the second is only held against a limit that never resets. What was said
 * before the period began says nothing of it.
 */
export function usedOfLimit(limit: KeyLimit, now: Date): { usedUsd: Usd | null; period: Day | null } {
  const period = periodStart(limit.reset, dayOf(now));
  if (limit.readAt === null || (period !== null && limit.readAt < startOfDay(period))) return { usedUsd: null, period };
  if (limit.remainingUsd !== null) return { usedUsd: subtractUsd(limit.limitUsd, limit.remainingUsd), period };
  return { usedUsd: limit.reset === null ? limit.usageUsd : null, period };
}
