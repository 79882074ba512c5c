import Link from "next/link";
import { formatUsd } from "@/lib/domain/format";
import type { DollarRange } from "@/lib/domain/recommendation";
import { usdToApproximateNumber } from "@/lib/domain/usd";
import { rangeText } from "./recommendation-words";

export interface RangeBar {
  key: string;
  label: string;
  href: string;
  range: DollarRange;
}

/** What each would save a month: from the low to the high end, the likely amount marked. The table below says the same. */
export function RangeBars({ bars, title }: { bars: readonly RangeBar[]; title: string }) {
  const most = Math.max(...bars.map(({ range }) => usdToApproximateNumber(range.high)), 0);
  const percent = (amount: DollarRange["low"]) => (most === 0 ? 0 : Math.max(0, (usdToApproximateNumber(amount) / most) * 100));
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="sr-only">{title}</figcaption>
      <ul className="flex flex-col gap-2">
        {bars.map(({ key, label, href, range }) => (
          <li
            key={key}
            className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_6rem] items-center gap-3 text-sm max-sm:grid-cols-1 max-sm:gap-1"
          >
            <Link href={href} className="truncate text-ink hover:underline" title={label}>
              {label}
            </Link>
            <span aria-hidden className="relative block h-4 rounded bg-sunken">
              <span
                className="absolute inset-y-0 rounded bg-brand-tint"
                style={{ left: `${percent(range.low)}%`, width: `${Math.max(0.5, percent(range.high) - percent(range.low))}%` }}
              />
              <span
                className="absolute inset-y-0 w-1 rounded bg-brand"
                style={{ left: `calc(${percent(range.likely)}% - 4px)` }}
              />
            </span>
            <span className="text-right tabular-nums max-sm:text-left" title={rangeText(range)}>
              {formatUsd(range.likely)}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        US dollars a month. The mark is the likely amount, the bar reaches from the low to the high end.
      </p>
    </figure>
  );
}
