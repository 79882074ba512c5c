import Link from "next/link";
import type { ReactNode } from "react";

export interface Column {
  key: string;
  label: ReactNode;
  /** Numbers stand at the right. */
  align?: "left" | "right";
  /** On a phone the first column is the card's title; `hidden` leaves this one out there. */
  phone?: "shown" | "hidden";
}

export interface Row {
  key: string;
  cells: Record<string, ReactNode>;
  /** Where the first cell leads. */
  href?: string;
}

/** Nothing to say: on a phone its label would stand alone. */
function isEmpty(cell: ReactNode): boolean {
  return cell === undefined || cell === null || cell === "" || typeof cell === "boolean";
}

/** A plain table with a caption for screen readers; on a phone each row is a card. Spend tables use SpendTable. */
export function Table({ caption, columns, rows, empty }: { caption: string; columns: Column[]; rows: Row[]; empty?: ReactNode }) {
  if (rows.length === 0 && empty) return <p className="px-4 py-6 text-sm text-muted">{empty}</p>;
  return (
    <table className="w-full text-left text-sm max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-xs text-muted max-sm:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={`border-b border-line px-4 py-2 font-medium whitespace-nowrap ${column.align === "right" ? "text-right" : ""}`}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map((row) => (
          <tr
            key={row.key}
            className="border-b border-line last:border-0 hover:bg-sunken/60 max-sm:block max-sm:px-4 max-sm:py-3"
          >
            {columns.map((column, index) => (
              <td
                key={column.key}
                className={`px-4 py-2 align-top max-sm:flex max-sm:justify-between max-sm:gap-4 max-sm:px-0 max-sm:py-0.5 ${
                  column.align === "right" ? "text-right tabular-nums" : "sm:min-w-24"
                } ${column.phone === "hidden" || isEmpty(row.cells[column.key]) ? "max-sm:hidden" : ""} ${index === 0 ? "font-medium text-ink" : ""}`}
              >
                {index > 0 && <span className="shrink-0 text-xs leading-5 text-muted sm:hidden">{column.label}</span>}
                <span className={`min-w-0 ${column.align === "right" ? "sm:whitespace-nowrap" : "[overflow-wrap:anywhere]"}`}>
                  {index === 0 && row.href ? (
                    <Link href={row.href} className="hover:underline">
                      {row.cells[column.key]}
                    </Link>
                  ) : (
                    row.cells[column.key]
                  )}
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
