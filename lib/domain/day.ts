/** A UTC calendar day, `YYYY-MM-DD`: OpenRouter's accounting day. Compares as text. */
export type Day = string & { readonly __unit: "UTC day" };

export const DAY_MS = 86_400_000;

export class DayError extends Error {
  override name = "DayError";
}

/** Throws DayError for anything but an existing calendar day between 1970 and 9999. */
export function parseDay(text: string): Day {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || time < 0 || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new DayError(`not a day (YYYY-MM-DD): ${JSON.stringify(text.slice(0, 40))}`);
  }
  return text as Day;
}

/** Whether the text is a day that exists, as YYYY-MM-DD. */
export function isDay(text: string): text is Day {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
}

/** The UTC day of a moment. */
export function dayOf(instant: Date): Day {
  return instant.toISOString().slice(0, 10) as Day;
}

/** Midnight UTC at which the day begins. */
export function startOfDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** So many days later; earlier where the count is negative. */
export function addDays(day: Day, count: number): Day {
  return dayOf(new Date(startOfDay(day).getTime() + count * DAY_MS));
}

/** Days from `from` to `to`; 0 for the same day, negative backwards. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / DAY_MS);
}

/** Both ends included; empty when `to` is before `from`. */
export function eachDay(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index));
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01` as Day;
}

export function endOfMonth(day: Day): Day {
  return dayOf(new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)));
}

/** The same day of another month, or that month's last day. */
export function addMonths(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const first = new Date(Date.UTC(Math.floor(months / 12), months % 12, 1));
  const lastDate = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return addDays(dayOf(first), Math.min(Number(day.slice(8, 10)), lastDate) - 1);
}

/** 1 Monday … 7 Sunday, as in ISO 8601. */
export function weekday(day: Day): number {
  return startOfDay(day).getUTCDay() || 7;
}

export function earlierDay(a: Day, b: Day): Day {
  return [a, b].sort()[0] ?? a;
}

export function laterDay(a: Day, b: Day): Day {
  return [a, b].sort()[1] ?? b;
}
