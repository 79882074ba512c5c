import type { ReactNode } from "react";

interface FiguresToggleProps {
  /** Whether the table stands there. */
  shows: boolean;
  onToggle: () => void;
  children: ReactNode;
}

/** The foot of a chart: its figures as a table, behind a button. */
export function FiguresToggle({ shows, onToggle, children }: FiguresToggleProps) {
  return (
    <>
      <div className="flex items-center justify-between text-xs text-muted">
        <button
          type="button"
          aria-expanded={shows}
          onClick={onToggle}
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
