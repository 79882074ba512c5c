import Link from "next/link";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { detailPath } from "@/app/_components/shell/pages";
import { Money } from "@/app/_components/spend/figures";
import { FinalityBadge } from "@/app/_components/spend/finality-badge";
import type { Day } from "@/lib/domain/day";
import { dimensionName } from "@/lib/domain/dimension";
import { formatDay, formatRange } from "@/lib/domain/format-day";
import type { BudgetDetail } from "@/lib/queries/budget/detail";
import { countedSpendPath } from "./counted-spend-path";

function About({ organization, labels }: { organization: string; labels: BudgetDetail["scopeLabels"] }) {
  if (labels.length === 0) return "All spend of the organization";
  return labels.map(({ dimension, word, label, gone }) => {
    const path = gone ? null : detailPath(organization, dimension, word);
    const text = `${dimensionName(dimension)} ${label}`;
    return (
      <span key={`${dimension} ${word}`} className="block">
        {path ? (
          <Link href={path} prefetch={false} className="hover:underline">
            {text}
          </Link>
        ) : (
          text
        )}
      </span>
    );
  });
}

/** Why it stands where it stands: which lines count, until when, how final they are. */
export function WhatCounts({ organization, detail, today }: { organization: string; detail: BudgetDetail; today: Day }) {
  const { status, scopeLabels, freshness, budget } = detail;
  const finality = status?.finality ? <FinalityBadge finality={status.finality} /> : null;
  const dayAmount = status && budget.per !== "day" ? <Money amount={status.dayAmountUsd} /> : null;
  return (
    <Card title="What counts" note="The lines of the books that it takes, and until when.">
      <div className="flex flex-col gap-3 text-sm">
        <Facts
          facts={[
            ["About", <About key="about" organization={organization} labels={scopeLabels} />],
            ["Days", status ? `${formatRange(status.window.from, status.window.to)}, UTC` : null],
            ["Books until", freshness.lastDay ? formatDay(freshness.lastDay, today) : "no day yet"],
            ["Finality", finality],
            ["A day may cost", dayAmount],
            ["Answers for it", budget.ownerEmail],
            [
              "Holds",
              `from ${formatDay(budget.startsOn, today)}${budget.endsOn ? ` to ${formatDay(budget.endsOn, today)}` : ""}`,
            ],
            ["Made by", budget.createdBy],
          ]}
        />
        {budget.note && <p className="text-muted [overflow-wrap:anywhere] whitespace-pre-line">{budget.note}</p>}
        {status && status.beyondBillUsd > 0n && (
          <p className="text-muted">
            <Money amount={status.beyondBillUsd} /> of it arrived today as single requests beyond what OpenRouter has billed so
            far. The spend pages show it once it is billed.
          </p>
        )}
        {status && (
          <p>
            <Link
              href={countedSpendPath(organization, budget, status.window, today)}
              prefetch={false}
              className="text-brand-strong hover:underline"
            >
              The spend that counts
            </Link>
          </p>
        )}
      </div>
    </Card>
  );
}
