"use client";
import { FrameBand, FrameLine, FrameSteps } from "@/app/_components/chart/frame-lines";
import { ChartLegend, LINE_MARKS, unknownMark } from "@/app/_components/chart/legend";
import { FRAME, type FramePoint, LineFrame, placing } from "@/app/_components/chart/line-frame";
import { RunningFigures } from "@/app/_components/chart/running-figures";
import { Money } from "@/app/_components/spend/figures";
import type { BudgetSeriesDay } from "@/lib/domain/budget/series";
import type { Day } from "@/lib/domain/day";
import { formatUsd, UNKNOWN } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";
import type { Usd } from "@/lib/domain/usd";

function titleOf(day: BudgetSeriesDay, today: Day): string {
  const lines = [formatDay(day.day, today)];
  if (day.spentUsd !== null) lines.push(`spent by then ${formatUsd(day.spentUsd)}`);
  if (day.costUsd !== null) lines.push(`on the day ${formatUsd(day.costUsd)}`);
  else if (day.day < today) lines.push("unknown, not free");
  lines.push(`even pace ${formatUsd(day.evenUsd)}`);
  if (day.expectedUsd !== null && day.between !== null) {
    lines.push(`expected ${formatUsd(day.expectedUsd)}, between ${formatUsd(day.between[0])} and ${formatUsd(day.between[1])}`);
  }
  return lines.join("\n");
}

/** Spend running up through the period, against the even pace and the amount, with what is projected of its rest. */
export function BudgetChart({ days, amountUsd, today }: { days: readonly BudgetSeriesDay[]; amountUsd: Usd; today: Day }) {
  const tallest = [amountUsd, ...days.flatMap(({ spentUsd, between }) => [spentUsd, between?.[1] ?? null])];
  const { end, at } = placing(days.length, tallest);
  const start: FramePoint = { x: 0, y: FRAME.height };
  const amount = at(days.length - 1, amountUsd);
  const spent = days.flatMap((day, index) => (day.spentUsd === null ? [] : [at(index, day.spentUsd)]));
  const ahead = days.flatMap((day, index) =>
    day.expectedUsd === null || day.between === null
      ? []
      : [{ expected: at(index, day.expectedUsd), low: at(index, day.between[0]), high: at(index, day.between[1]) }],
  );
  // What is expected begins where the last finished day ended: today is still going on.
  const from = spent[days.filter(({ day }) => day < today).length - 1] ?? start;
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">Spend running up through the period, against the even pace and the budget</figcaption>
      <ChartLegend
        marks={[
          [LINE_MARKS.solid, "Spent"],
          [LINE_MARKS.dotted, "Even pace"],
          ...(ahead.length > 0
            ? [[`h-2.5 bg-brand/20 ${LINE_MARKS.dashed}`, "Expected, in 80 of 100 cases within the band"] as const]
            : []),
          [LINE_MARKS.amount, "The budget"],
          ...unknownMark(days, today),
        ]}
      />
      <LineFrame end={end} labels={days.map(({ day }) => formatTick(day))}>
        <FrameBand from={from} between={ahead} className="fill-brand/20" />
        <FrameLine points={[start, amount]} look="dotted" />
        <FrameLine points={[{ x: 0, y: amount.y }, amount]} look="amount" />
        <FrameLine points={[start, ...spent]} look="solid" />
        {ahead.length > 0 && <FrameLine points={[from, ...ahead.map(({ expected }) => expected)]} look="dashed" />}
        <FrameSteps
          steps={days.map((day) => ({
            key: day.day,
            title: titleOf(day, today),
            unknown: day.costUsd === null && day.day < today,
          }))}
        />
      </LineFrame>
      <RunningFigures
        title="Spend against the budget, as of each day’s end"
        days={days}
        today={today}
        more={[
          { label: "Even pace", cells: days.map(({ day, evenUsd }) => <Money key={day} amount={evenUsd} />) },
          {
            label: "Expected",
            cells: days.map(({ day, expectedUsd }) =>
              expectedUsd === null ? UNKNOWN : <Money key={day} amount={expectedUsd} />,
            ),
          },
        ]}
      />
    </figure>
  );
}
