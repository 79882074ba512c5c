import type { Usd } from "../usd";
import { type Pricing, readPrice } from "./price";

/** Where a model stands by its price, cheapest first. */
export const TIERS = ["free", "light", "mid", "frontier"] as const;
export type Tier = (typeof TIERS)[number];

const WORDS: Record<Tier, string> = { free: "Free", light: "Light", mid: "Mid", frontier: "Frontier" };

/** Dollars a million tokens: the dearest that still is light, and the dearest that still is mid. */
const LIGHT_TO = "0.75";
const MID_TO = "3";
export const TIER_RULE =
  `A model’s blended price is three parts prompt price and one part completion price, before discounts for cached or long prompts. ` +
  `Free: nothing. Light: up to $${LIGHT_TO} a million tokens. Mid: up to $${MID_TO}. Frontier: above.`;

/** What puts a model there, for a line under the tier's name. */
export const TIER_MEANS: Record<Tier, string> = {
  free: "nothing a token",
  light: `up to $${LIGHT_TO} a million tokens, blended`,
  mid: `up to $${MID_TO} a million tokens, blended`,
  frontier: `above $${MID_TO} a million tokens, blended`,
};

export function isTier(text: string): text is Tier {
  return (TIERS as readonly string[]).includes(text);
}

/** A tier as people read it; any other text as it is. */
export function tierLabel(tier: string): string {
  return isTier(tier) ? WORDS[tier] : tier;
}

/** From 10⁻²⁴ dollars a token to 10⁻¹² dollars a million tokens. */
const TOKEN_TO_MILLION = 10n ** 6n;

/**
 * Three parts of the plain prompt price and one part of the completion price, in dollars a million tokens, cut at 10⁻¹².
 * The mix is the one by which model prices are usually compared. Null: the price depends, or is not published.
 */
export function blendedPrice(pricing: Pricing): Usd | null {
  const [prompt, completion] = [readPrice(pricing.prompt), readPrice(pricing.completion)];
  if (prompt === null || completion === null) return null;
  return ((3n * prompt + completion) / (4n * TOKEN_TO_MILLION)) as Usd;
}

const limitOf = (dollars: string) => (readPrice(dollars) ?? 0n) / TOKEN_TO_MILLION / TOKEN_TO_MILLION;

/** The tier of a price list by TIER_RULE; null where its price is not known. */
export function tierOf(pricing: Pricing): Tier | null {
  const blended = blendedPrice(pricing);
  if (blended === null) return null;
  // Something is charged for a request where tokens are free.
  if (blended === 0n) return readPrice(pricing.request) ? "light" : "free";
  return blended <= limitOf(LIGHT_TO) ? "light" : blended <= limitOf(MID_TO) ? "mid" : "frontier";
}
