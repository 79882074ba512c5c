import Link from "next/link";
import { formatUsd } from "@/lib/domain/format";
import type { DollarRange } from "@/lib/domain/recommendation/recommendation";
import { usdToApproximateNumber } from "@/lib/domain/usd";
import { rangeText } from "./recommendation-words";

export interface RangeBar {
  key: string;
  label: string;
  href: string;
  range: DollarRange;
}

/** What each would save a month: full to the low end, pale to the high one, the likely amount marked. The table below says the same. */
export function RangeBars({ bars, title }: { bars: readonly RangeBar[]; title: string }) {
  const most = Math.max(...bars.map(({ range }) => usdToApproximateNumber(range.high)), 0);
  const percent = (amount: DollarRange["low"]) => (most === 0 ? 0 : Math.max(0, (usdToApproximateNumber(amount) / most) * 100));
  const width = (amount: DollarRange["low"]) => `${Math.max(0.5, percent(amount)).toFixed(2)}%`;
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">{title}</figcaption>
      <ul className="flex flex-col gap-2">
        {bars.map(({ key, label, href, range }) => (
          <li
            key={key}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5rem] items-center gap-3 text-sm max-sm:grid-cols-1 max-sm:gap-1"
          >
            <Link href={href} className="truncate text-ink hover:underline" title={label}>
              {label}
            </Link>
            <span aria-hidden className="relative block h-4 rounded bg-sunken">
              <span className="absolute inset-y-0 left-0 rounded bg-brand opacity-40" style={{ width: width(range.high) }} />
              <span className="absolute inset-y-0 left-0 rounded bg-brand" style={{ width: width(range.low) }} />
              <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `calc(${width(range.likely)} - 2px)` }} />
            </span>
            <span className="text-right tabular-nums max-sm:text-left" title={rangeText(range)}>
              {formatUsd(range.likely)}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        US dollars a month: full up to the low end, pale up to the high one; the mark is the likely amount.
      </p>
    </figure>
  );
}
