import Link from "next/link";
import type { FilterDimension } from "@/lib/domain/spend/question";
import type { TableRow } from "@/lib/domain/spend/table";
import { Card } from "../card";
import { type BandColor, bandFill, Swatch } from "../chart/band-colors";
import { DIMENSION_WORDS } from "./dimension-words";
import { ChangeText, Money } from "./figures";
import type { SpendPlace } from "./spend-page";
import { valueHref } from "./value-link";

/** The largest values of a dimension, with a way to all of them. */
export function TopCard({
  dimension,
  title,
  href,
  place,
  rows,
  colorOf,
}: {
  dimension: FilterDimension;
  title: string /** Where all of them are. */;
  href: string;
  place: SpendPlace;
  rows: readonly Omit<TableRow, "spark">[];
  colorOf?: (value: TableRow["value"]) => BandColor;
}) {
  return (
    <Card
      title={title}
      flush
      actions={
        <Link href={href} prefetch={false} className="text-xs text-muted hover:text-ink hover:underline">
          All {DIMENSION_WORDS[dimension].many}
        </Link>
      }
    >
      {rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted">No spend in this period.</p>
      ) : (
        <ol className="pb-2">
          {rows.map((row) => {
            const color = colorOf?.(row.value);
            const width = Math.max(0, Math.min(1, row.share ?? 0)) * 100;
            return (
              <li
                key={`${row.value.kind} ${row.value.id}`}
                className="grid grid-cols-[minmax(0,1fr)_5rem_8.5rem] items-center gap-x-3 px-4 py-1.5 text-sm hover:bg-sunken/50 max-sm:grid-cols-[minmax(0,1fr)_auto]"
              >
                <span className="min-w-0">
                  <span className="flex min-w-0 items-center gap-2">
                    {color && <Swatch color={color} />}
                    <Link
                      href={valueHref(place, dimension, row.value)}
                      prefetch={false}
                      data-row-link
                      title={row.value.label}
                      className={`truncate hover:underline ${row.value.kind === "value" ? "text-ink" : "text-muted italic"}`}
                    >
                      {row.value.label}
                    </Link>
                  </span>
                  <span aria-hidden className="mt-1 block h-0.5 bg-sunken">
                    <span
                      className={`block h-full ${color ? bandFill(color) : "bg-muted"}`}
                      style={{ width: `${width.toFixed(1)}%` }}
                    />
                  </span>
                </span>
                <span className="text-right text-ink tabular-nums">
                  <Money amount={row.costUsd} />
                </span>
                <span className="text-right text-xs text-muted tabular-nums max-sm:hidden">
                  <ChangeText change={row.change} />
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </Card>
  );
}
