import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { MessageContent } from "../../domain/alert/message";
import type { Week } from "../../domain/iso-week";
import { DEFAULT_SCHEDULE, dueAt, lastDueWeek } from "../../domain/weekly-report/schedule";
import { queueMessage } from "../alert/messages";

const DueRow = z.object({
  organizationId: z.string(),
  slug: z.string(),
  weekday: z.number().nullable(),
  hour: z.number().nullable(),
  sends: z.boolean().nullable(),
  doneWeek: z.string().nullable(),
  busy: z.boolean(),
  unlooked: z.boolean(),
});

/** One organization's reports of one week, which are to be made and sent. */
export interface ReportRun {
  organizationId: string;
  slug: string;
  week: Week;
  dueAt: Date;
  sends: boolean;
}

/** Books that are being brought up to date are waited for, but no longer than so: a report is better late than never. */
const LONGEST_WAIT_MS = 12 * 3_600_000;

/**
 * The first report of all has what there is to recommend, and spikes: the first looks are waited for so long after the
 * first books.
 */
const FIRST_LOOK = "30 minutes";

/** Organizations with books whose reports of the last due week were not all made and queued, and may be tried now. */
export async function dueReportRuns(now: Date): Promise<ReportRun[]> {
  const found = await select(
    sql`SELECT o.id AS "organizationId", o.slug, s.weekday, s.hour, s.sends, s.done_week AS "doneWeek",
          EXISTS (SELECT FROM connections c WHERE c.organization_id = o.id AND (
            EXISTS (SELECT FROM dirty_days d WHERE d.connection_id = c.id)
            OR EXISTS (SELECT FROM sync_runs r WHERE r.connection_id = c.id AND r.status IN ('queued', 'running')))) AS busy,
          (NOT EXISTS (SELECT FROM recommendation_runs l WHERE l.organization_id = o.id AND l.finished_at IS NOT NULL)
            OR NOT EXISTS (SELECT FROM spike_checks k WHERE k.organization_id = o.id
              AND k.checked_at >= (SELECT max(b.rebuilt_at) FROM day_books b WHERE b.organization_id = o.id)))
            AND (SELECT min(b.rebuilt_at) FROM day_books b WHERE b.organization_id = o.id)
                > ${now}::timestamptz - ${FIRST_LOOK}::interval AS unlooked
        FROM organizations o LEFT JOIN report_schedules s ON s.organization_id = o.id
        WHERE (s.try_at IS NULL OR s.try_at <= ${now}::timestamptz)
          AND EXISTS (SELECT FROM day_books b WHERE b.organization_id = o.id)`,
    DueRow,
  );
  return found.flatMap(({ organizationId, slug, weekday, hour, sends, doneWeek, busy, unlooked }): ReportRun[] => {
    const schedule = { weekday: weekday ?? DEFAULT_SCHEDULE.weekday, hour: hour ?? DEFAULT_SCHEDULE.hour };
    const week = lastDueWeek(schedule, now);
    const due = dueAt(week, schedule);
    if (doneWeek !== null && doneWeek >= week) return [];
    // The first books of all come day by day: a report of half of them would be the first that anybody sees.
    if (doneWeek === null && unlooked) return [];
    if (busy && (doneWeek === null || now.getTime() < due.getTime() + LONGEST_WAIT_MS)) return [];
    return [{ organizationId, slug, week, dueAt: due, sends: sends ?? DEFAULT_SCHEDULE.sends }];
  });
}

/** Puts a week's report for one reader into the outbox. False where it was there: whoever does it again sends nothing. */
export async function queueReport(
  { organizationId, week }: Pick<ReportRun, "organizationId" | "week">,
  email: string,
  content: MessageContent,
  now: Date,
): Promise<boolean> {
  const message = { organizationId, kind: "report", to: { email }, key: `report:${week}`, content } as const;
  return transaction((client) => queueMessage(client, message, now));
}

/** Notes that all reports of a week were made and queued; an earlier week never takes the place of a later one. */
export async function noteReportsDone({ organizationId, week }: Pick<ReportRun, "organizationId" | "week">): Promise<void> {
  await execute(
    sql`INSERT INTO report_schedules (organization_id, done_week) VALUES (${organizationId}::uuid, ${week})
        ON CONFLICT (organization_id) DO UPDATE SET done_week = greatest(report_schedules.done_week, excluded.done_week),
          try_at = NULL, last_error = NULL`,
  );
}

/** Notes that some could not be made, in words for people, and from when on it is tried again. */
export async function noteReportsFailed(
  { organizationId }: Pick<ReportRun, "organizationId">,
  words: string,
  tryAt: Date,
): Promise<void> {
  await execute(
    sql`INSERT INTO report_schedules (organization_id, try_at, last_error) VALUES (${organizationId}::uuid, ${tryAt}, ${words})
        ON CONFLICT (organization_id) DO UPDATE SET try_at = excluded.try_at, last_error = excluded.last_error`,
  );
}
