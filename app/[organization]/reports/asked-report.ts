import { WaybillError } from "@/lib/domain/error";
import { readWeek, type Week } from "@/lib/domain/iso-week";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { askedSubject, mayRead, type SubjectKey } from "@/lib/domain/weekly-report/subject";

export interface AskedReport {
  week: Week;
  subject: SubjectKey;
  /** null: the latest. */
  edition: number | null;
}

export type ReportParameters = Record<string, string | string[] | undefined>;

function one(parameters: ReportParameters, name: string): string | undefined {
  const value = parameters[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === "" ? undefined : text;
}

/** Whose report is asked for; all that the asker sees where nothing is said. Throws `not_found` where that is nothing. */
export function askedReportSubject(scope: AuthorizedScope, parameters: ReportParameters): SubjectKey {
  const subject = askedSubject(scope, { team: one(parameters, "team"), developer: one(parameters, "developer") });
  if (subject && mayRead(scope, subject)) return subject;
  throw new WaybillError("not_found", "There is no such report for you.", {
    todo: subject
      ? "Open the list of weekly reports: yours are there."
      : "An owner or admin first says whose spend is yours, in Settings, People (a member's address) or Members (a manager's teams).",
  });
}

/** Reads what an address asks for. Throws WaybillError that says what to write instead. */
export function askedReport(scope: AuthorizedScope, week: string, parameters: ReportParameters): AskedReport {
  const edition = one(parameters, "edition");
  if (edition !== undefined && !/^[1-9]\d{0,5}$/.test(edition)) {
    throw new WaybillError("invalid_input", `${JSON.stringify(edition.slice(0, 40))} is no edition.`, {
      todo: "Editions are counted from 1. Leave it out for the latest.",
    });
  }
  return {
    week: readWeek(week),
    subject: askedReportSubject(scope, parameters),
    edition: edition === undefined ? null : Number(edition),
  };
}
