import { type Day, weekday } from "./day";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dayAndMonth(day: Day): string {
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
}

/** `Mon 16 Nov`; with the year where it is another than today's. */
export function formatDay(day: Day, today: Day): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.slice(0, 4)}`;
  return `${WEEKDAYS[weekday(day) - 1]} ${dayAndMonth(day)}${year}`;
}

const LONG_MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `November 2026`. */
export function formatMonth(day: Day): string {
  return `${LONG_MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
}

/** `16 Nov`: an axis tick. */
export function formatTick(day: Day): string {
  return dayAndMonth(day);
}

/** `1–21 Nov 2026`, `28 Oct – 3 Nov 2026`, `30 Dec 2025 – 2 Jan 2026`, `16 Nov 2026`. */
export function formatRange(from: Day, to: Day): string {
  const year = to.slice(0, 4);
  if (from === to) return `${dayAndMonth(to)} ${year}`;
  if (from.slice(0, 4) !== year) return `${dayAndMonth(from)} ${from.slice(0, 4)} – ${dayAndMonth(to)} ${year}`;
  if (from.slice(0, 7) !== to.slice(0, 7)) return `${dayAndMonth(from)} – ${dayAndMonth(to)} ${year}`;
  return `${Number(from.slice(8))}–${dayAndMonth(to)} ${year}`;
}

/** `21 Nov 2026`: the UTC day of an instant. */
export function formatDate(instant: Date): string {
  const day = instant.toISOString().slice(0, 10) as Day;
  return `${dayAndMonth(day)} ${day.slice(0, 4)}`;
}

/** `21 Nov 2026, 10:52 UTC`. */
export function formatInstant(instant: Date): string {
  return `${formatDate(instant)}, ${instant.toISOString().slice(11, 16)} UTC`;
}
