import { addDays, dayOf, startOfDay } from "../day";
import { addWeeks, daysOfWeek, type Week, weekOf } from "../iso-week";

/** When the reports of the week before are made and sent. */
export interface ReportSchedule {
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  /** 0 to 23, UTC. */
  hour: number;
  /** False: made, and sent to nobody. */
  sends: boolean;
}

export const DEFAULT_SCHEDULE: ReportSchedule = { weekday: 1, hour: 7, sends: true };

/** The moment at which a week's reports are made. */
export function dueAt(week: Week, { weekday, hour }: Pick<ReportSchedule, "weekday" | "hour">): Date {
  const day = addDays(daysOfWeek(week).to, weekday);
  return new Date(startOfDay(day).getTime() + hour * 3_600_000);
}

/** The last week whose reports are due. */
export function lastDueWeek(schedule: Pick<ReportSchedule, "weekday" | "hour">, now: Date): Week {
  const lastOver = addWeeks(weekOf(dayOf(now)), -1);
  return dueAt(lastOver, schedule) <= now ? lastOver : addWeeks(lastOver, -1);
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const WEEKDAY_CHOICES = WEEKDAYS.map((label, index) => ({ value: index + 1, label }));

/** `Monday at 07:00 UTC`. */
export function scheduleWords({ weekday, hour }: Pick<ReportSchedule, "weekday" | "hour">): string {
  return `${WEEKDAYS[weekday - 1]} at ${String(hour).padStart(2, "0")}:00 UTC`;
}
