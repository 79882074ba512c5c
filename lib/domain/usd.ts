/** Exact US dollars: whole units of 10⁻¹² dollars, the scale of the database's numeric(20,12). */
export type Usd = bigint & { readonly __unit: "USD × 10⁻¹²" };

const SCALE = 12;
const ONE = 10n ** BigInt(SCALE);
/** Below 10⁸ dollars, so that every amount fits numeric(20,12). */
const LIMIT = 10n ** 20n;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

export const ZERO_USD = 0n as Usd;

export class UsdError extends Error {
  override name = "UsdError";
}

/** Divides rounding half to even, the one rounding this file knows. */
function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const rest = value % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return quotient + (value < 0n ? -1n : 1n);
}

/**
 * Reads a decimal such as `-12.5`, `.1` or `2.8e-9`. Digits beyond the twelfth decimal are rounded half to even.
 * Throws UsdError for anything else, for NaN and infinities, and from 100 million dollars up.
 */
export function parseUsd(text: string): Usd {
  const match = DECIMAL.exec(text.trim());
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (!match || whole + fraction === "") throw new UsdError(`not a decimal amount: ${JSON.stringify(text.slice(0, 40))}`);
  const shift = SCALE - fraction.length + Number(exponent);
  if (shift > 60) throw new UsdError("amount of 100 million dollars or more");
  const digits = BigInt(whole + fraction);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : shift < -400 ? 0n : divideHalfEven(digits, 10n ** BigInt(-shift));
  if (units >= LIMIT) throw new UsdError("amount of 100 million dollars or more");
  return (sign === "-" ? -units : units) as Usd;
}

/** A JSON number as money: the shortest decimal that reads back to the same double. Throws UsdError for NaN and infinities. */
export function usdFromNumber(value: number): Usd {
  return parseUsd(String(value));
}

export function addUsd(a: Usd, b: Usd): Usd {
  return (a + b) as Usd;
}

export function subtractUsd(a: Usd, b: Usd): Usd {
  return (a - b) as Usd;
}

export function sumUsd(amounts: Iterable<Usd>): Usd {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum as Usd;
}

/** A price times a count of whatever it is the price of. */
export function timesCount(price: Usd, count: number | bigint): Usd {
  return (price * BigInt(count)) as Usd;
}

/** Negative, zero or positive, as sort() wants it. */
export function compareUsd(a: Usd, b: Usd): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Splits an amount in proportion to whole-number weights so that the parts add up to it exactly (largest remainders
 * get the last units, earlier ones first). Throws UsdError when no weight is positive or one is negative.
 */
export function splitUsd(total: Usd, weights: readonly bigint[]): Usd[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole <= 0n || weights.some((weight) => weight < 0n))
    throw new UsdError("weights must be whole, none negative, one positive");
  const magnitude = total < 0n ? -total : total;
  const parts = weights.map((weight) => (magnitude * weight) / whole);
  const rests = weights.map((weight, index) => ({ index, rest: (magnitude * weight) % whole }));
  let left = magnitude - parts.reduce((sum, part) => sum + part, 0n);
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of rests) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => (total < 0n ? -part : part) as Usd);
}

/** The amount as a plain decimal without trailing zeros, for the database, JSON and CSV: `0`, `-1.5`, `0.000000000001`. */
export function usdToString(amount: Usd): string {
  const magnitude = amount < 0n ? -amount : amount;
  const fraction = (magnitude % ONE).toString().padStart(SCALE, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${magnitude / ONE}${fraction && `.${fraction}`}`;
}

/** For charts and ratios alone, where the last digits do not matter. Never add these up. */
export function usdToApproximateNumber(amount: Usd): number {
  return Number(usdToString(amount));
}

/** An amount reckoned in units so many times finer than 10⁻¹² dollars, rounded half to even, once. */
export function usdFromFinerUnits(units: bigint, timesFiner: bigint): Usd {
  return divideHalfEven(units, timesFiner) as Usd;
}
