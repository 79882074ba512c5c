import { addDays, type Day, daysBetween } from "../day";
import type { AlertComparison } from "./alert";

/** Days that are compared at least, to find what made the difference. */
const COMPARED_DAYS = 7;

/** The days from one on to today, and as many before it. */
export function comparedSince(from: Day, today: Day): AlertComparison {
  const days = Math.max(daysBetween(from, today) + 1, COMPARED_DAYS);
  return { before: { from: addDays(from, -days), to: addDays(from, -1) }, after: { from, to: today } };
}

/** The last week, and the one before it. */
export function comparedWeek(today: Day): AlertComparison {
  return comparedSince(addDays(today, 1 - COMPARED_DAYS), today);
}
