import { type Usd, usdFromFinerUnits } from "../usd";
import type { Budget } from "./budget";
import { LONGEST_NAME } from "./check";

const CENT = 10n ** 10n;
/** A hard cap lies so many percent of what is expected. */
const HARD_CAP_PERCENT = 130n;

function toCents(units: bigint, timesFiner: bigint): Usd {
  const cents = usdFromFinerUnits(units, timesFiner * CENT) * CENT;
  return (cents > 0n ? cents : usdFromFinerUnits(units, timesFiner)) as Usd;
}

/** A month's amount over its working days, to the cent (finer where that would be nothing). */
export function dailyOf(monthUsd: Usd, workingDays: number): Usd {
  return toCents(monthUsd, BigInt(workingDays));
}

/** 130 % of what is expected, to the cent. */
export function hardCapOf(expectedUsd: Usd): Usd {
  return toCents(expectedUsd * HARD_CAP_PERCENT, 100n);
}

/** What a budget made beside another is called, cut so that it can be a name. */
export function nameBeside(name: string, what: "daily" | "hard cap"): string {
  const after = ` (${what})`;
  return name.trim().slice(0, LONGEST_NAME - after.length) + after;
}

/** The next round amount with two significant digits, from a dollar up: what a first budget is offered at. */
export function roundUp(amountUsd: Usd): Usd {
  const dollar = 10n ** 12n;
  if (amountUsd <= dollar) return dollar as Usd;
  const digits = amountUsd.toString().length;
  const step = 10n ** BigInt(Math.max(12, digits - 2));
  return (((amountUsd + step - 1n) / step) * step) as Usd;
}

/** What one day may cost by this budget: its amount, a week's or month's spread over its working days (five of a week). */
export function dayAmount({ per, workingDays }: Pick<Budget, "per" | "workingDays">, amountUsd: Usd): Usd {
  if (per === "day") return amountUsd;
  return dailyOf(amountUsd, per === "week" ? 5 : workingDays);
}
