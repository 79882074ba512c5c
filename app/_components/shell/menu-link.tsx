import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

/** One choice of a Menu; the current one is ticked. */
export function MenuLink({
  href,
  current,
  note,
  children,
}: {
  href: string;
  current: boolean;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={current ? "true" : undefined}
      className="flex items-center justify-between gap-6 rounded px-2.5 py-1.5 text-sm whitespace-nowrap text-ink hover:bg-sunken"
    >
      <span>
        {children}
        {note && <span className="block text-xs text-muted">{note}</span>}
      </span>
      {current && <Check aria-hidden size={14} className="text-brand" />}
    </Link>
  );
}
