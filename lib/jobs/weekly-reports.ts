import type { Logger } from "pino";
import { dayOf } from "../domain/day";
import { WaybillError } from "../domain/error";
import { mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { type SubjectKey, subjectWord } from "../domain/weekly-report/subject";
import type { WeeklyReport } from "../domain/weekly-report/weekly-report";
import { dueReportRuns, noteReportsDone, noteReportsFailed, queueReport, type ReportRun } from "../ledger/weekly-report/runs";
import { storeWeeklyReport } from "../ledger/weekly-report/weekly-reports";
import { weeklyReportMessage } from "../notify/weekly-report-message";
import { makeWeeklyReport } from "../queries/weekly-report/make";
import { type ReportReader, reportReaders } from "../queries/weekly-report/recipients";
import { storedReport } from "../queries/weekly-report/weekly-reports";

export interface ReportSettings {
  now: () => Date;
  signal: AbortSignal;
  log: Logger;
  /** Where people reach Waybill, without a slash at the end. */
  origin: string;
}

/** After a failure the week is tried again so much later. */
const TRY_AGAIN_MS = 10 * 60_000;
const ORGANIZATION: SubjectKey = { kind: "organization", ids: [] };

/**
 * The week's report as this run's readers get it: what a run that was killed had stored stands. null: the books have
 * nothing of it.
 */
async function reportFor(
  scope: AuthorizedScope,
  run: ReportRun,
  subject: SubjectKey,
  now: Date,
): Promise<{ report: WeeklyReport; edition: number } | null> {
  const there = await storedReport(scope, subject, run.week, null);
  if (there && there.madeAt >= run.dueAt) return there;
  try {
    const report = await makeWeeklyReport(scope, subject, run.week, now);
    const { edition } = await storeWeeklyReport(scope, report);
    return { report, edition };
  } catch (error) {
    if (error instanceof WaybillError && error.code === "invalid_input") return null;
    throw error;
  }
}

/** Readers grouped by report. The organization's own report is made even if nobody receives it. */
function bySubject(readers: readonly ReportReader[]): { subject: SubjectKey; emails: string[] }[] {
  const groups = new Map([[subjectWord(ORGANIZATION), { subject: ORGANIZATION, emails: [] as string[] }]]);
  for (const { email, subject } of readers) {
    if (subject === null) continue;
    const group = groups.get(subjectWord(subject)) ?? { subject, emails: [] };
    group.emails.push(email);
    groups.set(subjectWord(subject), group);
  }
  return [...groups.values()];
}

async function makeRun(run: ReportRun, settings: ReportSettings): Promise<void> {
  const { now, signal, log, origin } = settings;
  const scope = mintSystemScope(run.organizationId, { kind: "job" });
  const readers = run.sends ? await reportReaders(scope, dayOf(now())) : [];
  const failed: unknown[] = [];
  for (const { subject, emails } of bySubject(readers)) {
    if (signal.aborted) return;
    try {
      const made = await reportFor(scope, run, subject, now());
      if (!made) continue;
      const content = weeklyReportMessage(made.report, made.edition, { origin, slug: run.slug });
      for (const email of emails) await queueReport(run, email, content, now());
    } catch (error) {
      // One report that cannot be made must not keep the others from their readers.
      log.error({ err: error, organizationId: run.organizationId, subject: subject.kind }, "a weekly report failed");
      failed.push(error);
    }
  }
  if (failed.length === 0) return noteReportsDone(run);
  const [first] = failed;
  const words = first instanceof WaybillError ? first.message : "A report could not be made; Waybill's log says why.";
  await noteReportsFailed(run, words, new Date(now().getTime() + TRY_AGAIN_MS));
}

/**
 * Makes, keeps and queues the reports that are due, each reader's once for a week. Safe to run twice, at once and killed
 * anywhere: a report that is stored is not made again, a message that is queued is not queued again.
 */
export async function makeDueReports(settings: ReportSettings): Promise<void> {
  for (const run of await dueReportRuns(settings.now())) {
    if (settings.signal.aborted) return;
    await makeRun(run, settings);
  }
}
