import type { ReactNode } from "react";
import { formatUsdTick } from "@/lib/domain/format";
import { type Usd, usdToApproximateNumber, ZERO_USD } from "@/lib/domain/usd";
import { frameEnd } from "./scale";

/** Units of a drawing in the frame; it is stretched to the width there is. */
export const FRAME = { width: 1000, height: 240 };

export interface FramePoint {
  x: number;
  y: number;
}

/**
 * Where amounts of so many steps lie in the frame, each at its step's end: as high as `tallest`, with a little air above, and no
 * lower than the axis. What is higher leaves the frame just so far that the eye sees it go on.
 */
export function placing(steps: number, tallest: readonly (Usd | null)[]) {
  const dollars = tallest.map((amount) => usdToApproximateNumber(amount ?? ZERO_USD));
  const end = frameEnd(Math.max(0, ...dollars) * 1.03);
  const step = FRAME.width / Math.max(1, steps);
  const at = (index: number, amount: Usd): FramePoint => ({
    x: (index + 1) * step,
    y: FRAME.height - Math.max(0, Math.min(1.02, usdToApproximateNumber(amount) / end)) * FRAME.height,
  });
  return { end, at };
}

/**
 * A zero-based axis of dollars with lines, a drawing over it, and a few words under the steps: null for a step that is never
 * named. Screen readers get the figures' table instead.
 */
export function LineFrame({ end, labels, children }: { end: number; labels: readonly (string | null)[]; children: ReactNode }) {
  const ticks = [0, 1, 2, 3, 4].map((part) => (end / 4) * part);
  const named = labels.flatMap((label, step) => (label === null ? [] : [{ label, step }]));
  const every = Math.max(1, Math.ceil(named.length / 6));
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-2">
      <div aria-hidden className="relative h-60 w-12 text-right text-xs text-muted tabular-nums">
        {ticks.map((tick) => (
          <span key={tick} className="absolute right-0 translate-y-1/2" style={{ bottom: `${(tick / end) * 100}%` }}>
            {formatUsdTick(tick)}
          </span>
        ))}
      </div>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${FRAME.width} ${FRAME.height}`}
        preserveAspectRatio="none"
        className="h-60 w-full overflow-visible"
      >
        {ticks.map((tick) => (
          <line
            key={tick}
            x1={0}
            x2={FRAME.width}
            y1={FRAME.height - (tick / end) * FRAME.height}
            y2={FRAME.height - (tick / end) * FRAME.height}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {children}
      </svg>
      <span />
      <div aria-hidden className="relative h-5 text-xs text-muted">
        {named
          .filter((_, index) => index % every === 0)
          .map(({ label, step }) => (
            <span
              key={step}
              className="absolute top-1 -translate-x-1/2 whitespace-nowrap first:translate-x-0 max-sm:even:hidden"
              style={{ left: `${((step + 0.5) / labels.length) * 100}%` }}
            >
              {label}
            </span>
          ))}
      </div>
    </div>
  );
}
