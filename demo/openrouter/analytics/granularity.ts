import { addDays, type Day, dayOf, startOfDay, startOfMonth, weekday } from "../../../lib/domain/day";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Longest time range of each, and the start of the window an instant falls into. */
export const GRANULARITIES = {
  minute: { label: "Minute", longestMs: 3 * HOUR_MS, startOf: (at: number) => Math.floor(at / 60_000) * 60_000 },
  hour: { label: "Hour", longestMs: 31 * DAY_MS, startOf: (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS },
  day: { label: "Day", longestMs: 367 * DAY_MS, startOf: (at: number) => Math.floor(at / DAY_MS) * DAY_MS },
  week: { label: "Week", longestMs: 367 * DAY_MS, startOf: (at: number) => onDay(at, (day) => addDays(day, 1 - weekday(day))) },
  month: { label: "Month", longestMs: 367 * DAY_MS, startOf: (at: number) => onDay(at, startOfMonth) },
} as const;
export type Granularity = keyof typeof GRANULARITIES;

function onDay(at: number, change: (day: Day) => Day): number {
  return startOfDay(change(dayOf(new Date(at)))).getTime();
}

export function isGranularity(text: string): text is Granularity {
  return text in GRANULARITIES;
}
