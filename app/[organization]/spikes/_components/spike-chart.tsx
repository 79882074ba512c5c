"use client";
import { useState } from "react";
import { axisEnd } from "@/app/_components/chart-scale";
import { Money } from "@/app/_components/figures";
import { FiguresToggle } from "@/app/_components/figures-toggle";
import { FRAME, LineFrame } from "@/app/_components/line-frame";
import { Table } from "@/app/_components/table";
import { type Day, dayOf } from "@/lib/domain/day";
import { formatUsd } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";
import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";

export interface ChartStep {
  from: Date;
  costUsd: Usd | null;
  inSpike: boolean;
}

function nameOf(step: ChartStep, byHour: boolean, today: Day): string {
  const day = formatDay(dayOf(step.from), today);
  return byHour ? `${day}, ${step.from.getUTCHours()} h` : day;
}

/** What was spent before, in and after a spike, step by step: the spike's own steps stand out. */
export function SpikeChart({ steps, byHour, today }: { steps: readonly ChartStep[]; byHour: boolean; today: Day }) {
  const [showsFigures, setShowsFigures] = useState(false);
  const end = axisEnd(Math.max(0, ...steps.map(({ costUsd }) => usdToApproximateNumber(costUsd ?? (0n as Usd)))) * 1.05);
  const width = FRAME.width / Math.max(1, steps.length);
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">Spend before, in and after the spike</figcaption>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="inline-block size-2.5 bg-warn" /> The spike
        </li>
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="inline-block size-2.5 bg-brand/50" /> Before and after
        </li>
      </ul>
      <LineFrame end={end} labels={steps.map(({ from }) => formatTick(dayOf(from)))}>
        {steps.map((step, index) => {
          const height = (usdToApproximateNumber(step.costUsd ?? (0n as Usd)) / end) * FRAME.height;
          const title = `${nameOf(step, byHour, today)}\n${step.costUsd === null ? "unknown, not free" : formatUsd(step.costUsd)}`;
          return (
            <g key={step.from.getTime()}>
              <rect
                x={index * width + width * 0.08}
                y={FRAME.height - Math.max(0, height)}
                width={width * 0.84}
                height={Math.max(0, height)}
                className={step.inSpike ? "fill-warn" : "fill-brand/50"}
              />
              <rect
                x={index * width}
                y={0}
                width={width}
                height={FRAME.height}
                className={step.costUsd === null ? "fill-ink/10" : "fill-transparent hover:fill-ink/5"}
              >
                <title>{title}</title>
              </rect>
            </g>
          );
        })}
      </LineFrame>
      <FiguresToggle shows={showsFigures} onToggle={() => setShowsFigures(!showsFigures)}>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Spend around the spike, as a table"
          className="max-h-96 overflow-auto rounded-md border border-line"
        >
          <Table
            caption="Spend around the spike"
            columns={[
              { key: "when", label: byHour ? "Hour (UTC)" : "Day" },
              { key: "cost", label: "Cost", align: "right" },
              { key: "spike", label: "" },
            ]}
            rows={steps.map((step) => ({
              key: step.from.toISOString(),
              cells: {
                when: nameOf(step, byHour, today),
                cost: <Money amount={step.costUsd} />,
                spike: step.inSpike ? "spike" : "",
              },
            }))}
          />
        </section>
      </FiguresToggle>
    </figure>
  );
}
