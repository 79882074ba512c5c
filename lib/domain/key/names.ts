import { addDays, type Day, startOfDay } from "../day";

/** A key that has had a name, and the time in which it may have been used. */
export interface NameHolder {
  keyId: string;
  /** null: unknown, any time before. */
  createdAt: Date | null;
  /** When a listing first lacked it; null: still there. */
  goneAt: Date | null;
}

/** From (inclusive) to (exclusive) a name stands for one key, for none that is known, or for several. Null ends are open. */
export interface NameSpan {
  from: Date | null;
  to: Date | null;
  holders: "none" | "several" | { keyId: string };
}

const HOUR_MS = 3_600_000;

/** Some sources tell a request's time by the hour only, so a key counts from the hour it was made in. */
function start(holder: NameHolder): number {
  return holder.createdAt ? Math.floor(holder.createdAt.getTime() / HOUR_MS) * HOUR_MS : Number.NEGATIVE_INFINITY;
}

function end(holder: NameHolder): number {
  return holder.goneAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function among(holders: readonly NameHolder[]): NameSpan["holders"] {
  const [only, ...others] = holders;
  if (!only) return "none";
  return others.length > 0 ? "several" : { keyId: only.keyId };
}

/**
 * What a name stands for over time. Names are editable and not unique, but a key made later or deleted before cannot
 * have served a request. The spans follow each other without gaps, over all of time.
 */
export function nameSpans(holders: readonly NameHolder[]): NameSpan[] {
  const ends = new Set([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  for (const holder of holders) ends.add(start(holder)).add(end(holder));
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => {
    const from = sorted[index] ?? Number.NEGATIVE_INFINITY;
    return {
      from: Number.isFinite(from) ? new Date(from) : null,
      to: Number.isFinite(to) ? new Date(to) : null,
      holders: among(holders.filter((holder) => start(holder) <= from && end(holder) >= to)),
    };
  });
}

/** What a name stands for on a whole day: any key that may have been used in it counts. */
export function nameOnDay(holders: readonly NameHolder[], day: Day): NameSpan["holders"] {
  const from = startOfDay(day).getTime();
  const to = startOfDay(addDays(day, 1)).getTime();
  return among(holders.filter((holder) => start(holder) < to && end(holder) > from));
}
