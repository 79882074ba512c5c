import type { Usd } from "../usd";
import { type Pricing, tokenPrices } from "./price";

/**
 * What one request used, in native tokens, which billing is on. Cached and written tokens are part of the prompt,
 * reasoning is part of the completion. Null: no source tells.
 */
export interface UsedTokens {
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
}

export type Repriced =
  | {
      kind: "known";
      usd: Usd;
      /** Counts that no source told and that this model prices apart: they were priced as ordinary tokens. */
      untold: readonly ("cachedTokens" | "cacheWriteTokens" | "reasoningTokens")[];
    }
  /**
   * `no_price`: none is published, it depends (a router), or hangs on what cannot be told; `no_tokens`: the counts are
   * not known.
   */
  | { kind: "unknown"; why: "no_price" | "no_tokens" };

/** From 10⁻²⁴ dollars to Usd's 10⁻¹². */
const FINER = 10n ** 12n;

/**
 * What the same tokens cost at a price list in force at that moment: (prompt − cached − written) × prompt price + cached
 * and written at their own rates + completion × completion price, reasoning inside it, + the price of a request; cut at
 * 10⁻¹² dollars. Where no cache rate is published, cached tokens cost what plain ones do. Tools, searches and images are
 * not in it. `many`: the counts are sums over so many requests, whose prompts and times fall under the same prices as one
 * prompt of that length.
 */
export function reprice(
  used: UsedTokens,
  pricing: Pricing,
  at: Date,
  many: { requests: number; longestPrompt: number } | null = null,
): Repriced {
  const { promptTokens, completionTokens } = used;
  if (promptTokens === null || completionTokens === null) return { kind: "unknown", why: "no_tokens" };
  const prices = tokenPrices(pricing, many?.longestPrompt ?? promptTokens, at);
  if (!prices) return { kind: "unknown", why: "no_price" };
  const { prompt, completion } = prices;
  const apart = {
    cachedTokens: prices.cacheRead ?? prompt,
    cacheWriteTokens: prices.cacheWrite ?? prompt,
    reasoningTokens: prices.reasoning ?? completion,
  };
  const { cachedTokens: cached, cacheWriteTokens: written, reasoningTokens: reasoning } = used;
  const plain = promptTokens - (cached ?? 0) - (written ?? 0);
  // Some sources count more reasoning than answer; unless reasoning has its own price, that does not matter.
  const thought = prices.reasoning === null ? 0 : (reasoning ?? 0);
  const said = completionTokens - thought;
  // Counts that contradict each other tell no price.
  if (plain < 0 || said < 0) return { kind: "unknown", why: "no_tokens" };
  const units =
    BigInt(plain) * prompt +
    BigInt(cached ?? 0) * apart.cachedTokens +
    BigInt(written ?? 0) * apart.cacheWriteTokens +
    BigInt(said) * completion +
    BigInt(thought) * apart.reasoningTokens +
    BigInt(many?.requests ?? 1) * (prices.request ?? 0n);
  const names = ["cachedTokens", "cacheWriteTokens", "reasoningTokens"] as const;
  const untold = names.filter(
    (name) => used[name] === null && apart[name] !== (name === "reasoningTokens" ? completion : prompt),
  );
  return { kind: "known", usd: (units / FINER) as Usd, untold };
}
