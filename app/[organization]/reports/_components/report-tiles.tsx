import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import type { ReportTile } from "@/lib/domain/weekly-report/blocks";

/** The five numbers on top of a report. */
export function ReportTiles({ organization, tiles }: { organization: string; tiles: readonly ReportTile[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-5 max-md:[&>*:first-child]:col-span-2 print:grid-cols-5 print:break-inside-avoid">
      {tiles.map(({ label, value, note, path, needsAttention }) => (
        <div key={label} className="min-w-0 bg-surface px-4 py-3 print:px-2 print:py-2">
          <dt className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
            {path ? (
              <Link href={`/${organization}/${path}`} prefetch={false} className="hover:underline">
                {label}
              </Link>
            ) : (
              label
            )}
            {needsAttention && <Badge tone="warn">needs a look</Badge>}
          </dt>
          <dd className="text-lg leading-7 font-semibold text-ink tabular-nums">{value}</dd>
          <dd className="text-xs text-muted tabular-nums [overflow-wrap:anywhere]">{note}</dd>
        </div>
      ))}
    </dl>
  );
}
