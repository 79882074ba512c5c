import { type Usd, usdFromNumber, usdToString } from "../../lib/domain/usd";

/** Money as OpenRouter sends it, a JSON number. Throws where it would not read back to the last digit. */
export function wireUsd(amount: Usd): number {
  const number = Number(usdToString(amount));
  if (usdFromNumber(number) !== amount) throw new Error(`${usdToString(amount)} has too many digits for a JSON number`);
  return number;
}

/** Counts often arrive as strings. */
export function wireCount(count: number): string {
  return String(count);
}

/** A whole number of a query string; null where it is missing or not one. */
export function readWhole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
