import type { Day } from "../day";
import { startOfDay } from "../day";
import { formatDay } from "../format-day";
import type { SpikeAnswer, SpikeResolution } from "./spike";

/** What made a spike, with what it is held against. */
export function spikeDriverWords(driver: string): string {
  return `${driver.replace(/\.$/, "")}, against the seven days before.`;
}

export const ANSWER_WORDS: Record<SpikeAnswer, string> = { acknowledged: "Acknowledged", expected: "Expected" };

/** `Thu 12 Nov, 13–17 h UTC`, `Thu 12 Nov`, `Thu 12 Nov to Sat 14 Nov`. */
export function spikeWhen({ from, to, resolution }: { from: Date; to: Date; resolution: SpikeResolution }, today: Day): string {
  const dayOfInstant = (at: Date) => at.toISOString().slice(0, 10) as Day;
  const [first, last] = [dayOfInstant(from), dayOfInstant(new Date(to.getTime() - 1))];
  const days = first === last ? formatDay(first, today) : `${formatDay(first, today)} to ${formatDay(last, today)}`;
  if (resolution === "day") return days;
  const hour = (at: Date, day: Day) => Math.round((at.getTime() - startOfDay(day).getTime()) / 3_600_000);
  if (first === last) return `${days}, ${hour(from, first)}–${hour(to, first)} h UTC`;
  return `${formatDay(first, today)}, ${hour(from, first)} h to ${formatDay(last, today)}, ${hour(to, last)} h UTC`;
}
