import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge";

/** Nothing there yet: what will be here, and the one next step. */
export function EmptyState({
  title,
  children,
  action,
  shape,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** What will stand here, drawn faintly. */
  shape?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border border-dashed border-line-strong bg-surface px-6 py-8 max-sm:px-4">
      <h2 className="text-base font-semibold text-ink">{title}</h2>
      {children && <div className="max-w-prose text-sm text-muted">{children}</div>}
      {action}
      {shape && <div className="mt-3 w-full">{shape}</div>}
    </div>
  );
}

/** Something failed: what happened, what was kept, what to do. */
export function ErrorState({ title, todo, action }: { title: string; todo?: ReactNode; action?: ReactNode }) {
  return (
    <div role="alert" className="flex flex-col items-start gap-3 rounded-lg border border-bad bg-surface px-6 py-8">
      <h2 className="flex items-center gap-2 text-base font-semibold text-ink">
        <CircleAlert aria-hidden size={18} className="text-bad" />
        {title}
      </h2>
      {todo && <div className="max-w-prose text-sm text-muted">{todo}</div>}
      {action}
    </div>
  );
}

const NOTICES: Record<Tone, string> = {
  neutral: "border-line bg-sunken text-ink",
  brand: "border-brand bg-brand-tint text-ink",
  good: "border-good bg-good-tint text-ink",
  warn: "border-warn bg-warn-tint text-ink",
  bad: "border-bad bg-bad-tint text-ink",
};

/** One line (or a few) inside a page. `bad` is announced at once. */
export function Notice({ tone = "neutral", children, action }: { tone?: Tone; children: ReactNode; action?: ReactNode }) {
  const Icon = tone === "bad" ? CircleAlert : tone === "warn" ? TriangleAlert : Info;
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3 py-2 text-sm ${NOTICES[tone]}`}
    >
      <Icon aria-hidden size={16} className="shrink-0" />
      <div className="min-w-0 flex-[1_1_14rem] [overflow-wrap:anywhere]">{children}</div>
      {action}
    </div>
  );
}
