import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { FilterDimension } from "@/lib/domain/spend/question";
import type { SortColumn, TableFigures, TableRow } from "@/lib/domain/spend/table";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import type { Usd } from "@/lib/domain/usd";
import type { BandColor } from "../../chart/band-colors";
import { withQuery } from "../../shell/pages";
import { DIMENSION_WORDS } from "../dimension-words";
import { valueHref } from "../value-link";
import { SPEND_COLUMNS, type SpendColumn } from "./columns";
import styles from "./table.module.css";
import { SpendTableName } from "./table-name";

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
  /** A few words under a row’s name. */
  noteOf?: (value: TableRow["value"]) => string | undefined;
  /** Column heads change the order by the URL. */
  sortable?: boolean;
  /** Keeps heads and total in sight while a long table is scrolled. */
  pinned?: boolean;
}

interface HeadProps {
  column: SortColumn | null;
  label: string;
  look?: string | undefined;
  /** Null: the table is in one order only. */
  place: SpendTableProps["place"] | null;
}

function Head({ column, label, look, place }: HeadProps) {
  if (!place || !column) {
    return (
      <th scope="col" className={look}>
        {label}
      </th>
    );
  }
  const { sort } = place.view;
  const sorted = sort.column === column;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  const next = { column, descending: sorted ? !sort.descending : column !== "name" };
  return (
    <th scope="col" className={look} aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}>
      <Link href={withQuery(place.path, viewToQuery(place.view, { sort: next }))} prefetch={false} scroll={false}>
        {label}
        {sorted && <Arrow aria-hidden size={12} />}
      </Link>
    </th>
  );
}

function lookOf(key: SpendColumn): string | undefined {
  const { look } = SPEND_COLUMNS[key];
  return look ? styles[look] : undefined;
}

function cells(columns: readonly SpendColumn[], figures: TableFigures, spark?: readonly (Usd | null)[]) {
  return columns.map((key) => {
    const { content, exact, quiet } = { quiet: false, exact: undefined, ...SPEND_COLUMNS[key].cell(figures, spark) };
    const look = quiet ? `${lookOf(key)} ${styles.quiet}` : lookOf(key);
    return (
      <td key={key} className={look} title={exact} data-label={key === "cost" ? undefined : SPEND_COLUMNS[key].label}>
        {content}
      </td>
    );
  });
}

/** Spend of each value of a dimension, its total first and in sight. On a phone a row is a card. */
export function SpendTable({
  dimension,
  place,
  rows,
  total,
  rest = null,
  columns,
  colorOf,
  noteOf,
  sortable = true,
  pinned = false,
}: SpendTableProps) {
  const words = DIMENSION_WORDS[dimension];
  const sorting = sortable ? place : null;
  return (
    <table className={styles.table}>
      <caption className="sr-only">Spend by {words.one}</caption>
      <thead className={pinned ? `${styles.heads} ${styles.pinned}` : styles.heads}>
        <tr className={styles.columns}>
          <Head column="name" label={words.title} place={sorting} />
          {columns.map((key) => (
            <Head
              key={key}
              column={SPEND_COLUMNS[key].sort}
              label={SPEND_COLUMNS[key].label}
              look={lookOf(key)}
              place={sorting}
            />
          ))}
        </tr>
        <tr className={styles.total}>
          <th scope="row">Total</th>
          {cells(columns, total)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.value.kind} ${row.value.id}`}>
            <SpendTableName
              href={valueHref(place, dimension, row.value)}
              label={row.value.label}
              isValue={row.value.kind === "value"}
              share={row.share}
              color={colorOf?.(row.value)}
              note={noteOf?.(row.value)}
            />
            {cells(columns, row, row.spark)}
          </tr>
        ))}
        {rest && (
          <tr className={styles.rest}>
            <td>
              <Link href={withQuery(place.path, viewToQuery(place.view, { all: true }))} prefetch={false} scroll={false}>
                {rest.count} more {rest.count === 1 ? words.one : words.many}: show all
              </Link>
            </td>
            {cells(columns, rest)}
          </tr>
        )}
      </tbody>
    </table>
  );
}
