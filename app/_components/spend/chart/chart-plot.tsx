"use client";
import { AreaChart, BarChart, SparkLineChart } from "@tremor/react";
import { createContext, useContext, useMemo } from "react";
import type { Day } from "@/lib/domain/day";
import { formatUsdTick } from "@/lib/domain/format";
import { formatTick } from "@/lib/domain/format-day";
import { drawnAsBars, type SpendSeries } from "@/lib/domain/spend/series";
import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";
import { bandColors } from "../../chart/band-colors";
import { FiguresToggle } from "../../chart/figures";
import { axisEnd } from "../../chart/scale";
import { SpendFigures } from "../spend-figures";
import { SpendChartTooltip } from "./chart-tooltip";

/** Widths that Tremor gives its axes, so that what lies over the plot lines up with it. */
const Y_AXIS = 52;
const X_AXIS = 30;
const SIDE = 24;

function height(amount: Usd | null): number | null {
  return amount === null ? null : usdToApproximateNumber(amount);
}

export interface SpendChartPlotProps {
  series: SpendSeries;
  today: Day;
  title: string;
  comparisonLabel: string | null;
}

/** Tremor makes the tooltip itself, so what it needs beyond a day comes to it past Tremor. */
const Shown = createContext<{ series: SpendSeries; today: Day } | null>(null);

function HoveredDay({ active, payload }: { active?: boolean; payload?: readonly { payload?: { day?: Day } }[] }) {
  const shown = useContext(Shown);
  const day = payload?.[0]?.payload?.day;
  return active && shown && day ? <SpendChartTooltip {...shown} day={day} /> : null;
}

/** The drawing: Tremor's stacked areas (bars for a few days), the comparison as a thin line over them. */
export function SpendChartPlot({ series, today, title, comparisonLabel }: SpendChartPlotProps) {
  const shown = useMemo(() => ({ series, today }), [series, today]);
  const { days, bands } = series;
  const rows = useMemo(
    () =>
      days.map((day, index) => ({
        day: day.day,
        tick: formatTick(day.day),
        comparison: height(day.comparisonUsd),
        ...Object.fromEntries(bands.map((band, position) => [`band ${position}`, height(band.amounts[index] ?? null)])),
      })),
    [days, bands],
  );
  const end = axisEnd(Math.max(0, ...days.flatMap((day) => [height(day.totalUsd) ?? 0, height(day.comparisonUsd) ?? 0])));
  const bars = drawnAsBars(days);
  const Chart = bars ? BarChart : AreaChart;
  const shared = {
    data: rows,
    index: "tick",
    categories: bands.map((_, position) => `band ${position}`),
    colors: bandColors(bands),
    stack: true,
    minValue: 0,
    maxValue: end,
    yAxisWidth: Y_AXIS,
    valueFormatter: formatUsdTick,
    showLegend: false,
    tickGap: 24,
    padding: { left: SIDE, right: SIDE },
    customTooltip: HoveredDay,
    noDataText: "No days in this period",
    className: "h-full",
  };
  const plotWidth = `(100% - ${Y_AXIS + 2 * SIDE}px)`;
  const halfBar = bars ? `${plotWidth} / ${2 * Math.max(1, days.length)}` : "0px";
  const step = bars ? `${plotWidth} / ${Math.max(1, days.length)}` : `${plotWidth} / ${Math.max(1, days.length - 1)}`;
  return (
    <div className="flex flex-col gap-2">
      <div className="spend-chart relative h-72" aria-hidden>
        <Hatchings />
        <Shown value={shown}>
          <Chart {...shared} />
        </Shown>
        {days.at(-1)?.finality === "open" && days.length > 1 && (
          <div
            className="pointer-events-none absolute bg-surface/55"
            style={{ top: 4, bottom: X_AXIS + 1, right: SIDE, width: `calc(${step})` }}
          />
        )}
        {comparisonLabel && (
          <div
            className="pointer-events-none absolute"
            style={{
              top: 4,
              bottom: X_AXIS - 1,
              left: `calc(${Y_AXIS + SIDE - 1}px + ${halfBar})`,
              right: `calc(${SIDE - 1}px + ${halfBar})`,
            }}
          >
            <SparkLineChart
              data={rows}
              index="tick"
              categories={["comparison"]}
              colors={["comparison"]}
              minValue={0}
              maxValue={end}
              className="comparison-line h-full w-full"
            />
          </div>
        )}
      </div>
      <FiguresToggle>
        <SpendFigures series={series} today={today} title={title} comparisonLabel={comparisonLabel} />
      </FiguresToggle>
    </div>
  );
}

/** Fills that a colour cannot express: spend without a value, and the difference. */
function Hatchings() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <defs>
        <pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="fill-sunken" />
          <rect width="2" height="6" className="fill-band-unattributed" />
        </pattern>
        <pattern id="cross-hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="fill-surface" />
          <path d="M0 0H6M0 0V6" className="stroke-warn" strokeWidth="1.5" />
        </pattern>
      </defs>
    </svg>
  );
}
