import { formatUsd } from "../format";
import type { Usd } from "../usd";
import { type Price, type Pricing, readPrice } from "./price";

const NAMES: Record<string, string> = {
  prompt: "prompt",
  completion: "completion",
  input_cache_read: "cache read",
  input_cache_write: "cache write",
  input_cache_write_1h: "cache write for an hour",
  internal_reasoning: "reasoning",
  audio: "audio",
  audio_output: "audio answered",
  input_audio_cache: "cached audio",
  image_token: "image token",
};
/** Charged by the piece, not by the token. */
const PIECES: Record<string, string> = {
  request: "a request",
  image: "an image",
  image_output: "an image made",
  web_search: "a web search",
};

/** Dollars a million tokens. */
function perMillion(price: Price): Usd {
  return (price / 1_000_000n) as Usd;
}

function perPiece(price: Price): Usd {
  return (price / 1_000_000_000_000n) as Usd;
}

/** Every price of a list in words, dollars a million tokens first; zeros left out unless all is free. */
export function priceWords(pricing: Pricing): string[] {
  const tokens = Object.entries(NAMES).flatMap(([key, name]) => {
    const price = readPrice(pricing[key]);
    return price === null || (price === 0n && key !== "prompt" && key !== "completion")
      ? []
      : [`${formatUsd(perMillion(price))} ${name}`];
  });
  const pieces = Object.entries(PIECES).flatMap(([key, name]) => {
    const price = readPrice(pricing[key]);
    // Published by the token for some models, though it is called an image's.
    if (price === null || price === 0n || price < 10n ** 19n) return [];
    return [`${formatUsd(perPiece(price))} ${name}`];
  });
  return [...tokens, ...pieces];
}

/** Prompt and completion price, dollars a million tokens; null: it depends, or is not published. */
export function shortPrice(pricing: Pricing): string | null {
  const [prompt, completion] = [readPrice(pricing.prompt), readPrice(pricing.completion)];
  if (prompt === null || completion === null) return null;
  if (prompt === 0n && completion === 0n) return "free";
  return `${formatUsd(perMillion(prompt))} in, ${formatUsd(perMillion(completion))} out a million tokens`;
}

function clock(value: unknown): string {
  const text = String(value).padStart(4, "0");
  return `${text.slice(0, 2)}:${text.slice(2)}`;
}

/** When each conditional price holds, and what it is. */
export function overrideWords(pricing: Pricing): { when: string; prices: string[] }[] {
  const entries: unknown[] = Array.isArray(pricing.overrides) ? pricing.overrides : [];
  return entries.flatMap((entry) => {
    if (entry === null || typeof entry !== "object") return [];
    const { min_prompt_tokens: above, utc_start: start, utc_end: end, utc_days: days } = entry as Record<string, unknown>;
    const when = [
      typeof above === "number" ? `prompts above ${above.toLocaleString("en")} tokens` : null,
      start !== undefined && end !== undefined ? `${clock(start)} to ${clock(end)} UTC` : null,
      Array.isArray(days) ? `on ${days.join(", ")}` : null,
    ].filter((part) => part !== null);
    return [{ when: when.length > 0 ? when.join(", ") : "a condition", prices: priceWords(entry as Pricing) }];
  });
}

export interface PriceChange {
  /** As people call it. */
  name: string;
  before: Usd | null;
  after: Usd | null;
  per: "million tokens" | "piece";
}

/** What differs between two price lists, price by price; empty where only the spelling or the conditions do. */
export function priceChanges(before: Pricing, after: Pricing): PriceChange[] {
  const changes = (names: Record<string, string>, per: PriceChange["per"], unit: (price: Price) => Usd) =>
    Object.entries(names).flatMap(([key, name]) => {
      const [old, young] = [readPrice(before[key]), readPrice(after[key])];
      if (old === young) return [];
      return [{ name, before: old === null ? null : unit(old), after: young === null ? null : unit(young), per }];
    });
  return [...changes(NAMES, "million tokens", perMillion), ...changes(PIECES, "piece", perPiece)];
}

/** A change of prices in words, such as `prompt $3.00 → $2.00`. */
export function changeWords(change: PriceChange): string {
  const said = (amount: Usd | null) => (amount === null ? "not published" : formatUsd(amount));
  return `${change.name} ${said(change.before)} → ${said(change.after)}`;
}
