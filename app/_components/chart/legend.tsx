import type { ReactNode } from "react";
import type { Day } from "@/lib/domain/day";
import type { Usd } from "@/lib/domain/usd";

/** How the marks of lines look in a legend, as FrameLine draws them. */
export const LINE_MARKS = {
  solid: "w-4 border-t-2 border-brand",
  dashed: "w-4 border-t-2 border-dashed border-brand",
  dotted: "w-4 border-t-2 border-dotted border-muted",
  amount: "w-4 border-t-2 border-ink",
} as const;

/** Days that FrameSteps shades, where there are any. */
export function unknownMark(days: readonly { day: Day; costUsd: Usd | null }[], today: Day): [string, string][] {
  return days.some(({ day, costUsd }) => costUsd === null && day < today) ? [["size-2.5 bg-ink/10", "Unknown, not free"]] : [];
}

/** What the marks of a drawing mean. `mark`: the classes of a small shape, or the shape itself. */
export function ChartLegend({ marks }: { marks: readonly (readonly [mark: ReactNode, means: string])[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {marks.map(([mark, means]) => (
        <li key={means} className="inline-flex items-center gap-1.5">
          {typeof mark === "string" ? <span aria-hidden className={`inline-block ${mark}`} /> : mark}
          {means}
        </li>
      ))}
    </ul>
  );
}
