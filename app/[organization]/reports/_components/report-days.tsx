import { capitalized, formatUsd, formatUsdTick } from "@/lib/domain/format";
import { formatDay, formatTick } from "@/lib/domain/format-day";
import { parseUsd, usdToApproximateNumber } from "@/lib/domain/usd";
import type { ReportDay } from "@/lib/domain/weekly-report/weekly-report";

function size(amount: string | null): number {
  return amount === null ? 0 : Math.max(0, usdToApproximateNumber(parseUsd(amount)));
}

function told(amount: string | null): string {
  return amount === null ? "unknown" : formatUsd(parseUsd(amount));
}

/**
 * The seven days as bars, each with a line where the same weekday stood the week before. Plain boxes, so that a printer
 * and a screen draw the same.
 */
export function ReportDays({ days, before }: { days: readonly ReportDay[]; before: string }) {
  const most = Math.max(...days.flatMap(({ usd, beforeUsd }) => [size(usd), size(beforeUsd)]));
  const percent = (amount: string | null) => `${most > 0 ? ((size(amount) / most) * 100).toFixed(2) : 0}%`;
  // Seven columns of a phone have room for so much, and dollars are never cut off.
  const isLong = days.some(({ usd }) => told(usd).length > "$99.99".length);
  return (
    <figure className="flex flex-col gap-2">
      {/* A table of its own would be as wide as its words, hidden or not. */}
      <div className="sr-only">
        <table>
          <caption>Spend by day, UTC, beside the same weekdays of {before}</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">This week</th>
              <th scope="col">{capitalized(before)}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, usd, beforeUsd }) => (
              <tr key={day}>
                <th scope="row">{formatDay(day, day)}</th>
                <td>{told(usd)}</td>
                <td>{told(beforeUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div aria-hidden className="grid grid-cols-7 gap-1 text-center text-xs sm:gap-2">
        {days.map(({ day, usd, finality, beforeUsd }) => (
          <div key={day} className="min-w-0" title={`${told(usd)}; ${told(beforeUsd)} in ${before}`}>
            <div className="relative flex h-36 items-end justify-center border-b border-line print:h-24">
              <span
                className={`w-full max-w-16 rounded-t-xs ${finality === "open" ? "bg-brand/50" : "bg-brand"} print:[print-color-adjust:exact]`}
                style={{ height: percent(usd) }}
              />
              {beforeUsd !== null && (
                <span
                  className="absolute inset-x-0 mx-auto max-w-20 border-t-2 border-comparison"
                  style={{ bottom: percent(beforeUsd) }}
                />
              )}
            </div>
            <div className="pt-1 text-muted">
              {formatDay(day, day).slice(0, 3)} <span className="inline-block whitespace-nowrap">{formatTick(day)}</span>
            </div>
            <div className={`tabular-nums ${usd === null ? "text-muted" : "text-ink"}`}>
              <span className="max-sm:hidden print:inline">{told(usd)}</span>
              <span className="sm:hidden print:hidden">
                {usd !== null && isLong ? formatUsdTick(usdToApproximateNumber(parseUsd(usd))) : told(usd)}
              </span>
            </div>
          </div>
        ))}
      </div>
      <figcaption className="flex items-center gap-1.5 text-xs text-muted">
        <span aria-hidden className="inline-block w-4 border-t-2 border-comparison" />
        The same weekday of {before}. Days are UTC.
      </figcaption>
    </figure>
  );
}
