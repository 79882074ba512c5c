"use client";
import { FrameBand, FrameLine, FrameSteps } from "@/app/_components/chart/frame-lines";
import { ChartLegend, LINE_MARKS, unknownMark } from "@/app/_components/chart/legend";
import { FRAME, type FramePoint, LineFrame, placing } from "@/app/_components/chart/line-frame";
import { RunningFigures } from "@/app/_components/chart/running-figures";
import { Money } from "@/app/_components/spend/figures";
import type { Day } from "@/lib/domain/day";
import type { RunningDay } from "@/lib/domain/forecast/series";
import { formatUsd, UNKNOWN } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";

function titleOf({ day, costUsd, spentUsd, ahead }: RunningDay, today: Day): string {
  const lines = [formatDay(day, today)];
  if (costUsd !== null) lines.push(`on the day ${formatUsd(costUsd)}`);
  else if (day < today) lines.push("unknown, not free");
  if (spentUsd !== null) lines.push(`spent by then ${formatUsd(spentUsd)}`);
  if (ahead) {
    const [low, high] = ahead.bands.p80;
    lines.push(`expected by then ${formatUsd(ahead.expectedUsd)}, between ${formatUsd(low)} and ${formatUsd(high)}`);
    lines.push(`by the seven-day rule ${formatUsd(ahead.sevenDayUsd)}`);
  }
  return lines.join("\n");
}

const BANDS = [
  ["p95", "fill-brand/10"],
  ["p80", "fill-brand/15"],
  ["p50", "fill-brand/25"],
] as const;

const BANDS_MARK = (
  <span aria-hidden className="inline-flex h-2.5 w-5">
    <span className="w-1/2 bg-brand/30" />
    <span className="w-1/2 bg-brand/10" />
  </span>
);

/** The month running up, and where it is heading: what is expected with its bands, and the seven-day rule beside it. */
export function ForecastChart({ days, today }: { days: readonly RunningDay[]; today: Day }) {
  // The widest band may leave the frame: what it reaches in one of forty cases would flatten everything else.
  const tallest = days.flatMap(({ spentUsd, ahead }) => [spentUsd, ahead?.bands.p80[1] ?? null, ahead?.sevenDayUsd ?? null]);
  const { end, at } = placing(days.length, tallest);
  const start: FramePoint = { x: 0, y: FRAME.height };
  const finished = days.filter(({ day }) => day < today).length;
  const spent = days.flatMap(({ spentUsd }, index) => (spentUsd === null ? [] : [at(index, spentUsd)]));
  // What is expected begins where the last finished day ended: today is still going on.
  const from = spent[finished - 1] ?? start;
  const ahead = days.flatMap(({ ahead: said }, index) => (said ? [{ index, said }] : []));
  const expected = (of: "expectedUsd" | "sevenDayUsd") => [from, ...ahead.map(({ index, said }) => at(index, said[of]))];
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">The month running up, and where it is heading</figcaption>
      <ChartLegend
        marks={[
          [LINE_MARKS.solid, "Spent"],
          [LINE_MARKS.dashed, "Expected"],
          [BANDS_MARK, "In 50, 80 and 95 of 100 cases"],
          [LINE_MARKS.dotted, "Seven-day rule"],
          ...unknownMark(days, today),
        ]}
      />
      <LineFrame end={end} labels={days.map(({ day }) => formatTick(day))}>
        {BANDS.map(([band, fill]) => (
          <FrameBand
            key={band}
            from={from}
            between={ahead.map(({ index, said: { bands } }) => ({
              low: at(index, bands[band][0]),
              high: at(index, bands[band][1]),
            }))}
            className={fill}
          />
        ))}
        {ahead.length > 0 && <FrameLine points={expected("sevenDayUsd")} look="dotted" />}
        {ahead.length > 0 && <FrameLine points={expected("expectedUsd")} look="dashed" />}
        <FrameLine points={[start, ...spent]} look="solid" />
        <FrameSteps
          steps={days.map((day) => ({
            key: day.day,
            title: titleOf(day, today),
            unknown: day.costUsd === null && day.day < today,
          }))}
        />
      </LineFrame>
      <RunningFigures
        title="The month running up, as of each day’s end"
        days={days}
        today={today}
        more={[
          {
            label: "Expected by then",
            cells: days.map((day) => (day.ahead ? <Money key={day.day} amount={day.ahead.expectedUsd} /> : UNKNOWN)),
          },
          {
            label: "In 80 of 100 cases",
            cells: days.map(({ ahead }) => (ahead ? ahead.bands.p80.map(formatUsd).join(" to ") : UNKNOWN)),
          },
          {
            label: "Seven-day rule",
            cells: days.map((day) => (day.ahead ? <Money key={day.day} amount={day.ahead.sevenDayUsd} /> : UNKNOWN)),
          },
        ]}
      />
    </figure>
  );
}
