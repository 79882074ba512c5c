"use client";
import { LineChart } from "@tremor/react";
import { useMemo } from "react";
import type { Day } from "@/lib/domain/day";
import { formatShare } from "@/lib/domain/format";
import { formatRange, formatTick } from "@/lib/domain/format-day";
import { Swatch } from "./band-colors";
import { ChartFigures } from "./figures";
import { ChartLegend } from "./legend";

export interface CoveredDay {
  day: Day;
  /** Shares of the day's dollars, 0 to 1; null where nothing was billed. */
  developer: number | null;
  feature: number | null;
}

const LINES = [
  { key: "developer", label: "With a developer", color: "band-1" },
  { key: "feature", label: "With a feature", color: "band-3" },
] as const;

interface HoveredProps {
  active?: boolean;
  payload?: readonly { payload?: CoveredDay }[];
}

function Hovered({ active, payload }: HoveredProps) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className="rounded-md border border-line bg-surface px-3 py-2 text-xs shadow-lg">
      <p className="font-medium">{formatRange(day.day, day.day)}, UTC</p>
      {LINES.map(({ key, label }) => (
        <p key={key} className="flex justify-between gap-4">
          <span className="text-muted">{label}</span>
          <span className="tabular-nums">{formatShare(day[key])}</span>
        </p>
      ))}
    </div>
  );
}

/** How much of each day's dollars has a developer, and a feature; a gap where nothing was billed. */
export function CoverageChart({ days }: { days: readonly CoveredDay[] }) {
  const rows = useMemo(() => days.map((day) => ({ ...day, tick: formatTick(day.day) })), [days]);
  return (
    <div className="flex flex-col gap-2">
      <ChartLegend marks={LINES.map(({ key, label, color }) => [<Swatch key={key} color={color} />, label])} />
      <div className="h-48" aria-hidden>
        <LineChart
          data={rows}
          index="tick"
          categories={LINES.map(({ key }) => key)}
          colors={LINES.map(({ color }) => color)}
          minValue={0}
          maxValue={1}
          yAxisWidth={52}
          valueFormatter={(share) => formatShare(share)}
          showLegend={false}
          tickGap={24}
          padding={{ left: 24, right: 24 }}
          customTooltip={Hovered}
          noDataText="No days in this period"
          connectNulls={false}
          className="h-full"
        />
      </div>
      <ChartFigures
        title="Share of each day’s dollars that has a developer, and a feature"
        columns={[{ key: "day", label: "Day" }, ...LINES.map(({ key, label }) => ({ key, label, align: "right" as const }))]}
        rows={days.map((day) => ({
          key: day.day,
          cells: {
            day: formatRange(day.day, day.day),
            developer: formatShare(day.developer),
            feature: formatShare(day.feature),
          },
        }))}
      />
    </div>
  );
}
