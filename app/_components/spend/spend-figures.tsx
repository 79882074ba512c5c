import type { Day } from "@/lib/domain/day";
import { formatUsdExact, UNKNOWN } from "@/lib/domain/format";
import { formatDay } from "@/lib/domain/format-day";
import type { SpendSeries } from "@/lib/domain/spend/series";
import type { Usd } from "@/lib/domain/usd";
import { bandName } from "../chart/band-colors";

function exact(amount: Usd | null | undefined): string {
  return amount === null || amount === undefined ? UNKNOWN : formatUsdExact(amount);
}

/** The chart's twin: every figure it draws, exact, for screen readers and for copying. */
export function SpendFigures({
  series,
  today,
  title,
  comparisonLabel,
}: {
  series: SpendSeries;
  today: Day;
  title: string;
  comparisonLabel: string | null;
}) {
  // Dollars that would move are no days of the books, and no more or less final.
  const saysFinality = series.days.every(({ finality, totalUsd }) => finality !== null || totalUsd === null);
  const cell = "px-2 py-1 text-right tabular-nums whitespace-nowrap";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={`${title}, as a table`} className="max-h-96 overflow-auto rounded-md border border-line">
      <table className="w-full text-xs">
        <caption className="sr-only">{title}, US dollars by UTC day</caption>
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              Day (UTC)
            </th>
            {series.bands.map((band) => (
              <th key={`${band.kind} ${band.id}`} scope="col" className={`${cell} font-medium`}>
                {bandName(band, series)}
              </th>
            ))}
            <th scope="col" className={`${cell} font-medium`}>
              Total
            </th>
            {saysFinality && (
              <th scope="col" className="px-2 py-1 text-left font-medium">
                Finality
              </th>
            )}
            {comparisonLabel && (
              <th scope="col" className={`${cell} font-medium`}>
                {comparisonLabel}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {series.days.map((day, index) => (
            <tr key={day.day} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                {formatDay(day.day, today)}
              </th>
              {series.bands.map((band) => (
                <td key={`${band.kind} ${band.id}`} className={cell}>
                  {exact(band.amounts[index])}
                </td>
              ))}
              <td className={`${cell} font-medium`}>{exact(day.totalUsd)}</td>
              {saysFinality && <td className="px-2 py-1">{day.finality ?? "unknown"}</td>}
              {comparisonLabel && <td className={cell}>{exact(day.comparisonUsd)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
