import { Badge, type Tone } from "@/app/_components/badge";
import { Money, Unknown } from "@/app/_components/spend/figures";
import { FinalityBadge } from "@/app/_components/spend/finality-badge";
import { Table } from "@/app/_components/table";
import type { PastPeriod } from "@/lib/domain/budget/status";
import { formatShare } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import { shareOf } from "@/lib/domain/spend/change";

const OUTCOMES: Record<PastPeriod["outcome"], { label: string; tone: Tone }> = {
  kept: { label: "Kept", tone: "good" },
  broken: { label: "Broken", tone: "bad" },
  unknown: { label: "Unknown", tone: "neutral" },
};

/** Periods that are over, each held against the amount of its time and leading to its spend. */
export function PastTable({ past, hrefOf }: { past: readonly PastPeriod[]; hrefOf: (period: PastPeriod) => string }) {
  return (
    <Table
      caption="Past periods of the budget"
      empty="No period of this budget is over yet."
      columns={[
        { key: "period", label: "Period" },
        { key: "outcome", label: "Outcome" },
        { key: "spent", label: "Spent", align: "right" },
        { key: "amount", label: "Budget", align: "right" },
        { key: "share", label: "Share", align: "right" },
        { key: "finality", label: "Finality" },
      ]}
      rows={past.map((period) => {
        const { window, spentUsd, amountUsd, unknownDays, outcome, finality } = period;
        return {
          key: window.from,
          href: hrefOf(period),
          cells: {
            period: formatRange(window.from, window.to),
            outcome: (
              <Badge
                tone={OUTCOMES[outcome].tone}
                title={unknownDays > 0 ? `Nothing is known of ${unknownDays} of its days.` : undefined}
              >
                {OUTCOMES[outcome].label}
              </Badge>
            ),
            spent:
              spentUsd === null ? (
                <Unknown reason="Nothing is known of any of its days." />
              ) : (
                <>
                  {unknownDays > 0 && "≥ "}
                  <Money amount={spentUsd} />
                </>
              ),
            amount: <Money amount={amountUsd} />,
            share: spentUsd === null ? "" : formatShare(shareOf(spentUsd, amountUsd)),
            finality: <FinalityBadge finality={finality} />,
          },
        };
      })}
    />
  );
}
