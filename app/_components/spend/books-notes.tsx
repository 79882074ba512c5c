import { addDays, type Day, daysBetween } from "@/lib/domain/day";
import { formatInstant, formatRange } from "@/lib/domain/format-day";
import type { BooksOfPeriod } from "@/lib/domain/spend/question";
import { LinkButton } from "../button";
import { Notice } from "../states";

/** What pages tell of how fresh the books are (lib/queries/reconciliation/freshness.ts). */
export interface FreshnessFacts {
  firstDay: Day | null;
  lastDay: Day | null;
  lastSyncedAt: Date | null;
  syncing: boolean;
  failing: readonly { connectionName: string; message: string | null }[];
  rebuildingDays: number;
  connections: number;
}

/** `3–9 Nov 2026, 12 Nov 2026`; at most four ranges, then how many days more. */
export function formatDays(days: readonly Day[]): string {
  const ranges: [Day, Day][] = [];
  for (const day of [...days].sort()) {
    const last = ranges.at(-1);
    if (last && daysBetween(last[1], day) <= 1) last[1] = day;
    else ranges.push([day, day]);
  }
  const shown = ranges.slice(0, 4).map(([from, to]) => formatRange(from, to));
  const more = ranges.slice(4).reduce((sum, [from, to]) => sum + daysBetween(from, to) + 1, 0);
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** Days of the period, up to today, that the books should have and do not. */
function missingDays(period: { from: Day; to: Day }, books: BooksOfPeriod, freshness: FreshnessFacts, today: Day): Day[] {
  if (!freshness.firstDay) return [];
  const known = new Set(books.days.map(({ day }) => day));
  const missing: Day[] = [];
  const last = period.to < today ? period.to : today;
  for (let day = period.from; day <= last; day = addDays(day, 1)) if (!known.has(day)) missing.push(day);
  return missing;
}

function count(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

/** What a reader must know before trusting the figures: URL problems, failed syncs, days on a log, days that are missing. */
export function BooksNotes({
  organization,
  period,
  books,
  freshness,
  problems,
  today,
  askedWho,
}: {
  organization: string;
  period: { from: Day; to: Day };
  books: BooksOfPeriod;
  freshness: FreshnessFacts;
  problems: readonly string[];
  today: Day;
  /** The page asks what single requests alone can tell: whom, and what for. */
  askedWho: boolean;
}) {
  const missing = missingDays(period, books, freshness, today);
  const connections = (
    <LinkButton size="small" href={`/${organization}/settings/connections`}>
      Connections
    </LinkButton>
  );
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {problems.length > 0 && (
        <Notice tone="bad">
          {problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </Notice>
      )}
      {freshness.failing.map(({ connectionName, message }) => (
        <Notice key={connectionName} tone="warn" action={connections}>
          The last sync of {connectionName} failed{message ? `: ${message}` : "."} What was read before is shown.
        </Notice>
      ))}
      {books.logDays.length > 0 && (
        <Notice action={connections}>
          {count(books.logDays.length)} {books.logDays.length === 1 ? "rests" : "rest"} on logs or reports alone, not on
          OpenRouter’s own totals: {formatDays(books.logDays)}. A sync with a management key confirms them.
        </Notice>
      )}
      {askedWho && books.keyOnlyDays.length > 0 && (
        <Notice>
          {formatDays(books.keyOnlyDays)}: what was billed is known, single requests are not. All of it is charged to each key’s
          owner or maker and has no feature, so a change against {books.keyOnlyDays.length === 1 ? "this day" : "these days"} may
          come from what is known, not from what was spent.
        </Notice>
      )}
      {missing.length > 0 && missing.length <= daysBetween(period.from, period.to) && (
        <Notice>
          {count(missing.length)} of this period {missing.length === 1 ? "is" : "are"} not in the books, which is unknown, not
          free: {formatDays(missing)}.
        </Notice>
      )}
    </div>
  );
}

/** The line at the foot of every page with money: when OpenRouter was read and how far the books go. */
export function Freshness({ freshness }: { freshness: FreshnessFacts }) {
  const parts = [
    freshness.lastSyncedAt ? `Read from OpenRouter ${formatInstant(freshness.lastSyncedAt)}` : "Not read from OpenRouter yet",
    freshness.firstDay && freshness.lastDay ? `books from ${formatRange(freshness.firstDay, freshness.lastDay)}` : null,
    freshness.syncing ? "a sync is running" : null,
    freshness.rebuildingDays > 0 ? `${count(freshness.rebuildingDays)} being rebuilt` : null,
  ];
  return <p className="text-xs text-muted">{parts.filter(Boolean).join(" · ")}</p>;
}
