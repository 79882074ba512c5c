"use client";
import { ChartFigures } from "@/app/_components/chart/figures";
import { FrameBars, FrameSteps } from "@/app/_components/chart/frame-lines";
import { ChartLegend } from "@/app/_components/chart/legend";
import { LineFrame } from "@/app/_components/chart/line-frame";
import { frameEnd } from "@/app/_components/chart/scale";
import { Money } from "@/app/_components/spend/figures";
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
  const end = frameEnd(Math.max(0, ...steps.map(({ costUsd }) => usdToApproximateNumber(costUsd ?? (0n as Usd)))) * 1.05);
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">Spend before, in and after the spike</figcaption>
      <ChartLegend
        marks={[
          ["size-2.5 bg-warn", "The spike"],
          ["size-2.5 bg-brand/50", "Before and after"],
        ]}
      />
      <LineFrame
        end={end}
        labels={steps.map(({ from }) => (byHour && from.getUTCHours() !== 0 ? null : formatTick(dayOf(from))))}
      >
        <FrameBars
          end={end}
          bars={steps.map(({ costUsd, inSpike }) => ({ amount: costUsd, className: inSpike ? "fill-warn" : "fill-brand/50" }))}
        />
        <FrameSteps
          steps={steps.map((step) => ({
            key: step.from.getTime(),
            title: `${nameOf(step, byHour, today)}\n${step.costUsd === null ? "unknown, not free" : formatUsd(step.costUsd)}`,
            unknown: step.costUsd === null,
          }))}
        />
      </LineFrame>
      <ChartFigures
        title="Spend around the spike"
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
    </figure>
  );
}
