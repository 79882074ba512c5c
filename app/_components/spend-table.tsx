import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { FilterDimension } from "@/lib/domain/spend-question";
import type { SortColumn, TableFigures, TableRow } from "@/lib/domain/spend-table";
import type { Usd } from "@/lib/domain/usd";
import { type View, viewToQuery } from "@/lib/domain/view";
import type { BandColor } from "./band-colors";
import { DIMENSION_WORDS } from "./dimension-words";
import { withQuery } from "./pages";
import { SPEND_COLUMNS, type SpendColumn } from "./spend-columns";
import { SpendTableName } from "./spend-table-name";
import { valueHref } from "./value-link";

export interface SpendTableProps {
  dimension: FilterDimension;
  /** Where the page is and what it shows: rows lead on from there. */
  place: { organization: string; path: string; view: View };
  rows: readonly (Omit<TableRow, "spark"> & { spark?: readonly (Usd | null)[] })[];
  total: TableFigures;
  /** Rows beyond the shown ones, summed; they and the shown ones make the total. */
  rest?: (TableFigures & { count: number }) | null;
  columns: readonly SpendColumn[];
  colorOf?: (value: TableRow["value"]) => BandColor;
  /** Column heads change the order by the URL. */
  sortable?: boolean;
  /** Keeps heads and total in sight while a long table is scrolled. */
  pinned?: boolean;
}

const CELL = "px-3 py-2 text-right tabular-nums whitespace-nowrap max-sm:flex max-sm:flex-col max-sm:p-0 max-sm:text-xs";
/** Heads and total stay in sight while a long table is scrolled; a collapsed border would stay behind. */
const PINNED = "sm:sticky sm:top-12 sm:z-10 sm:shadow-[0_1px_0_var(--color-line-strong)] lg:top-0";

function Head({
  column,
  label,
  place,
  numeric,
  sortable,
}: {
  column: SortColumn | null;
  label: ReactNode;
  place: SpendTableProps["place"];
  numeric: boolean;
  sortable: boolean;
}) {
  const { sort } = place.view;
  const sorted = sortable && column !== null && sort.column === column;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  const next = { column: column ?? sort.column, descending: sorted ? !sort.descending : column !== "name" };
  return (
    <th
      scope="col"
      aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}
      className={`px-3 py-2 font-medium whitespace-nowrap ${numeric ? "text-right" : "text-left"}`}
    >
      {sortable && column ? (
        <Link
          href={withQuery(place.path, viewToQuery(place.view, { sort: next }))}
          prefetch={false}
          scroll={false}
          className={`inline-flex items-center gap-1 hover:text-ink ${sorted ? "text-ink" : ""}`}
        >
          {label}
          {sorted && <Arrow aria-hidden size={12} />}
        </Link>
      ) : (
        label
      )}
    </th>
  );
}

function Cells({
  columns,
  figures,
  spark,
}: {
  columns: readonly SpendColumn[];
  figures: TableFigures;
  spark?: readonly (Usd | null)[];
}) {
  return columns.map((key) => {
    const column = SPEND_COLUMNS[key];
    return (
      <td key={key} className={`${CELL} ${column.shown}`}>
        <span className={`text-muted sm:hidden ${key === "cost" ? "sr-only" : ""}`}>{column.label}</span>
        <span className={key === "cost" ? "max-sm:text-sm max-sm:font-medium" : ""}>{column.cell(figures, spark)}</span>
      </td>
    );
  });
}

/** On a phone: name and cost over change, requests and tokens, each under its label. */
const ROW =
  "max-sm:grid max-sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,2fr)] max-sm:gap-x-2 max-sm:gap-y-2 max-sm:px-4 max-sm:py-3";

/** Spend of each value of a dimension, its total first and in sight. On a phone a row is a card. */
export function SpendTable({
  dimension,
  place,
  rows,
  total,
  rest = null,
  columns,
  colorOf,
  sortable = true,
  pinned = false,
}: SpendTableProps) {
  const words = DIMENSION_WORDS[dimension];
  return (
    <table className="w-full text-sm max-sm:block">
      <caption className="sr-only">Spend by {words.one}</caption>
      <thead className={`bg-surface max-sm:block ${pinned ? PINNED : ""}`}>
        <tr className="text-xs text-muted max-sm:hidden">
          <Head column="name" label={words.title} place={place} numeric={false} sortable={sortable} />
          {columns.map((key) => (
            <Head
              key={key}
              column={SPEND_COLUMNS[key].sort}
              label={SPEND_COLUMNS[key].label}
              place={place}
              numeric
              sortable={sortable}
            />
          ))}
        </tr>
        <tr className={`border-b border-line-strong font-medium text-ink ${ROW}`}>
          <th scope="row" className="px-3 py-2 text-left max-sm:col-span-2 max-sm:p-0">
            Total
          </th>
          <Cells columns={columns} figures={total} />
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map((row) => (
          <tr key={`${row.value.kind} ${row.value.id}`} className={`border-b border-line hover:bg-sunken/50 ${ROW}`}>
            <SpendTableName
              href={valueHref(place, dimension, row.value)}
              label={row.value.label}
              muted={row.value.kind !== "value"}
              share={row.share}
              color={colorOf?.(row.value)}
            />
            <Cells columns={columns} figures={row} spark={row.spark} />
          </tr>
        ))}
        {rest && (
          <tr className={`border-b border-line text-muted ${ROW}`}>
            <td className="px-3 py-2 max-sm:col-span-2 max-sm:p-0">
              <Link
                href={withQuery(place.path, viewToQuery(place.view, { all: true }))}
                prefetch={false}
                scroll={false}
                className="underline decoration-line-strong underline-offset-2 hover:text-ink"
              >
                {rest.count} more {rest.count === 1 ? words.one : words.many}: show all
              </Link>
            </td>
            <Cells columns={columns} figures={rest} />
          </tr>
        )}
      </tbody>
    </table>
  );
}
