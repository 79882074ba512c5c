/** The demo's weekly reports: who gets them, and those of some past weeks, as if Waybill had been there. */
import { pino } from "pino";
import { dayOf } from "../../lib/domain/day";
import { addWeeks, weekOf } from "../../lib/domain/iso-week";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { findSpikes } from "../../lib/jobs/find-spikes";
import { addReportRecipient } from "../../lib/ledger/weekly-report/schedule";
import { storeWeeklyReport } from "../../lib/ledger/weekly-report/weekly-reports";
import { makeWeeklyReport } from "../../lib/queries/weekly-report/make";
import { recipientEntries, reportReaders } from "../../lib/queries/weekly-report/recipients";
import { listReports } from "../../lib/queries/weekly-report/weekly-reports";

/** The week before these is made by the worker, as in any organization. */
const PAST_WEEKS = [-2, -3, -4];
const ROLES = ["owner", "finance", "manager", "member"];

/** Puts the demo's people on the list of recipients, once. */
export async function addReportReaders(scope: AuthorizedScope, now: Date): Promise<void> {
  if ((await recipientEntries(scope)).length > 0) return;
  for (const role of ROLES) await addReportRecipient(scope, { kind: "role", role }, now);
}

/** Makes the reports of past weeks for everybody on the list, where they are not there yet. */
export async function makePastReports(scope: AuthorizedScope, now: Date, signal: AbortSignal): Promise<number> {
  const week = weekOf(dayOf(now));
  await findSpikes(scope.organizationId, { now: () => now, log: pino({ level: "silent" }) });
  const subjects = new Map(
    (await reportReaders(scope, dayOf(now))).flatMap(({ subject }) => (subject ? [[JSON.stringify(subject), subject]] : [])),
  );
  let made = 0;
  for (const subject of subjects.values()) {
    const there = new Set((await listReports(scope, subject)).map((report) => report.week));
    for (const past of PAST_WEEKS.map((count) => addWeeks(week, count))) {
      if (there.has(past) || signal.aborted) continue;
      await storeWeeklyReport(scope, await makeWeeklyReport(scope, subject, past, now));
      made += 1;
    }
  }
  return made;
}
