import { addDays, type Day, startOfDay } from "./day";

/** How final a figure is, least final first; a sum is as final as its least final part. */
export const FINALITIES = ["open", "provisional", "restated", "settled", "closed"] as const;
export type Finality = (typeof FINALITIES)[number];

/** OpenRouter may still settle a finished day for this long: figures read later than that are taken as settled. */
const SETTLING_HOURS = 48;

/** When figures of a day, read then, count as settled. */
export function settlesAt(day: Day): Date {
  return new Date(startOfDay(addDays(day, 1)).getTime() + SETTLING_HOURS * 3_600_000);
}

/**
 * `books: "log"` stays provisional: a log is the customer's copy, not OpenRouter's own total.
 * A day without any books (null) that is over is provisional too; today is open whatever was read.
 */
export function finalityOf(
  day: Day,
  today: Day,
  book: { books: string; pulledAt: Date; restatedAt: Date | null } | null,
): Finality {
  if (day >= today) return "open";
  if (!book || book.books === "log" || book.pulledAt < settlesAt(day)) return "provisional";
  return book.restatedAt ? "restated" : "settled";
}

export function leastFinal(finalities: Iterable<Finality>): Finality | null {
  let least: number | null = null;
  for (const finality of finalities) {
    const rank = FINALITIES.indexOf(finality);
    least = least === null ? rank : Math.min(least, rank);
  }
  return least === null ? null : (FINALITIES[least] ?? null);
}
