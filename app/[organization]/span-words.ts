import { addDays, type Day } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";

/** The days of a span as people say them: its end is the first day that is no longer in it. */
export function spanWords({ fromDay, toDay }: { fromDay: Day; toDay: Day | null }): string {
  return toDay ? formatRange(fromDay, addDays(toDay, -1)) : `since ${formatRange(fromDay, fromDay)}`;
}
