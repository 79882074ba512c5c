import { WaybillError } from "../error";
import type { Week } from "../iso-week";
import type { AuthorizedScope, Visibility } from "../scope";

/**
 * Whose spend a report tells, which is also who may read it: the organization's, some teams' (a manager's own), or some
 * developers' (a member's own). The name is what people called it when the report was made.
 */
export interface ReportSubject {
  kind: "organization" | "teams" | "developers";
  /** Sorted; empty for the organization. */
  ids: readonly string[];
  name: string;
}

/** A subject before it has its name. */
export type SubjectKey = Pick<ReportSubject, "kind" | "ids">;

/** The report of all that somebody sees. null for somebody who sees nothing. */
export function subjectOf(visibility: Visibility): SubjectKey | null {
  if (visibility.kind === "all") return { kind: "organization", ids: [] };
  const ids = [...new Set(visibility.kind === "teams" ? visibility.teamIds : visibility.developerIds)].sort();
  return ids.length === 0 ? null : { kind: visibility.kind, ids };
}

function visibilityOf({ kind, ids }: SubjectKey): Visibility {
  if (kind === "organization") return { kind: "all" };
  return kind === "teams" ? { kind, teamIds: ids } : { kind, developerIds: ids };
}

/** One text for one subject: how the database tells them apart. */
export function subjectWord({ kind, ids }: SubjectKey): string {
  return [kind, ...ids].join(" ");
}

/** Whether somebody sees all that the report tells. */
export function mayRead({ visibility }: AuthorizedScope, subject: SubjectKey): boolean {
  if (visibility.kind === "all") return true;
  if (subject.kind !== visibility.kind || subject.ids.length === 0) return false;
  const own = visibility.kind === "teams" ? visibility.teamIds : visibility.developerIds;
  return subject.ids.every((id) => own.includes(id));
}

/**
 * The asker, seeing no more than the subject: a report is made from that alone, so that it tells every reader the same.
 * Throws WaybillError `not_found` for a subject beyond what the asker sees.
 */
export function narrowTo(scope: AuthorizedScope, subject: SubjectKey): AuthorizedScope {
  if (!mayRead(scope, subject)) {
    throw new WaybillError("not_found", "There is no such report.", { todo: "Open the list of weekly reports for yours." });
  }
  const visibility = visibilityOf(subject);
  return { ...scope, visibility, permissions: visibility.kind === "all" ? scope.permissions : [] };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads what an address says of a subject: `team` or `developer` with an id; neither: all that the asker sees. */
export function askedSubject(
  scope: AuthorizedScope,
  { team, developer }: { team?: string | undefined; developer?: string | undefined },
): SubjectKey | null {
  if (team !== undefined && developer !== undefined) {
    throw new WaybillError("invalid_input", "A report is of a team or of a developer, not of both.", { todo: "Leave one out." });
  }
  const id = team ?? developer;
  if (id === undefined) return subjectOf(scope.visibility);
  if (!UUID.test(id)) {
    throw new WaybillError("invalid_input", `${JSON.stringify(id.slice(0, 40))} is no id.`, {
      todo: `Take the id from the ${team === undefined ? "developer" : "team"}'s page.`,
    });
  }
  return { kind: team === undefined ? "developers" : "teams", ids: [id.toLowerCase()] };
}

/** Where a report is, after the organization's slug. Without an edition: the latest. */
export function reportPath(week: Week, { kind, ids }: SubjectKey, edition?: number): string {
  const query = new URLSearchParams();
  // Several teams or developers are a reader's own: his page without a choice shows them.
  if (kind !== "organization" && ids.length === 1 && ids[0]) query.set(kind === "teams" ? "team" : "developer", ids[0]);
  if (edition !== undefined) query.set("edition", String(edition));
  const text = query.toString();
  return `reports/${week}${text ? `?${text}` : ""}`;
}
