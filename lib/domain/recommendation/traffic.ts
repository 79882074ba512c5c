import type { Pricing } from "../catalogue/price";
import { reprice } from "../catalogue/reprice";
import { addUsd, subtractUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";

/** How an amount was reckoned: with every doubt against the saving, as it most likely is, with every doubt for it. */
export const VIEWS = ["low", "likely", "high"] as const;
export type View = (typeof VIEWS)[number];

/**
 * Native counts, summed over a cell's requests. Cached and written tokens are part of the prompt, reasoning of the
 * completion.
 */
export interface TokenSums {
  promptTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  completionTokens: number;
  reasoningTokens: number;
}

/**
 * Requests that nothing tells apart which matters to their price or to a finding: one key, app, feature, model, provider,
 * with prompts and times under the same conditional prices. A list price is a sum over tokens, so that re-pricing a cell
 * is re-pricing its requests, but for the rounding of each.
 */
export interface TrafficCell {
  /** The same before and after a change. */
  readonly id: string;
  readonly keyId: string | null;
  readonly app: string | null;
  /** As the books have it: by a rule, or as the request names it. */
  readonly feature: string | null;
  /** Of a feature, app or key that is too small to be looked at by itself: these are null then, but for a key that is looked at as such. */
  readonly isRest: boolean;
  /** Permaslug of the model that serves, by which provider. */
  readonly model: string;
  readonly variant: string | null;
  readonly provider: string | null;
  readonly requests: number;
  /** What they were charged, or would be. */
  readonly costUsd: Usd;
  readonly tokens: TokenSums;
  /** Decides which conditional prices hold. */
  readonly longestPrompt: number;
  readonly at: Date;
  /** List prices of what serves; null: not known. */
  readonly pricing: Pricing | null;
}

/** `amount × part ÷ whole`, rounded half to even, once. Nothing of nothing is nothing. */
export function portionOf(amount: Usd, part: bigint, whole: bigint): Usd {
  return whole === 0n ? ZERO_USD : usdFromFinerUnits(amount * part, whole);
}

/** What the cell's requests would cost at these list prices; null where that is not known (no price, or a router's). */
export function listCost(cell: TrafficCell, pricing: Pricing, tokens: TokenSums = cell.tokens): Usd | null {
  const { requests, longestPrompt, at } = cell;
  const price = reprice(tokens, pricing, at, { requests, longestPrompt });
  return price.kind === "known" ? price.usd : null;
}

/** Ways of asking for a model that are charged above its list price, for speed. */
const FASTER_VARIANTS = ["nitro", "priority", "ultrafast"] as const;
export type FasterVariant = (typeof FASTER_VARIANTS)[number];

export function isFaster(variant: string | null): variant is FasterVariant {
  return (FASTER_VARIANTS as readonly (string | null)[]).includes(variant);
}

/**
 * What was charged beyond the list price of who served. No source tells what for: searches and images cost the same with another
 * model, a dearer region may not. Nothing where it was for speed, or where the list price is not known.
 */
function beyondList(cell: TrafficCell): Usd {
  const listUsd = isFaster(cell.variant) || cell.pricing === null ? null : listCost(cell, cell.pricing);
  return listUsd === null || listUsd >= cell.costUsd ? ZERO_USD : subtractUsd(cell.costUsd, listUsd);
}

/**
 * The cell served by another model or provider at its list prices, and charged as much beyond them as before: a saving that
 * rests on this going away would be a guess, so that it goes with every doubt for the saving alone (`view` high). The very
 * same cell where these prices are not known.
 */
export function servedBy(
  cell: TrafficCell,
  by: { model: string; variant: string | null; provider: string | null; pricing: Pricing },
  view: View,
  tokens: TokenSums = cell.tokens,
): TrafficCell {
  const listUsd = listCost(cell, by.pricing, tokens);
  if (listUsd === null) return cell;
  return { ...cell, ...by, tokens, costUsd: view === "high" ? listUsd : addUsd(listUsd, beyondList(cell)) };
}

/** What servedBy() takes for granted, for the assumption of a finding. */
export const BEYOND_LIST_STAYS =
  "What is charged beyond list prices, as for searches or a dearer region, is taken to stay; the high end assumes that it goes.";

/**
 * The cell's model served at other list prices: what it was charged, in the proportion of the two lists, so that discounts and
 * what no source tells, such as written tokens, weigh as they did. The very same cell where either list price is not known.
 */
export function servedElsewhere(
  cell: TrafficCell,
  by: { variant: string | null; provider: string; pricing: Pricing },
  tokens: TokenSums = cell.tokens,
): TrafficCell {
  const before = cell.pricing && listCost(cell, cell.pricing);
  const after = listCost(cell, by.pricing, tokens);
  if (before === null || after === null || before <= 0n) return cell;
  return { ...cell, ...by, tokens, costUsd: portionOf(cell.costUsd, after, before) };
}

/**
 * The cell with other token counts, served as before: what it was charged, in the proportion of the list prices of the
 * counts, so that discounts stay. The very same cell where its list price is not known or nothing.
 */
export function withTokens(cell: TrafficCell, tokens: TokenSums): TrafficCell {
  if (cell.pricing === null) return cell;
  const [before, after] = [listCost(cell, cell.pricing), listCost(cell, cell.pricing, tokens)];
  if (before === null || after === null || before <= 0n) return cell;
  return { ...cell, tokens, costUsd: portionOf(cell.costUsd, after, before) };
}

/** The cell without some of its requests: so much of every figure is left as `part` is of `whole`. */
export function portionOfCell(cell: TrafficCell, part: bigint, whole: bigint): TrafficCell {
  if (whole <= 0n || part >= whole) return cell;
  const left = (count: number) => Number((BigInt(count) * part) / whole);
  const { promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } = cell.tokens;
  return {
    ...cell,
    requests: left(cell.requests),
    costUsd: portionOf(cell.costUsd, part, whole),
    tokens: {
      promptTokens: left(promptTokens),
      cachedTokens: left(cachedTokens),
      cacheWriteTokens: left(cacheWriteTokens),
      completionTokens: left(completionTokens),
      reasoningTokens: left(reasoningTokens),
    },
  };
}
