import { addDays, type Day, daysBetween, parseDay, weekday } from "./day";
import { WaybillError } from "./error";
import { formatRange } from "./format-day";

/** An ISO 8601 week, `2026-W47`: Monday to Sunday, UTC. It belongs to the year of its Thursday. Compares as text. */
export type Week = string & { readonly __unit: "ISO week" };

class WeekError extends Error {
  override name = "WeekError";
}

/** Monday of the year's first week: the one that has the year's first Thursday. */
function firstMonday(year: number): Day {
  const fourth = parseDay(`${String(year).padStart(4, "0")}-01-04`);
  return addDays(fourth, 1 - weekday(fourth));
}

/** 52 or 53. */
export function weeksInYear(year: number): number {
  return daysBetween(firstMonday(year), firstMonday(year + 1)) / 7;
}

function weekName(year: number, number: number): Week {
  return `${String(year).padStart(4, "0")}-W${String(number).padStart(2, "0")}` as Week;
}

/** The week that a day lies in: 2027-01-01 lies in 2026-W53. */
export function weekOf(day: Day): Week {
  const thursday = addDays(day, 4 - weekday(day));
  const year = Number(thursday.slice(0, 4));
  return weekName(year, Math.floor(daysBetween(firstMonday(year), thursday) / 7) + 1);
}

function partsOf(week: Week): { year: number; number: number } {
  return { year: Number(week.slice(0, 4)), number: Number(week.slice(6)) };
}

/** Monday and Sunday. */
export function daysOfWeek(week: Week): { from: Day; to: Day } {
  const { year, number } = partsOf(week);
  const from = addDays(firstMonday(year), (number - 1) * 7);
  return { from, to: addDays(from, 6) };
}

/** So many weeks later; earlier where the count is negative. */
export function addWeeks(week: Week, count: number): Week {
  return weekOf(addDays(daysOfWeek(week).from, count * 7));
}

/**
 * Reads `2026-W47` (also `2026W47`, in any case). Throws WeekError that says what is wrong and which week is meant
 * instead: 2025 has no week 53, those days are in week 1 of 2026.
 */
export function parseWeek(text: string): Week {
  const shown = JSON.stringify(text.slice(0, 40));
  const [, yearText, numberText] = /^(\d{4})-?W(\d{2})$/i.exec(text.trim()) ?? [];
  if (!yearText || !numberText) throw new WeekError(`${shown} is no ISO week: write it as 2026-W47.`);
  const [year, number] = [Number(yearText), Number(numberText)];
  if (year < 1971 || year > 9990) throw new WeekError(`${shown} is no week that Waybill can know of.`);
  const last = weeksInYear(year);
  if (number >= 1 && number <= last) return weekName(year, number);
  const instead = number === last + 1 ? ` The week after it is ${weekName(year + 1, 1)}.` : "";
  throw new WeekError(
    `${shown} does not exist: ${year} has the weeks ${weekName(year, 1)} to ${weekName(year, last)}.${instead}`,
  );
}

/** `Week 47, 16–22 Nov 2026`. */
export function formatWeek(week: Week): string {
  const { from, to } = daysOfWeek(week);
  return `Week ${partsOf(week).number}, ${formatRange(from, to)}`;
}

/** `week 47`, with the year where it is another than that of `beside`. */
export function weekWords(week: Week, beside: Week): string {
  const { year, number } = partsOf(week);
  return year === partsOf(beside).year ? `week ${number}` : `week ${number} of ${year}`;
}

/** The same for what people write into addresses and commands. Throws WaybillError `invalid_input`. */
export function readWeek(text: string): Week {
  try {
    return parseWeek(text);
  } catch (error) {
    if (!(error instanceof WeekError)) throw error;
    throw new WaybillError("invalid_input", error.message, { todo: "Name a week such as 2026-W47, or choose one of the list." });
  }
}
