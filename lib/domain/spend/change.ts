import { addUsd, compareUsd, subtractUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "../usd";

/**
 * How an amount moved against the comparison period. `new`: there was nothing before. `no_data`: the comparison period is not
 * in the books, or nothing told then what would have been here, so nothing can be said. `percent` is null where a percentage
 * would lie: from a negative amount, or from what only a part of the days tells.
 */
export type Change =
  | { kind: "change"; byUsd: Usd; percent: number | null }
  | { kind: "new"; byUsd: Usd }
  | { kind: "gone"; byUsd: Usd }
  | { kind: "same" }
  | { kind: "no_data" };

/**
 * `before` null: the comparison period is not in the books. `isTold` false: of some of its days nothing tells such values, so
 * that what is nothing there may be what nobody told.
 */
export function changeOf(now: Usd, before: Usd | null, isTold = true): Change {
  if (before === null) return { kind: "no_data" };
  const byUsd = subtractUsd(now, before);
  if (byUsd === ZERO_USD) return { kind: "same" };
  if (before === ZERO_USD) return isTold ? { kind: "new", byUsd } : { kind: "no_data" };
  if (now === ZERO_USD) return { kind: "gone", byUsd };
  const percent =
    isTold && compareUsd(before, ZERO_USD) > 0 ? (usdToApproximateNumber(byUsd) / usdToApproximateNumber(before)) * 100 : null;
  return { kind: "change", byUsd, percent };
}

/**
 * How those days of an amount moved that can be compared: what it cost on the other ones is neither `gone` nor the `same`.
 */
export function changeWithin(costUsd: Usd, comparedUsd: Usd, before: Usd | null, isTold = true): Change {
  const change = changeOf(comparedUsd, before, isTold);
  if (comparedUsd !== ZERO_USD || costUsd === ZERO_USD) return change;
  if (change.kind === "gone") return { ...change, kind: "change", percent: isTold ? -100 : null };
  return change.kind === "same" ? { kind: "no_data" } : change;
}

/** 0 to 1; null where there is no whole to be part of. For bars and percentages alone. */
export function shareOf(part: Usd, whole: Usd): number | null {
  return compareUsd(whole, ZERO_USD) > 0 ? usdToApproximateNumber(part) / usdToApproximateNumber(whole) : null;
}

/** An average for display, rounded to the nearest twelfth decimal; null without requests. */
export function perRequest(cost: Usd, requests: number): Usd | null {
  if (requests <= 0) return null;
  const count = BigInt(requests);
  const half = addUsd(cost, ((cost < 0n ? -1n : 1n) * (count / 2n)) as Usd);
  return (half / count) as Usd;
}
