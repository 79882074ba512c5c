import type { CoverageShares } from "@/lib/domain/attribution/coverage";
import type { Day } from "@/lib/domain/day";
import { formatShare } from "@/lib/domain/format";
import { formatDay } from "@/lib/domain/format-day";
import { LinkButton } from "../button";
import { Notice } from "../states";

/** One line that the books do not balance, leading to where it says what to do. Nothing where they do. */
export function BooksWarningNotice({
  organization,
  warnings,
  today,
}: {
  organization: string;
  warnings: { days: number; firstDay: Day | null; lastDay: Day | null } | null;
  today: Day;
}) {
  if (!warnings || warnings.days === 0 || !warnings.firstDay || !warnings.lastDay) return null;
  const { days, firstDay, lastDay } = warnings;
  const path = `/${organization}/reconciliation?from=${firstDay}&to=${lastDay}`;
  return (
    <Notice
      tone="bad"
      action={
        <LinkButton size="small" href={path}>
          See what to do
        </LinkButton>
      }
    >
      {days === 1
        ? `The books of ${formatDay(firstDay, today)} do not balance.`
        : `The books of ${days} days since ${formatDay(firstDay, today)} do not balance.`}
    </Notice>
  );
}

/** How much of what was billed is told apart. */
export function CoverageLine({ shares }: { shares: CoverageShares }) {
  if (shares.developer === null) return null;
  const parts = [
    ["a developer", shares.developer],
    ["a feature", shares.feature],
    ["single requests", shares.requests],
  ] as const;
  return (
    <p className="-mt-2 text-sm text-muted">
      Of the bill,{" "}
      {parts.map(([what, share], index) => (
        <span key={what}>
          {index > 0 && (index === parts.length - 1 ? " and " : ", ")}
          <span className="text-ink tabular-nums">{formatShare(share)}</span>{" "}
          {index === 0 ? `has ${what}` : index === 1 ? what : `is known by ${what}`}
        </span>
      ))}
      .
    </p>
  );
}
