"use client";
import { useState } from "react";
import { axisEnd } from "@/app/_components/chart-scale";
import { Money, Unknown } from "@/app/_components/figures";
import { FiguresToggle } from "@/app/_components/figures-toggle";
import { FRAME, type FramePoint, framePath, LineFrame } from "@/app/_components/line-frame";
import { Table } from "@/app/_components/table";
import type { BudgetSeriesDay } from "@/lib/domain/budget-series";
import type { Day } from "@/lib/domain/day";
import { formatUsd, UNKNOWN } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";
import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";

function titleOf(day: BudgetSeriesDay, today: Day): string {
  const lines = [formatDay(day.day, today)];
  if (day.spentUsd !== null) lines.push(`spent by then ${formatUsd(day.spentUsd)}`);
  if (day.costUsd !== null) lines.push(`on the day ${formatUsd(day.costUsd)}`);
  else if (day.day < today) lines.push("not in the books: unknown, not free");
  lines.push(`even pace ${formatUsd(day.evenUsd)}`);
  if (day.expectedUsd !== null && day.between !== null) {
    lines.push(`expected ${formatUsd(day.expectedUsd)}, between ${formatUsd(day.between[0])} and ${formatUsd(day.between[1])}`);
  }
  return lines.join("\n");
}

function Legend({ projected }: { projected: boolean }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-brand" /> Spent
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-dotted border-muted" /> Even pace
      </li>
      {projected && (
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="inline-block h-2.5 w-4 border-t-2 border-dashed border-brand bg-brand/20" /> Expected, and
          between what it ends four times in five
        </li>
      )}
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-ink" /> The budget
      </li>
    </ul>
  );
}

function Figures({ days, today }: { days: readonly BudgetSeriesDay[]; today: Day }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Spend against the budget by day, as a table"
      className="max-h-96 overflow-auto rounded-md border border-line"
    >
      <Table
        caption="Spend against the budget, as of each day’s end"
        columns={[
          { key: "day", label: "Day" },
          { key: "cost", label: "On the day", align: "right" },
          { key: "spent", label: "Spent by then", align: "right" },
          { key: "even", label: "Even pace", align: "right" },
          { key: "expected", label: "Expected", align: "right" },
        ]}
        rows={days.map((day) => ({
          key: day.day,
          cells: {
            day: formatDay(day.day, today),
            cost: day.day <= today ? <Money amount={day.costUsd} /> : <Unknown reason="Still ahead." />,
            spent: day.day <= today ? <Money amount={day.spentUsd} /> : <Unknown reason="Still ahead." />,
            even: <Money amount={day.evenUsd} />,
            expected: day.expectedUsd === null ? UNKNOWN : <Money amount={day.expectedUsd} />,
          },
        }))}
      />
    </section>
  );
}

/** Spend running up through the period, against the even pace and the amount, with what is projected of its rest. */
export function BudgetChart({ days, amountUsd, today }: { days: readonly BudgetSeriesDay[]; amountUsd: Usd; today: Day }) {
  const [showsFigures, setShowsFigures] = useState(false);
  const height = (amount: Usd) => usdToApproximateNumber(amount);
  const highest = days.flatMap(({ spentUsd, between }) => [spentUsd ?? 0n, between?.[1] ?? 0n] as Usd[]);
  const end = axisEnd(Math.max(height(amountUsd), ...highest.map(height)) * 1.02);
  const step = FRAME.width / Math.max(1, days.length);
  const y = (amount: Usd) => FRAME.height - Math.max(0, Math.min(1, height(amount) / end)) * FRAME.height;
  const at = (index: number, amount: Usd): FramePoint => ({ x: (index + 1) * step, y: y(amount) });
  const start: FramePoint = { x: 0, y: FRAME.height };
  const spent = days.flatMap((day, index) => (day.spentUsd === null ? [] : [at(index, day.spentUsd)]));
  const last = spent.at(-1) ?? start;
  const ahead = days.flatMap((day, index) =>
    day.expectedUsd === null || day.between === null || day.day < today
      ? []
      : [{ expected: at(index, day.expectedUsd), low: at(index, day.between[0]), high: at(index, day.between[1]) }],
  );
  const from = { x: Math.max(0, last.x - (ahead.length > 0 ? step : 0)), y: spent.at(-2)?.y ?? FRAME.height };
  const band = [from, ...ahead.map(({ high }) => high), ...ahead.map(({ low }) => low).reverse()];
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">Spend running up through the period, against the even pace and the budget</figcaption>
      <Legend projected={ahead.length > 0} />
      <LineFrame end={end} labels={days.map(({ day }) => formatTick(day))}>
        {ahead.length > 0 && <path d={`${framePath(band)}Z`} className="fill-brand/20" />}
        <path
          d={framePath([start, { x: FRAME.width, y: y(amountUsd) }])}
          className="fill-none stroke-muted"
          strokeDasharray="2 4"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
        <line
          x1={0}
          x2={FRAME.width}
          y1={y(amountUsd)}
          y2={y(amountUsd)}
          className="stroke-ink"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
        <path
          d={framePath([start, ...spent])}
          className="fill-none stroke-brand"
          strokeWidth={2.5}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
        {ahead.length > 0 && (
          <path
            d={framePath([from, ...ahead.map(({ expected }) => expected)])}
            className="fill-none stroke-brand"
            strokeDasharray="6 4"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        )}
        {days.map((day, index) => (
          <rect
            key={day.day}
            x={index * step}
            y={0}
            width={step}
            height={FRAME.height}
            className="fill-transparent hover:fill-ink/5"
          >
            <title>{titleOf(day, today)}</title>
          </rect>
        ))}
      </LineFrame>
      <FiguresToggle shows={showsFigures} onToggle={() => setShowsFigures(!showsFigures)}>
        <Figures days={days} today={today} />
      </FiguresToggle>
    </figure>
  );
}
