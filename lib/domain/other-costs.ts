import { addMonths, type Day, earlierDay } from "./day";
import { compareUsd, parseUsd, subtractUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "./usd";

/** A fixed price a month, charged on the date of its first day, or on the month's last where that has no such date. */
export interface Subscription {
  id: string;
  name: string;
  amountUsd: Usd;
  from: Day;
  /** No charge after it; null: until it is ended. */
  to: Day | null;
}

/** What is added to a purchase of credits from a day on. */
export interface CreditFeeRate {
  from: Day;
  /** Per ten thousand of a percent: 55000 is 5.5 %. */
  percentUnits: bigint;
  leastUsd: Usd;
}

/** OpenRouter's own, where nothing else is said. */
export const USUAL_CREDIT_FEE: CreditFeeRate = { from: "1970-01-01" as Day, percentUnits: 55_000n, leastUsd: parseUsd("0.80") };

/** An account's lifetime purchases as they stood at a moment. */
export interface CreditTotal {
  day: Day;
  totalUsd: Usd;
}

/** Credits that were bought (or taken back: below zero) by the day on which that was noticed. */
export interface CreditPurchase {
  day: Day;
  creditsUsd: Usd;
}

const CENT = parseUsd("0.01");

/** A subscription's charges within the days, both ends included, oldest first. */
export function chargesOf({ amountUsd, from: begin, to: end }: Subscription, range: { from: Day; to: Day }) {
  const charges: { day: Day; amountUsd: Usd }[] = [];
  for (let month = 0; ; month += 1) {
    const day = addMonths(begin, month);
    if (day > range.to || (end !== null && day > end)) return charges;
    if (day >= range.from) charges.push({ day, amountUsd });
  }
}

/** The days of a period in which something can have been charged: none that is still to come. */
export function untilToday({ from, to }: { from: Day; to: Day }, today: Day): { from: Day; to: Day } {
  return { from, to: earlierDay(to, today) };
}

/**
 * What an account bought between one reading of its credits and the next; readings in the order of time. Two purchases
 * between two readings count as one. What was bought before the first reading is not known.
 */
export function purchasesOf(readings: readonly CreditTotal[]): CreditPurchase[] {
  return readings.flatMap(({ day, totalUsd }, index): CreditPurchase[] => {
    const before = readings[index - 1];
    const creditsUsd = before ? subtractUsd(totalUsd, before.totalUsd) : ZERO_USD;
    return creditsUsd === ZERO_USD ? [] : [{ day, creditsUsd }];
  });
}

/** The rate of a day: of several the newest that has begun. */
export function feeRateOn(rates: readonly CreditFeeRate[], day: Day): CreditFeeRate {
  const begun = rates.filter(({ from }) => from <= day).sort((a, b) => (a.from < b.from ? -1 : 1));
  return begun.at(-1) ?? USUAL_CREDIT_FEE;
}

/** The fee on a purchase, in whole cents as a card is charged. Credits that are taken back cost nothing and return no fee. */
export function creditFee(creditsUsd: Usd, { percentUnits, leastUsd }: CreditFeeRate): Usd {
  if (compareUsd(creditsUsd, ZERO_USD) <= 0) return ZERO_USD;
  const cents = usdFromFinerUnits(creditsUsd * percentUnits, CENT * 1_000_000n);
  const fee = (cents * CENT) as Usd;
  return compareUsd(fee, leastUsd) < 0 ? leastUsd : fee;
}

const PERCENT = /^(\d{1,3})(?:\.(\d{1,4}))?$/;

/** Reads `5.5` as ten-thousandths of a percent; null for what is no percentage from 0 to 100 of at most four decimals. */
export function parsePercent(text: string): bigint | null {
  const [, whole, fraction = ""] = PERCENT.exec(text.trim().replace(/\s*%$/, "")) ?? [];
  if (whole === undefined) return null;
  const units = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, "0"));
  return units > 1_000_000n ? null : units;
}

/** Ten-thousandths of a percent as text without needless zeros: the way back from parsePercent. */
export function percentToString(units: bigint): string {
  const fraction = (units % 10_000n).toString().padStart(4, "0").replace(/0+$/, "");
  return `${units / 10_000n}${fraction && `.${fraction}`}`;
}
