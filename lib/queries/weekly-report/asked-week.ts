import type { Day } from "../../domain/day";
import type { Week } from "../../domain/iso-week";
import type { AuthorizedScope } from "../../domain/scope";
import type { ReportSubject } from "../../domain/weekly-report/subject";

/** What every section of a report is asked with. */
export interface AskedWeek {
  /** Sees no more than the subject. */
  scope: AuthorizedScope;
  subject: ReportSubject;
  week: Week;
  /** The days told of: to Sunday, or to yesterday in the running week. */
  period: { from: Day; to: Day };
  /** The same weekdays of the week before. */
  before: { from: Day; to: Day };
  today: Day;
  /** The moment that budgets and forecast tell of: now, or the end of a week long past. */
  asOf: Date;
  now: Date;
}
