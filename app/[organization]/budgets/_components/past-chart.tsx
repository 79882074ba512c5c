import { FrameBars, FrameLine, FrameSteps } from "@/app/_components/chart/frame-lines";
import { ChartLegend, LINE_MARKS } from "@/app/_components/chart/legend";
import { FRAME, LineFrame } from "@/app/_components/chart/line-frame";
import { frameEnd } from "@/app/_components/chart/scale";
import type { PastPeriod } from "@/lib/domain/budget/status";
import { formatUsd } from "@/lib/domain/format";
import { formatRange, formatTick } from "@/lib/domain/format-day";
import { usdToApproximateNumber } from "@/lib/domain/usd";

function titleOf({ window, spentUsd, amountUsd }: PastPeriod): string {
  const spent = spentUsd === null ? "unknown, not free" : `spent ${formatUsd(spentUsd)}`;
  return `${formatRange(window.from, window.to)}\n${spent}\nbudget ${formatUsd(amountUsd)}`;
}

/**
 * Past periods, the oldest first, each as high as its spend against the amount of its time. The table beside it says the
 * same.
 */
export function PastChart({ past }: { past: readonly PastPeriod[] }) {
  const periods = past.toReversed();
  const amounts = periods.flatMap(({ spentUsd, amountUsd }) => (spentUsd === null ? [amountUsd] : [spentUsd, amountUsd]));
  const end = frameEnd(Math.max(...amounts.map(usdToApproximateNumber)) * 1.02);
  const step = FRAME.width / periods.length;
  const limits = periods.flatMap(({ amountUsd }, index) => {
    const y = FRAME.height * (1 - usdToApproximateNumber(amountUsd) / end);
    return [
      { x: index * step, y },
      { x: (index + 1) * step, y },
    ];
  });
  return (
    <div className="flex flex-col gap-2">
      <ChartLegend
        marks={[
          ["size-2.5 bg-brand", "Kept"],
          ["size-2.5 bg-bad", "Broken"],
          [LINE_MARKS.amount, "The budget"],
        ]}
      />
      <LineFrame end={end} labels={periods.map(({ window }) => formatTick(window.from))}>
        <FrameBars
          end={end}
          bars={periods.map(({ spentUsd, outcome }) => ({
            amount: spentUsd,
            className: outcome === "broken" ? "fill-bad" : outcome === "kept" ? "fill-brand" : "fill-brand/50",
          }))}
        />
        <FrameLine points={limits} look="amount" />
        <FrameSteps
          steps={periods.map((period) => ({
            key: period.window.from,
            title: titleOf(period),
            unknown: period.spentUsd === null,
          }))}
        />
      </LineFrame>
    </div>
  );
}
