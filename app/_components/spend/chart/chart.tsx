import Link from "next/link";
import type { Day } from "@/lib/domain/day";
import { formatUsd, formatUsdExact } from "@/lib/domain/format";
import type { Band, SpendSeries } from "@/lib/domain/spend/series";
import { bandColors, bandName, Swatch } from "../../chart/band-colors";
import { SpendChartPlot } from "./chart-plot";

/**
 * Spend by day, stacked by one dimension, with its legend and its figures as a table. `hrefOf` says where a band
 * leads; null: nowhere.
 */
export function SpendChart({
  series,
  today,
  title,
  comparisonLabel,
  hrefOf,
}: {
  series: SpendSeries;
  today: Day;
  /** What the chart shows, for its caption. */
  title: string;
  /** The compared period, as text; null: not compared. */
  comparisonLabel: string | null;
  hrefOf?: (band: Band) => string | null;
}) {
  const colors = bandColors(series.bands);
  const stacked = series.bands.length > 1 || series.dimension !== null;
  return (
    <figure className="flex flex-col gap-3">
      <figcaption className="sr-only">{title}</figcaption>
      <SpendChartPlot series={series} today={today} title={title} comparisonLabel={comparisonLabel} />
      {stacked && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {series.bands.map((band, index) => {
            const href = hrefOf?.(band) ?? null;
            const name = bandName(band, series);
            const text = <span className="max-w-48 truncate text-ink">{name}</span>;
            return (
              <li key={`${band.kind} ${band.id}`} className="inline-flex min-w-0 items-center gap-1.5">
                <Swatch color={colors[index] ?? "band-other"} />
                {href ? (
                  <Link href={href} prefetch={false} className="inline-flex min-w-0 hover:underline" title={name}>
                    {text}
                  </Link>
                ) : (
                  text
                )}
                <span className="text-muted tabular-nums" title={formatUsdExact(band.totalUsd)}>
                  {formatUsd(band.totalUsd)}
                </span>
              </li>
            );
          })}
          {comparisonLabel && (
            <li className="inline-flex items-center gap-1.5 text-muted">
              <span aria-hidden className="inline-block w-3 border-t-2 border-comparison" />
              {comparisonLabel}
            </li>
          )}
        </ul>
      )}
    </figure>
  );
}
