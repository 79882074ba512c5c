import { dayOf, weekday } from "../day";

/** Exact dollars a token, request or image: whole units of 10⁻²⁴ dollars, finer than any price published. */
export type Price = bigint & { readonly __unit: "USD × 10⁻²⁴" };

/**
 * A price list as OpenRouter publishes it: decimal strings, US dollars per token or unit; `overrides` and `discount`
 * among them.
 */
export type Pricing = Readonly<Record<string, unknown>>;

const SCALE = 24;
/** Ten dollars a token: a price that is more was misread. */
const LIMIT = 10n ** BigInt(SCALE + 1);
const DECIMAL = /^\+?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Null for a price that is not there, cannot be read, or depends on the request (published as −1). */
export function readPrice(value: unknown): Price | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const [match, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(String(value).trim()) ?? [];
  if (!match || whole + fraction === "") return null;
  const shift = SCALE - fraction.length + Number(exponent);
  if (shift > 60 || fraction.length > 60 || whole.length > 20) return null;
  const digits = BigInt(whole + fraction);
  const price = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return price >= LIMIT ? null : (price as Price);
}

const CONDITIONS = ["min_prompt_tokens", "utc_start", "utc_end", "utc_days"];
const DAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function inWindow(clock: number, start: unknown, end: unknown): boolean | null {
  if (start === undefined && end === undefined) return true;
  if (typeof start !== "number" || typeof end !== "number") return null;
  return start <= end ? clock >= start && clock < end : clock >= start || clock < end;
}

/** Whether all conditions of an entry hold for a prompt of that length at that moment; null: that cannot be told. */
function applies(entry: Pricing, promptTokens: number, at: Date): boolean | null {
  const { min_prompt_tokens: above, utc_days: days, utc_start: start, utc_end: end } = entry;
  const conditions = Object.keys(entry).filter((name) => CONDITIONS.includes(name) || readPrice(entry[name]) === null);
  const today = DAY_NAMES[weekday(dayOf(at)) - 1] ?? "";
  const holds = [
    above === undefined ? true : typeof above === "number" ? promptTokens > above : null,
    days === undefined ? true : Array.isArray(days) ? days.map((day) => String(day).toLowerCase()).includes(today) : null,
    inWindow(at.getUTCHours() * 100 + at.getUTCMinutes(), start, end),
    conditions.every((name) => CONDITIONS.includes(name)) ? true : null,
  ];
  if (holds.includes(false)) return false;
  return holds.includes(null) ? null : true;
}

/**
 * The prices in force for a prompt of that length at that moment: of the overrides whose conditions all hold, later ones
 * win, price by price (a threshold must be exceeded; a UTC window is half open and may wrap past midnight). Null where
 * an override asks for something that cannot be told.
 */
function pricingInForce(pricing: Pricing, promptTokens: number, at: Date): Pricing | null {
  const overrides: unknown[] = Array.isArray(pricing.overrides) ? pricing.overrides : [];
  const inForce: Record<string, unknown> = { ...pricing };
  for (const entry of overrides) {
    if (entry === null || typeof entry !== "object") return null;
    const holds = applies(entry as Pricing, promptTokens, at);
    if (holds === null) return null;
    if (holds) Object.assign(inForce, entry);
  }
  return inForce;
}

/** What each kind of token costs, discount taken off. Null: published without such a price. */
export interface TokenPrices {
  prompt: Price;
  completion: Price;
  cacheRead: Price | null;
  /** Kept for five minutes. */
  cacheWrite: Price | null;
  /** Kept for an hour. */
  cacheWriteHour: Price | null;
  /** Only where reasoning is priced apart from what is answered: most catalogues repeat the completion's price. */
  reasoning: Price | null;
  request: Price | null;
}

/** The fraction that is left to pay, in 10⁻⁶; null for a discount that cannot be read. */
function leftToPay(discount: unknown): bigint | null {
  if (discount === undefined || discount === null) return 1_000_000n;
  const off = typeof discount === "number" || typeof discount === "string" ? Number(discount) : Number.NaN;
  return off >= 0 && off <= 1 ? 1_000_000n - BigInt(Math.round(off * 1e6)) : null;
}

/** Of lists without conditions, which are read again and again. */
const unconditional = new WeakMap<Pricing, { prices: TokenPrices | null }>();

/** Null: the price depends, is not published, or hangs on a condition that cannot be told. */
export function tokenPrices(pricing: Pricing, promptTokens: number, at: Date): TokenPrices | null {
  if (Array.isArray(pricing.overrides) && pricing.overrides.length > 0) return readTokenPrices(pricing, promptTokens, at);
  const known = unconditional.get(pricing) ?? { prices: readTokenPrices(pricing, promptTokens, at) };
  unconditional.set(pricing, known);
  return known.prices;
}

function readTokenPrices(pricing: Pricing, promptTokens: number, at: Date): TokenPrices | null {
  const inForce = pricingInForce(pricing, promptTokens, at);
  const left = leftToPay(pricing.discount);
  if (!inForce || left === null) return null;
  const priceOf = (name: string) => {
    const price = readPrice(inForce[name]);
    return price === null ? null : (((price * left) / 1_000_000n) as Price);
  };
  const [prompt, completion] = [priceOf("prompt"), priceOf("completion")];
  if (prompt === null || completion === null) return null;
  // Overrides do not name reasoning: where its price repeats the completion's, it follows the override.
  const reasoning = readPrice(pricing.internal_reasoning);
  const isApart = reasoning !== null && reasoning !== 0n && reasoning !== readPrice(pricing.completion);
  return {
    prompt,
    completion,
    cacheRead: priceOf("input_cache_read"),
    cacheWrite: priceOf("input_cache_write"),
    cacheWriteHour: priceOf("input_cache_write_1h"),
    reasoning: isApart ? priceOf("internal_reasoning") : null,
    request: priceOf("request"),
  };
}
