import Link from "next/link";
import { formatShare } from "@/lib/domain/format";
import { type BandColor, bandFill, Swatch } from "../../chart/band-colors";
import styles from "./table.module.css";

/** The first cell: what the row is, as a link, over a bar of its share. */
export function SpendTableName({
  href,
  label,
  isValue,
  share,
  color,
  note,
}: {
  href: string;
  label: string;
  /** False for spend without a value, and for the difference. */
  isValue: boolean;
  share: number | null;
  color?: BandColor;
  /** A few words under the name. */
  note?: string | undefined;
}) {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return (
    <td className={styles.name}>
      <span>
        {color && <Swatch color={color} />}
        <Link href={href} prefetch={false} data-row-link title={label} className={isValue ? undefined : styles.none}>
          {label}
        </Link>
        <small>{formatShare(share)}</small>
      </span>
      {note && (
        <small className={styles.note} title={note}>
          {note}
        </small>
      )}
      <span aria-hidden className={styles.bar}>
        <i className={color ? bandFill(color) : "bg-muted"} style={{ width: `${width.toFixed(1)}%` }} />
      </span>
    </td>
  );
}
