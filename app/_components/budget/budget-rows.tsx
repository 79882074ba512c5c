import Link from "next/link";
import type { Budget } from "@/lib/domain/budget/budget";
import type { BudgetStanding } from "@/lib/domain/budget/status";
import { outlookWords, PERIOD_WORDS, scopeWords } from "@/lib/domain/budget/words";
import type { Day } from "@/lib/domain/day";
import { formatShare, formatUsd, formatUsdExact } from "@/lib/domain/format";
import { shareOf } from "@/lib/domain/spend/change";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { Unknown } from "../spend/figures";
import { BudgetBar, BudgetStateBadge } from "./budget-bar";

/** A budget with how it stands and what it is about (lib/queries/budget/status.ts). */
export interface BudgetLine extends BudgetStanding {
  budget: Budget;
  scopeLabels: readonly { dimension: FilterDimension; word: string; label: string; gone: boolean }[];
}

function Spent({ spentUsd, amountUsd, unknownDays, share }: BudgetLine) {
  if (spentUsd === null) return <Unknown reason="Nothing is known of any of its days." />;
  return (
    <span className="tabular-nums">
      {unknownDays > 0 && <span title={`Nothing is known of ${unknownDays} of its days.`}>≥ </span>}
      <span className="text-ink" title={formatUsdExact(spentUsd)}>
        {formatUsd(spentUsd)}
      </span>{" "}
      <span className="text-muted">
        of {formatUsd(amountUsd)} ({formatShare(share)})
      </span>
    </span>
  );
}

/** Budgets one under the other, each with its bar against time; the worst first, as they come. */
export function BudgetRows({ lines, organization, today }: { lines: readonly BudgetLine[]; organization: string; today: Day }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map((line) => {
        const { budget, projection } = line;
        const outlook = outlookWords(line, today);
        return (
          <li key={budget.id} className="flex flex-col gap-2 px-4 py-3">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">
                <Link
                  href={`/${organization}/budgets/${budget.id}`}
                  prefetch={false}
                  className="font-medium text-ink [overflow-wrap:anywhere] hover:underline"
                >
                  {budget.name}
                </Link>
                <BudgetStateBadge state={line.state} />
                <span className="text-xs text-muted [overflow-wrap:anywhere]">
                  {scopeWords(line.scopeLabels)}, {PERIOD_WORDS[budget.per].each}
                  {budget.kind === "hard_cap" && ", hard cap"}
                </span>
              </span>
              <Spent {...line} />
            </div>
            <BudgetBar
              state={line.state}
              share={line.share}
              expectedShare={projection && shareOf(projection.expectedUsd, line.amountUsd)}
              elapsed={line.elapsed}
            />
            {outlook && <p className="text-xs text-muted">{outlook}</p>}
          </li>
        );
      })}
    </ul>
  );
}
