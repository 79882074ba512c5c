"use client";
import { useState } from "react";
import { axisEnd } from "@/app/_components/chart-scale";
import { Money, Unknown } from "@/app/_components/figures";
import { FiguresToggle } from "@/app/_components/figures-toggle";
import { FRAME, type FramePoint, framePath, LineFrame } from "@/app/_components/line-frame";
import { Table } from "@/app/_components/table";
import type { Day } from "@/lib/domain/day";
import type { RunningDay } from "@/lib/domain/forecast-series";
import { formatUsd, UNKNOWN } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";
import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";

function titleOf({ day, costUsd, spentUsd, ahead }: RunningDay, today: Day): string {
  const lines = [formatDay(day, today)];
  if (costUsd !== null) lines.push(`on the day ${formatUsd(costUsd)}`);
  else if (day < today) lines.push("not in the books: unknown, not free");
  if (spentUsd !== null) lines.push(`spent by then ${formatUsd(spentUsd)}`);
  if (ahead) {
    const [low, high] = ahead.bands.p80;
    lines.push(`expected by then ${formatUsd(ahead.expectedUsd)}, between ${formatUsd(low)} and ${formatUsd(high)}`);
    lines.push(`by the seven-day rule ${formatUsd(ahead.sevenDayUsd)}`);
  }
  return lines.join("\n");
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-brand" /> Spent
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-dashed border-brand" /> Expected
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-flex h-2.5 w-5">
          <span className="w-1/2 bg-brand/30" />
          <span className="w-1/2 bg-brand/10" />
        </span>
        In 50, 80 and 95 of 100 cases
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="inline-block w-4 border-t-2 border-dotted border-muted" /> Seven-day rule
      </li>
    </ul>
  );
}

function Figures({ days, today }: { days: readonly RunningDay[]; today: Day }) {
  const ahead = <Unknown reason="Still ahead." />;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="The month by day, as a table"
      className="max-h-96 overflow-auto rounded-md border border-line"
    >
      <Table
        caption="The month running up, as of each day’s end"
        columns={[
          { key: "day", label: "Day" },
          { key: "cost", label: "On the day", align: "right" },
          { key: "spent", label: "Spent by then", align: "right" },
          { key: "expected", label: "Expected by then", align: "right" },
          { key: "between", label: "In 80 of 100 cases", align: "right" },
          { key: "seven", label: "Seven-day rule", align: "right" },
        ]}
        rows={days.map((day) => ({
          key: day.day,
          cells: {
            day: formatDay(day.day, today),
            cost: day.day <= today ? <Money amount={day.costUsd} /> : ahead,
            spent: day.day <= today ? <Money amount={day.spentUsd} /> : ahead,
            expected: day.ahead ? <Money amount={day.ahead.expectedUsd} /> : UNKNOWN,
            between: day.ahead ? `${formatUsd(day.ahead.bands.p80[0])} to ${formatUsd(day.ahead.bands.p80[1])}` : UNKNOWN,
            seven: day.ahead ? <Money amount={day.ahead.sevenDayUsd} /> : UNKNOWN,
          },
        }))}
      />
    </section>
  );
}

const BANDS = [
  ["p95", "fill-brand/10"],
  ["p80", "fill-brand/15"],
  ["p50", "fill-brand/25"],
] as const;

/** The month running up, and where it is heading: what is expected with its bands, and the seven-day rule beside it. */
export function ForecastChart({ days, today }: { days: readonly RunningDay[]; today: Day }) {
  const [showsFigures, setShowsFigures] = useState(false);
  const dollars = days.flatMap(({ spentUsd, ahead }) =>
    [spentUsd ?? 0n, ahead?.bands.p80[1] ?? 0n, ahead?.sevenDayUsd ?? 0n].map((amount) => usdToApproximateNumber(amount as Usd)),
  );
  const end = axisEnd(Math.max(...dollars) * 1.05);
  const step = FRAME.width / Math.max(1, days.length);
  const at = (index: number, amount: Usd): FramePoint => ({
    x: (index + 1) * step,
    y: FRAME.height - Math.min(1.02, usdToApproximateNumber(amount) / end) * FRAME.height,
  });
  const finished = days.filter(({ day }) => day < today).length;
  const spent = days.flatMap(({ spentUsd }, index) => (spentUsd === null ? [] : [at(index, spentUsd)]));
  // What is expected begins where the last finished day ended: today is still going on.
  const from: FramePoint = spent[finished - 1] ?? { x: 0, y: FRAME.height };
  const ahead = days.flatMap(({ ahead: said }, index) => (said ? [{ index, said }] : []));
  const line = (of: "expectedUsd" | "sevenDayUsd") => framePath([from, ...ahead.map(({ index, said }) => at(index, said[of]))]);
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">The month running up, and where it is heading</figcaption>
      <Legend />
      <LineFrame end={end} labels={days.map(({ day }) => formatTick(day))}>
        {BANDS.map(([band, fill]) => {
          const high = ahead.map(({ index, said }) => at(index, said.bands[band][1]));
          const low = ahead.map(({ index, said }) => at(index, said.bands[band][0])).reverse();
          return <path key={band} d={`${framePath([from, ...high, ...low])}Z`} className={fill} />;
        })}
        {ahead.length > 0 && (
          <>
            <path
              d={line("sevenDayUsd")}
              className="fill-none stroke-muted"
              strokeDasharray="2 4"
              strokeWidth={2}
              vectorEffect="non-scaling-stroke"
            />
            <path
              d={line("expectedUsd")}
              className="fill-none stroke-brand"
              strokeDasharray="6 4"
              strokeWidth={2}
              vectorEffect="non-scaling-stroke"
            />
          </>
        )}
        <path
          d={framePath([{ x: 0, y: FRAME.height }, ...spent])}
          className="fill-none stroke-brand"
          strokeWidth={2.5}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
        {days.map((day, index) => (
          <rect
            key={day.day}
            x={index * step}
            y={0}
            width={step}
            height={FRAME.height}
            className={day.costUsd === null && day.day < today ? "fill-ink/10" : "fill-transparent hover:fill-ink/5"}
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
