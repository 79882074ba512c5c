import type { ReactNode } from "react";

/** A bordered surface; with a title it is a named region. `flush` leaves the padding to the content (tables). */
export function Card({
  title,
  note,
  actions,
  flush = false,
  children,
}: {
  title?: ReactNode;
  /** One muted line under the title. */
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 rounded-lg border border-line bg-surface">
      {(title || actions) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 print:break-after-avoid">
          <div className="min-w-0">
            {title && <h2 className="font-semibold text-ink">{title}</h2>}
            {note && <p className="text-xs text-muted">{note}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? (title ? "pt-3" : "") : "p-4"}>{children}</div>
    </section>
  );
}
