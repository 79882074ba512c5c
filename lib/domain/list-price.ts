import { dayOf, weekday } from "./day";
import { parseUsd, type Usd, usdFromFinerUnits } from "./usd";

/** What one request used. Cached and written tokens are part of the prompt, reasoning is part of the completion. */
export interface UsedTokens {
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
}

export type ListPrice =
  | {
      kind: "known";
      usd: Usd;
      /** Counts that no source told and that this model prices apart: they were priced as ordinary tokens. */
      untold: readonly ("cachedTokens" | "cacheWriteTokens" | "reasoningTokens")[];
    }
  /** `no_price`: the catalogue names none (or a router, whose price depends); `no_tokens`: the request's counts are not known. */
  | { kind: "unknown"; why: "no_price" | "no_tokens" };

/** A catalogue's `pricing`, as published. */
export type Prices = Record<string, unknown>;

/** Prices are kept to 10⁻¹⁸ dollars a token: finer than any published, exact until the one rounding at the end. */
const TIMES_FINER = 1_000_000n;

/** Null for a price that is not there, or that depends (published as −1). */
function priceOf(prices: Prices, name: string): bigint | null {
  const text = prices[name];
  if (typeof text !== "string" && typeof text !== "number") return null;
  try {
    const price = parseUsd(`${text}e6`);
    return price < 0n ? null : price;
  } catch {
    return null;
  }
}

const DAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function inWindow(clock: number, start: unknown, end: unknown): boolean {
  if (typeof start !== "number" || typeof end !== "number") return start === undefined && end === undefined;
  return start <= end ? clock >= start && clock < end : clock >= start || clock < end;
}

/** All conditions of an entry must hold; one that cannot be read does not. */
function applies(entry: Prices, promptTokens: number, at: Date): boolean {
  const { min_prompt_tokens: above, utc_days: days, utc_start: start, utc_end: end } = entry;
  if (above !== undefined && !(typeof above === "number" && promptTokens > above)) return false;
  const today = DAY_NAMES[weekday(dayOf(at)) - 1];
  if (days !== undefined && !(Array.isArray(days) && days.includes(today))) return false;
  return inWindow(at.getUTCHours() * 100 + at.getUTCMinutes(), start, end);
}

/** The prices in force for a prompt of that length at that moment: later overrides win, price by price. */
function pricesInForce(pricing: Prices, promptTokens: number, at: Date): Prices {
  const overrides: unknown[] = Array.isArray(pricing.overrides) ? pricing.overrides : [];
  const prices = { ...pricing };
  for (const entry of overrides) {
    if (entry !== null && typeof entry === "object" && applies(entry as Prices, promptTokens, at)) Object.assign(prices, entry);
  }
  return prices;
}

/**
 * What the request would cost at a model's list price, from the catalogue's `pricing` as published. Never what it did
 * cost: discounts, tiers, web searches and images are left out. A cache price that is not published is the plain prompt's;
 * reasoning without a price of its own (none, or zero) is priced as completion. `many`: the counts are sums over so many
 * requests, whose prompts and times fall under the same prices as one prompt of that length.
 */
export function listPrice(
  pricing: Prices,
  used: UsedTokens,
  at: Date,
  many: { requests: number; longestPrompt: number } | null = null,
): ListPrice {
  const { promptTokens, completionTokens } = used;
  if (promptTokens === null || completionTokens === null) return { kind: "unknown", why: "no_tokens" };
  const prices = pricesInForce(pricing, many?.longestPrompt ?? promptTokens, at);
  const [prompt, completion] = [priceOf(prices, "prompt"), priceOf(prices, "completion")];
  if (prompt === null || completion === null) return { kind: "unknown", why: "no_price" };
  const apart = {
    cachedTokens: priceOf(prices, "input_cache_read") ?? prompt,
    cacheWriteTokens: priceOf(prices, "input_cache_write") ?? prompt,
    reasoningTokens: priceOf(prices, "internal_reasoning") || completion,
  };
  const { cachedTokens: cached, cacheWriteTokens: written, reasoningTokens: reasoning } = used;
  const plain = promptTokens - (cached ?? 0) - (written ?? 0);
  const said = completionTokens - (reasoning ?? 0);
  // Counts that contradict each other tell no price.
  if (plain < 0 || said < 0) return { kind: "unknown", why: "no_tokens" };
  const units =
    BigInt(plain) * prompt +
    BigInt(cached ?? 0) * apart.cachedTokens +
    BigInt(written ?? 0) * apart.cacheWriteTokens +
    BigInt(said) * completion +
    BigInt(reasoning ?? 0) * apart.reasoningTokens +
    BigInt(many?.requests ?? 1) * (priceOf(prices, "request") ?? 0n);
  const names = ["cachedTokens", "cacheWriteTokens", "reasoningTokens"] as const;
  const untold = names.filter(
    (name) => used[name] === null && apart[name] !== (name === "reasoningTokens" ? completion : prompt),
  );
  return { kind: "known", usd: usdFromFinerUnits(units, TIMES_FINER), untold };
}
