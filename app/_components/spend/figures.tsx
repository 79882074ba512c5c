import { changeWords, formatCount, formatTokens, formatUsd, formatUsdExact, UNKNOWN } from "@/lib/domain/format";
import type { Change } from "@/lib/domain/spend/change";
import type { Usd } from "@/lib/domain/usd";

/** What cannot be told: a dash, with the reason on hover and for screen readers. */
export function Unknown({ reason }: { reason: string }) {
  return (
    <span title={reason} className="text-muted">
      <span aria-hidden>{UNKNOWN}</span>
      <span className="sr-only">unknown: {reason}</span>
    </span>
  );
}

/** An amount as people read it; every stored digit on hover. */
export function Money({ amount, reason }: { amount: Usd | null; reason?: string }) {
  if (amount === null) return <Unknown reason={reason ?? "The books do not have it."} />;
  const shown = formatUsd(amount);
  const exact = formatUsdExact(amount);
  return exact === shown ? shown : <span title={exact}>{shown}</span>;
}

/** Tokens as 1.2 M, the exact figure on hover. */
export function Tokens({ tokens }: { tokens: number | null }) {
  if (tokens === null) return <Unknown reason="No source tells the tokens." />;
  const shown = formatTokens(tokens);
  const exact = formatCount(tokens);
  return shown === exact ? shown : <span title={`${exact} tokens`}>{shown}</span>;
}

/** Signed dollars and percent, or the word where a percent would lie. More spend is not bad, so it has no colour. */
export function ChangeText({ change }: { change: Change }) {
  const { amount, percent } = changeWords(change);
  if (change.kind !== "change") return <span className="text-muted">{amount}</span>;
  return (
    <span title={formatUsdExact(change.byUsd)}>
      {amount} {percent && <span className="whitespace-nowrap">({percent})</span>}
    </span>
  );
}
