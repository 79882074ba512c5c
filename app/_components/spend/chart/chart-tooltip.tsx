import type { Day } from "@/lib/domain/day";
import { formatUsd, UNKNOWN } from "@/lib/domain/format";
import { formatDay } from "@/lib/domain/format-day";
import type { SpendSeries } from "@/lib/domain/spend/series";
import { bandColors, bandName, Swatch } from "../../chart/band-colors";
import { FinalityBadge } from "../finality-badge";

/** One day of the chart in figures: how final, each band that has something, their sum, and what it is compared with. */
export function SpendChartTooltip({ series, day, today }: { series: SpendSeries; day: Day; today: Day }) {
  const index = series.days.findIndex((known) => known.day === day);
  const shown = series.days[index];
  if (!shown) return null;
  const colors = bandColors(series.bands);
  return (
    <div className="w-64 rounded-md border border-line bg-surface p-3 text-xs text-ink shadow-lg">
      <div className="mb-2 flex items-center justify-between gap-2 font-medium">
        {formatDay(day, today)}
        {(shown.finality !== null || shown.totalUsd === null) && <FinalityBadge finality={shown.finality} />}
      </div>
      {shown.totalUsd === null ? (
        <p className="text-muted">This day is not in the books: unknown, not free.</p>
      ) : (
        <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
          {series.bands.map((band, position) => {
            const amount = band.amounts[index] ?? null;
            if (!amount) return null;
            return [
              <dt key={`name ${band.kind} ${band.id}`} className="flex min-w-0 items-center gap-1.5 text-muted">
                <Swatch color={colors[position] ?? "band-other"} />
                <span className="truncate">{bandName(band, series)}</span>
              </dt>,
              <dd key={`amount ${band.kind} ${band.id}`} className="text-right tabular-nums">
                {formatUsd(amount)}
              </dd>,
            ];
          })}
          <dt className="col-span-2 my-0.5 border-t border-line" aria-hidden />
          <dt className="font-medium">Total</dt>
          <dd className="text-right font-medium tabular-nums">{formatUsd(shown.totalUsd)}</dd>
        </dl>
      )}
      {shown.comparisonDay && (
        <p className="mt-1 flex justify-between gap-4 text-muted">
          <span>{formatDay(shown.comparisonDay, today)}</span>
          <span className="tabular-nums">{shown.comparisonUsd === null ? UNKNOWN : formatUsd(shown.comparisonUsd)}</span>
        </p>
      )}
    </div>
  );
}
