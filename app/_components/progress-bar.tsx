import { percentText } from "@/lib/domain/format";

/** How far long work has come. `value` 0 to 1, or null while its end is unknown. */
export function ProgressBar({ value, label, detail }: { value: number | null; label: string; detail?: React.ReactNode }) {
  const percent = value === null ? null : Math.max(0, Math.min(100, Math.floor(value * 100)));
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex justify-between gap-4 text-xs text-muted">
        <span className="min-w-0 truncate">{label}</span>
        <span className="tabular-nums">{percent === null ? "" : percentText(percent)}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full bg-brand transition-[width] ${percent === null ? "w-1/3 animate-pulse" : ""}`}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </div>
      {detail && <div className="text-xs text-muted">{detail}</div>}
    </div>
  );
}
