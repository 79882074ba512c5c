"use client";
import { type ReactNode, useState } from "react";
import { type Column, type Row, Table } from "../table";

/** The foot of a chart: its figures, the chart's twin for screen readers and for copying, behind a button. */
export function FiguresToggle({ children }: { children: ReactNode }) {
  const [shows, setShows] = useState(false);
  return (
    <>
      <div className="flex items-center justify-between text-xs text-muted">
        <button
          type="button"
          aria-expanded={shows}
          onClick={() => setShows(!shows)}
          className="rounded underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          {shows ? "Hide the table" : "Show as a table"}
        </button>
        <span>Days are UTC</span>
      </div>
      {shows && children}
    </>
  );
}

/** The same for figures that a plain table holds. */
export function ChartFigures({ title, columns, rows }: { title: string; columns: Column[]; rows: Row[] }) {
  return (
    <FiguresToggle>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${title}, as a table`}
        className="max-h-96 overflow-auto rounded-md border border-line"
      >
        <Table caption={title} columns={columns} rows={rows} />
      </section>
    </FiguresToggle>
  );
}
