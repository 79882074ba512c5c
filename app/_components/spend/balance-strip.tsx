import Link from "next/link";
import type { ReactNode } from "react";
import type { Finality } from "@/lib/domain/finality";
import { formatUsd, formatUsdExact } from "@/lib/domain/format";
import type { Balance } from "@/lib/domain/spend/question";
import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";
import { FinalityBadge } from "./finality-badge";

interface Part {
  label: string;
  amount: Usd;
  href: string | null;
  look: string;
  means: string;
}

function magnitude(amount: Usd): number {
  return Math.abs(usdToApproximateNumber(amount));
}

/** Leads somewhere, or is just text. */
function Lead({
  href,
  children,
  className,
  ...rest
}: {
  href: string | null;
  children?: ReactNode;
  className: string;
  title?: string;
  "aria-hidden"?: boolean;
  tabIndex?: number;
  style?: React.CSSProperties;
}) {
  if (!href)
    return (
      <span className={className} {...rest}>
        {children}
      </span>
    );
  return (
    <Link href={href} prefetch={false} className={className} {...rest}>
      {children}
    </Link>
  );
}

/**
 * What OpenRouter billed, as a bar: the part that is explained, the part that has no value of the page's dimension,
 * and the difference, if any. The three always add up to the first, to the last digit.
 */
export function BalanceStrip({
  balance,
  finality,
  explained,
  rest = { label: "unattributed", means: "Billed, and nothing says whose it is." },
  hrefs,
}: {
  balance: Balance;
  finality: Finality | null;
  /** What explains it: "by developer". */
  explained: string;
  /** What the part is called that is not explained. */
  rest?: { label: string; means: string };
  hrefs: { explained: string | null; unattributed: string | null; difference: string | null };
}) {
  const parts: Part[] = [
    {
      label: `explained ${explained}`,
      amount: balance.explainedUsd,
      href: hrefs.explained,
      look: "bg-brand",
      means: `Spend whose ${explained.replace(/^by /, "")} is known.`,
    },
    {
      label: rest.label,
      amount: balance.unattributedUsd,
      href: hrefs.unattributed,
      look: "hatched",
      means: rest.means,
    },
    {
      label: "difference",
      amount: balance.differenceUsd,
      href: hrefs.difference,
      look: "cross-hatched",
      means: "By how much single requests and OpenRouter's bill disagree.",
    },
  ];
  const shown = parts.filter((part, index) => index < 2 || part.amount !== 0n);
  const whole = parts.reduce((sum, part) => sum + magnitude(part.amount), 0);
  return (
    <section aria-label="Balance" className="flex flex-col gap-2">
      <div className="flex h-2.5 gap-px overflow-hidden rounded-sm bg-sunken" aria-hidden>
        {shown.map((part) =>
          part.amount === 0n ? null : (
            <Lead
              key={part.label}
              href={part.href}
              tabIndex={-1}
              title={`${part.label}: ${formatUsd(part.amount)}`}
              className={`block h-full min-w-0.5 ${part.look}`}
              style={{ flexGrow: whole > 0 ? magnitude(part.amount) / whole : 0 }}
            />
          ),
        )}
      </div>
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-sm text-muted">
        <span title={formatUsdExact(balance.billedUsd)}>
          <span className="font-semibold text-ink tabular-nums">{formatUsd(balance.billedUsd)}</span> billed
        </span>
        {shown.map((part, index) => (
          <span key={part.label} className="inline-flex items-baseline gap-2">
            <span aria-hidden>{index === 0 ? "=" : part.amount < 0n ? "−" : "+"}</span>
            <Lead
              href={part.href}
              className={part.href ? "hover:text-ink hover:underline" : ""}
              title={`${part.means} ${formatUsdExact(part.amount)}`}
            >
              <span aria-hidden className={`mr-1.5 inline-block size-2.5 rounded-xs ${part.look}`} />
              <span className="text-ink tabular-nums">
                {formatUsd((part.amount < 0n && index > 0 ? -part.amount : part.amount) as Usd)}
              </span>{" "}
              {part.label}
            </Lead>
          </span>
        ))}
        <span className="ml-auto">
          <FinalityBadge finality={finality} />
        </span>
      </div>
    </section>
  );
}
