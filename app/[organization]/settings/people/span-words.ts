import { addDays, type Day } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";

interface Span {
  fromDay: Day;
  /** Exclusive; null: still. */
  toDay: Day | null;
}

/** The days of a span as people say them: the end is the first day that is no longer in it. */
export function spanWords({ fromDay, toDay }: Span): string {
  return toDay ? formatRange(fromDay, addDays(toDay, -1)) : `since ${formatRange(fromDay, fromDay)}`;
}

/** What holds on a day. */
export function inForce<Held extends Span>(spans: readonly Held[], day: Day): Held | undefined {
  return spans.find(({ fromDay, toDay }) => fromDay <= day && (toDay === null || toDay > day));
}
