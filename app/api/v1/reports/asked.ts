import { WaybillError } from "@/lib/domain/error";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { askedSubject, type SubjectKey } from "@/lib/domain/weekly-report/subject";

/** Whose report a call asks for: a token sees the whole organization, so that there always is one. */
export function subjectAsked(
  scope: AuthorizedScope,
  asked: { team?: string | undefined; developer?: string | undefined },
): SubjectKey {
  const subject = askedSubject(scope, asked);
  if (subject) return subject;
  throw new WaybillError("not_found", "There is no such report.", { todo: "Use a token with the scope read." });
}
