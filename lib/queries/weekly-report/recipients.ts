import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import { MESSAGE_STATUSES } from "../../domain/alert/message";
import type { Day } from "../../domain/day";
import { permit } from "../../domain/permit";
import type { Role } from "../../domain/role";
import { isRole } from "../../domain/role";
import type { AuthorizedScope, Visibility } from "../../domain/scope";
import { DEFAULT_SCHEDULE, type ReportSchedule } from "../../domain/weekly-report/schedule";
import { type SubjectKey, subjectOf } from "../../domain/weekly-report/subject";

const RuleRow = z.object({
  id: z.string(),
  kind: z.enum(["role", "team", "address"]),
  role: z.custom<Role>((role) => isRole(String(role))).nullable(),
  teamId: z.string().nullable(),
  teamName: z.string().nullable(),
  email: z.string().nullable(),
});
/** One entry of the list of who gets reports. */
export type RecipientEntry = z.infer<typeof RuleRow>;

/** The list as an admin made it. */
export async function recipientEntries(scope: AuthorizedScope): Promise<RecipientEntry[]> {
  permit(scope, "reports.manage");
  return select(
    sql`SELECT r.id, r.kind, r.role, r.team_id AS "teamId", t.name AS "teamName", r.email
        FROM report_recipients r LEFT JOIN teams t ON t.id = r.team_id
        WHERE r.organization_id = ${scope.organizationId}::uuid ORDER BY r.kind DESC, r.added_at, r.id`,
    RuleRow,
    pool(),
  );
}

const ScheduleRow = z.object({
  weekday: z.number(),
  hour: z.number(),
  sends: z.boolean(),
  lastError: z.string().nullable(),
  tryAt: z.date().nullable(),
});
export type StoredSchedule = ReportSchedule & { lastError: string | null; tryAt: Date | null };

/** When reports are made and how the last one went; the default where nobody chose. Throws WaybillError `forbidden`. */
export async function reportSchedule(scope: AuthorizedScope): Promise<StoredSchedule> {
  permit(scope, "reports.manage");
  const [found] = await select(
    sql`SELECT weekday, hour, sends, last_error AS "lastError", try_at AS "tryAt" FROM report_schedules
        WHERE organization_id = ${scope.organizationId}::uuid`,
    ScheduleRow,
    pool(),
  );
  return found ?? { ...DEFAULT_SCHEDULE, lastError: null, tryAt: null };
}

const ReaderRow = z.object({
  email: z.string(),
  role: z.custom<Role>((role) => isRole(String(role))).nullable(),
  managedTeamIds: z.array(z.string()),
  developerIds: z.array(z.string()),
  ofTeamId: z.string().nullable(),
});

/** Somebody who gets a report, and which: that of all he sees. null: he sees nothing, so there is none for him. */
export interface ReportReader {
  email: string;
  role: Role | null;
  subject: SubjectKey | null;
}

function visibilityOf({ role, managedTeamIds, developerIds, ofTeamId }: z.output<typeof ReaderRow>): Visibility {
  if (role === "manager") return { kind: "teams", teamIds: managedTeamIds };
  if (role === "member") return { kind: "developers", developerIds };
  // An address of no member: an admin chose what it is told.
  return role === null && ofTeamId !== null ? { kind: "teams", teamIds: [ofTeamId] } : { kind: "all" };
}

/**
 * Everybody who is on the list today, each once, however often he is on it. A member gets what he may see when he signs
 * in, also where his address was listed with another report; who was removed from the organization gets nothing.
 */
export async function reportReaders(scope: AuthorizedScope, today: Day): Promise<ReportReader[]> {
  permit(scope, "reports.manage");
  const own = sql`organization_id = ${scope.organizationId}::uuid`;
  const rows = await select(
    sql`WITH listed AS (SELECT * FROM report_recipients WHERE ${own}),
          people AS (
            SELECT m.id, m.email, m.role,
              ARRAY(SELECT t.team_id FROM membership_teams t WHERE m.role = 'manager' AND t.membership_id = m.id) AS managed,
              ARRAY(SELECT DISTINCT a.developer_id FROM developer_aliases a
                    WHERE a.organization_id = m.organization_id AND a.kind IN ('email', 'user') AND lower(a.value) = m.email) AS developers
            FROM memberships m WHERE m.${own} AND m.removed_at IS NULL)
        SELECT p.email, p.role, p.managed AS "managedTeamIds", p.developers AS "developerIds", NULL::uuid AS "ofTeamId"
        FROM people p WHERE EXISTS (SELECT FROM listed l WHERE
          (l.kind = 'role' AND l.role = p.role) OR (l.kind = 'address' AND l.email = p.email)
          OR (l.kind = 'team' AND (l.team_id = ANY (p.managed) OR EXISTS (
            SELECT FROM team_memberships t WHERE t.team_id = l.team_id AND t.developer_id = ANY (p.developers)
              AND t.from_day <= ${today}::date AND (t.to_day IS NULL OR t.to_day > ${today}::date)))))
        UNION ALL
        SELECT l.email, NULL, '{}', '{}', l.team_id FROM listed l
        WHERE l.kind = 'address' AND NOT EXISTS (SELECT FROM memberships m WHERE m.${own} AND m.email = l.email)
        ORDER BY 1`,
    ReaderRow,
    pool(),
  );
  return rows.map((row) => ({ email: row.email, role: row.role, subject: subjectOf(visibilityOf(row)) }));
}

const SentRow = z.object({
  key: z.string(),
  recipient: z.string(),
  status: z.enum(MESSAGE_STATUSES),
  attempts: z.number(),
  lastError: z.string().nullable(),
  createdAt: z.date(),
  doneAt: z.date().nullable(),
  nextAttemptAt: z.date(),
});
/** What became of one report's e-mail. */
export type SentReport = z.infer<typeof SentRow>;

const LISTED = 50;

/** The last e-mails of weekly reports, newest first. */
export async function sentReports(scope: AuthorizedScope): Promise<SentReport[]> {
  permit(scope, "reports.manage");
  return select(
    sql`SELECT key, recipient, status, attempts, last_error AS "lastError", created_at AS "createdAt", done_at AS "doneAt",
          next_attempt_at AS "nextAttemptAt"
        FROM messages WHERE organization_id = ${scope.organizationId}::uuid AND kind = 'report' AND recipient IS NOT NULL
        ORDER BY number DESC LIMIT ${LISTED}::int`,
    SentRow,
    pool(),
  );
}
