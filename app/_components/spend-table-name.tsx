import Link from "next/link";
import { formatShare } from "@/lib/domain/format";
import { type BandColor, bandFill, Swatch } from "./band-colors";

/** The first cell: what the row is, as a link, over a bar of its share. */
export function SpendTableName({
  href,
  label,
  muted,
  share,
  color,
}: {
  href: string;
  label: string;
  muted: boolean;
  share: number | null;
  color?: BandColor;
}) {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return (
    <td className="relative w-2/5 max-w-0 px-3 pt-2 pb-2.5 max-sm:col-span-2 max-sm:w-auto max-sm:max-w-none max-sm:min-w-0 max-sm:p-0">
      <span className="flex min-w-0 items-center gap-2">
        {color && <Swatch color={color} />}
        <Link
          href={href}
          prefetch={false}
          data-row-link
          title={label}
          className={`truncate hover:underline ${muted ? "text-muted italic" : "font-medium text-ink"}`}
        >
          {label}
        </Link>
        <span className="ml-auto shrink-0 pl-2 text-xs text-muted tabular-nums">{formatShare(share)}</span>
      </span>
      <span aria-hidden className="mt-1 block h-0.5 bg-sunken">
        <span className={`block h-full ${color ? bandFill(color) : "bg-muted"}`} style={{ width: `${width.toFixed(1)}%` }} />
      </span>
    </td>
  );
}
