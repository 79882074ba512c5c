import Link from "next/link";
import type { SubjectKey } from "@/lib/domain/weekly-report/subject";

/** `team` or `developer` with an id, for addresses and forms; empty for a reader's own. */
export function subjectFields({ kind, ids }: SubjectKey): Record<string, string> {
  const [id] = ids;
  return kind === "organization" || ids.length !== 1 || !id ? {} : { [kind === "teams" ? "team" : "developer"]: id };
}

/** Whose report: all that the reader sees, or one of the teams. */
export function SubjectLinks({
  path,
  teams,
  subject,
}: {
  path: string;
  teams: readonly { id: string; name: string }[];
  subject: SubjectKey;
}) {
  if (teams.length < 2) return null;
  const chosen = subject.kind === "teams" && subject.ids.length === 1 ? subject.ids[0] : null;
  const look = (isChosen: boolean) =>
    `rounded-md px-2 py-0.5 ${isChosen ? "bg-brand-tint font-medium text-brand-strong" : "text-muted hover:bg-sunken hover:text-ink"}`;
  return (
    <nav aria-label="Whose report" className="flex flex-wrap items-center gap-1 text-sm print:hidden">
      <Link href={path} className={look(chosen === null)} aria-current={chosen === null ? "page" : undefined}>
        All you see
      </Link>
      {teams.map(({ id, name }) => (
        <Link
          key={id}
          href={`${path}?team=${id}`}
          prefetch={false}
          className={look(chosen === id)}
          aria-current={chosen === id ? "page" : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
