import { z } from "zod";
import { pool } from "../../db/client";
import { emptySql, type Sql, select, sql } from "../../db/sql";
import { dayOf } from "../../domain/day";
import type { Week } from "../../domain/iso-week";
import type { AuthorizedScope } from "../../domain/scope";
import { type Change, changeOf } from "../../domain/spend/change";
import { parseUsd } from "../../domain/usd";
import { mayRead, narrowTo, type SubjectKey, subjectWord } from "../../domain/weekly-report/subject";
import type { WeeklyReport } from "../../domain/weekly-report/weekly-report";
import { usdColumn } from "../../facts/figure-columns";
import { spend } from "../spend/spend";

const document = z.custom<WeeklyReport>((value) => (value as WeeklyReport | null)?.version === 1, "is no report of version 1");

const StoredRow = z.object({
  id: z.string(),
  edition: z.number(),
  madeAt: z.date(),
  madeBy: z.string(),
  report: document,
});
/** A report as it was kept. */
export type StoredWeeklyReport = z.infer<typeof StoredRow>;

const COLUMNS = sql`id, edition, made_at AS "madeAt", made_by AS "madeBy", document AS report`;

const EditionRow = z.object({ edition: z.number(), madeAt: z.date(), madeBy: z.string() });
export type ReportEdition = z.infer<typeof EditionRow>;

function ownReports({ organizationId }: AuthorizedScope, week: Week, subject: SubjectKey): Sql {
  return sql`organization_id = ${organizationId}::uuid AND week = ${week} AND subject = ${subjectWord(subject)}`;
}

/** The report of a week, in its latest edition or in the one asked for; null: it was not made, or the asker may not read it. */
export async function storedReport(
  scope: AuthorizedScope,
  subject: SubjectKey,
  week: Week,
  edition: number | null,
): Promise<StoredWeeklyReport | null> {
  if (!mayRead(scope, subject)) return null;
  const which = edition === null ? emptySql : sql`AND edition = ${edition}::int`;
  const [found] = await select(
    sql`SELECT ${COLUMNS} FROM weekly_reports WHERE ${ownReports(scope, week, subject)} ${which} ORDER BY edition DESC LIMIT 1`,
    StoredRow,
    pool(),
  );
  return found ?? null;
}

/** All editions of a week's report, newest first. */
export async function reportEditions(scope: AuthorizedScope, subject: SubjectKey, week: Week): Promise<ReportEdition[]> {
  if (!mayRead(scope, subject)) return [];
  return select(
    sql`SELECT edition, made_at AS "madeAt", made_by AS "madeBy" FROM weekly_reports WHERE ${ownReports(scope, week, subject)}
        ORDER BY edition DESC`,
    EditionRow,
    pool(),
  );
}

const ListedRow = z.object({
  week: z.custom<Week>(),
  edition: z.number(),
  madeAt: z.date(),
  spendUsd: usdColumn,
  beforeUsd: usdColumn.nullable(),
});
/** What a list tells of a week's report, in its latest edition. */
export type ListedReport = z.infer<typeof ListedRow>;

/** Four years of weeks. */
const MOST_LISTED = 200;

/** The reports of a subject, newest week first; none where the asker may not read them. */
export async function listReports(scope: AuthorizedScope, subject: SubjectKey): Promise<ListedReport[]> {
  if (!mayRead(scope, subject)) return [];
  return select(
    sql`SELECT DISTINCT ON (week) week, edition, made_at AS "madeAt",
          document->'spend'->>'usd' AS "spendUsd", document->'spend'->>'beforeUsd' AS "beforeUsd"
        FROM weekly_reports WHERE organization_id = ${scope.organizationId}::uuid AND subject = ${subjectWord(subject)}
        ORDER BY week DESC, edition DESC LIMIT ${MOST_LISTED}::int`,
    ListedRow,
    pool(),
  );
}

const ChoiceRow = z.object({ id: z.string(), name: z.string() });

/** The teams whose reports the asker may read besides that of all he sees. */
export async function reportTeams(scope: AuthorizedScope): Promise<{ id: string; name: string }[]> {
  const { visibility, organizationId } = scope;
  if (visibility.kind === "developers") return [];
  const own = visibility.kind === "teams" ? sql`AND id = ANY (${[...visibility.teamIds]}::uuid[])` : emptySql;
  return select(
    sql`SELECT id, name FROM teams WHERE organization_id = ${organizationId}::uuid ${own} ORDER BY name`,
    ChoiceRow,
    pool(),
  );
}

/** How the books of a report's days have changed since it was made; `same` where they have not. */
export async function changeSince(scope: AuthorizedScope, report: WeeklyReport, now: Date): Promise<Change> {
  const { from, to } = report;
  const { total } = await spend(narrowTo(scope, report.subject), { from, to, by: [], filters: {} }, dayOf(now));
  return changeOf(total.costUsd, parseUsd(report.spend.usd));
}
