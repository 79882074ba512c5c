/** A share in millionths of a percent, so that 33.3333 and 16.666667 are exact. */
export type Percent = bigint & { readonly __unit: "% × 10⁻⁶" };

const PLACES = 6;
export const WHOLE_PERCENT = 100_000_000n as Percent;
const DECIMAL = /^(\d{1,3})(?:\.(\d{1,6}))?$/;

/** Reads `50`, `33.3333` or `0.000001`; null for anything else, for 0 and for more than 100. */
export function parsePercent(text: string): Percent | null {
  const [, whole, fraction = ""] = DECIMAL.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  const percent = BigInt(whole + fraction.padEnd(PLACES, "0")) as Percent;
  return percent > 0n && percent <= WHOLE_PERCENT ? percent : null;
}

/** The share as a plain decimal without trailing zeros: `99.9`. Sums beyond 100 are written too. */
export function percentToString(percent: bigint): string {
  const fraction = (percent % 1_000_000n).toString().padStart(PLACES, "0").replace(/0+$/, "");
  return `${percent / 1_000_000n}${fraction && `.${fraction}`}`;
}
