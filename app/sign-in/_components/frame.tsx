import type { ReactNode } from "react";

/** The one card of the pages that nobody has to be signed in for. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-lg border border-line bg-surface p-6">
        <div>
          <p className="text-sm font-semibold tracking-tight text-muted">Waybill</p>
          <h1 className="text-lg font-semibold text-ink">{title}</h1>
        </div>
        {children}
      </div>
    </main>
  );
}
