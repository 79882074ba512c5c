import { capitalized, formatUsd } from "@/lib/domain/format";
import { formatDay } from "@/lib/domain/format-day";
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
  return (
    <figure className="flex flex-col gap-2">
      <table className="sr-only">
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
            <div className="pt-1 text-muted">{formatDay(day, day)}</div>
            <div className={`truncate tabular-nums ${usd === null ? "text-muted" : "text-ink"}`}>{told(usd)}</div>
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
