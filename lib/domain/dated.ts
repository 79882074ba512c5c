import type { Day } from "./day";

/** Something that held from a day (inclusive) to a day (exclusive; null = still). */
export interface Dated<Value> {
  value: Value;
  fromDay: Day;
  toDay: Day | null;
}

/**
 * The history after saying that from a day on something holds (null: nothing does). What was said of later days stays:
 * the new word reaches to the next change that is already known. Spans that touch and agree become one.
 */
export function assignFrom<Value>(history: readonly Dated<Value>[], fromDay: Day, value: Value | null): Dated<Value>[] {
  const later = history.filter((span) => span.fromDay > fromDay);
  const earlier = history.filter((span) => span.fromDay < fromDay);
  const cut = earlier.map((span) => (span.toDay === null || span.toDay > fromDay ? { ...span, toDay: fromDay } : span));
  const current = spanOn(history, fromDay);
  const next = later.map((span) => span.fromDay).sort()[0] ?? null;
  // Where a span ended before the next began, the gap after it was said as well.
  const toDay = current?.toDay ?? next;
  const said = value === null ? [] : [{ value, fromDay, toDay }];
  return joined([...cut, ...said, ...later].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1)));
}

/**
 * The history after saying that something holds from a day to a day (exclusive). What is said of any of these days
 * already is not overwritten: the first such span comes back as `overlap`. A span that agrees is no overlap.
 */
export function assignBetween<Value>(
  history: readonly Dated<Value>[],
  said: Dated<Value> & { toDay: Day },
): { spans: Dated<Value>[] } | { overlap: Dated<Value> } {
  const touched = history.filter((span) => span.fromDay < said.toDay && (span.toDay === null || span.toDay > said.fromDay));
  const overlap = touched.find((span) => span.value !== said.value);
  if (overlap) return { overlap };
  const fromDay = [said, ...touched].map((span) => span.fromDay).sort()[0] ?? said.fromDay;
  const toDay = touched.some((span) => span.toDay === null)
    ? null
    : ([said, ...touched]
        .flatMap((span) => span.toDay ?? [])
        .sort()
        .at(-1) ?? said.toDay);
  const others = history.filter((span) => !touched.includes(span));
  return { spans: joined([...others, { ...said, fromDay, toDay }].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1))) };
}

function joined<Value>(spans: readonly Dated<Value>[]): Dated<Value>[] {
  const result: Dated<Value>[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && last.value === span.value && last.toDay === span.fromDay)
      result[result.length - 1] = { ...last, toDay: span.toDay };
    else result.push(span);
  }
  return result;
}

/** The span that holds on a day. */
export function spanOn<Span extends Pick<Dated<unknown>, "fromDay" | "toDay">>(
  history: readonly Span[],
  day: Day,
): Span | undefined {
  return history.find((span) => span.fromDay <= day && (span.toDay === null || span.toDay > day));
}

/** What holds on a day; null for nothing. */
export function valueOn<Value>(history: readonly Dated<Value>[], day: Day): Value | null {
  return spanOn(history, day)?.value ?? null;
}
