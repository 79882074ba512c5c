import type { Usd } from "../usd";
import { type Price, type Pricing, readPrice, type TokenPrices, tokenPrices } from "./price";

/** What a log says of one request, as far as its price hangs on it. Null: the log does not tell. */
export interface LoggedCharge {
  at: Date;
  costUsd: Usd;
  /** What the provider charged the customer's own key; 0 without one. */
  byokUsd: Usd;
  promptTokens: number | null;
  completionTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
  /** What the cache made of the price, inside it already: negative for reads, positive for writes. */
  cacheUsd: Usd | null;
  /** Web searches, inside the cost. */
  searchUsd: Usd | null;
  /** Reading of files, inside the cost. */
  fileUsd: Usd;
  /** Stopped before its end, or failed: whether that is charged is not told. */
  isCutShort: boolean;
  /** Served by a cloud that has regional endpoints at 1.1 times the price. */
  mayBeRegional: boolean;
}

export type UnknownWhy =
  | "no_tokens"
  | "no_price"
  | "cache_counts"
  /** The cache made a difference for which no price is listed. */
  | "cache_price"
  | "media_counts"
  | "web_searches"
  | "regional_endpoint"
  | "data_discount"
  | "own_key_contract"
  | "cut_short"
  /** Another provider's than the listed one. */
  | "provider_price";

export type RepricedCharge = { verdict: "exact" | "off_by_one" | "different" } | { verdict: "unknown"; why: UnknownWhy };

/** Amounts here are whole units of 10⁻²⁴ dollars, as prices are; logs are cut to micro-dollars. */
const MICRO = 10n ** 18n;
const FROM_USD = 10n ** 12n;

/** Millionths of a dollar, cut towards zero. */
const cut = (amount: bigint) => amount / MICRO;
const ofUsd = (amount: Usd) => amount * FROM_USD;

/** Both ends included, in cut micro-dollars. */
interface Span {
  from: bigint;
  to: bigint;
}

function ascending(amounts: readonly bigint[]): bigint[] {
  return amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function spanOf(...amounts: bigint[]): Span {
  const sorted = ascending(amounts.map(cut));
  return { from: sorted[0] ?? 0n, to: sorted.at(-1) ?? 0n };
}

const inside = (span: Span, value: bigint) => value >= span.from && value <= span.to;

/**
 * The least and the most whole number n from 0 to `most` for which `start + n × step`, cut, is `wanted`; null: none.
 * The cut is towards zero, so that what is cut to 0 may be on either side of it.
 */
function countsFor(wanted: bigint, start: bigint, step: bigint, most: bigint): { least: bigint; most: bigint } | null {
  if (step === 0n) return null;
  const low = (wanted <= 0n ? (wanted - 1n) * MICRO + 1n : wanted * MICRO) - start;
  const high = (wanted >= 0n ? (wanted + 1n) * MICRO - 1n : wanted * MICRO) - start;
  const floor = (a: bigint, b: bigint) => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
  const ceil = (a: bigint, b: bigint) => -floor(-a, b);
  const [first, last] = step > 0n ? [ceil(low, step), floor(high, step)] : [ceil(high, step), floor(low, step)];
  const [from, to] = [first < 0n ? 0n : first, last > most ? most : last];
  return from <= to ? { least: from, most: to } : null;
}

interface Known {
  prompt: bigint;
  completion: bigint;
  charge: LoggedCharge;
  prices: TokenPrices;
}

/** All but the cache: the whole prompt and completion at their plain prices, and what the log tells in dollars. */
function plainCosts({ prompt, completion, charge, prices }: Known): bigint[] {
  const told = ofUsd(charge.searchUsd ?? (0n as Usd)) + ofUsd(charge.fileUsd) + (prices.request ?? 0n);
  const plain = prompt * prices.prompt + completion * prices.completion + told;
  const reasoning = charge.reasoningTokens === null ? 0n : BigInt(charge.reasoningTokens);
  if (prices.reasoning === null || reasoning === 0n) return [plain];
  // Reasoning is inside the completion: most are charged for it as such, some models at a price of its own.
  return [plain, plain + reasoning * (prices.reasoning - prices.completion)];
}

/**
 * What the cache may have made of the price, as `counted` by the log or worked out of its dollars; `open`: as far as it
 * may go.
 */
function cacheCosts({ prompt, charge, prices }: Known): { counted: Span24[]; open: Span24 | null } {
  const readStep = (prices.cacheRead ?? prices.prompt) - prices.prompt;
  const writeSteps = [prices.cacheWrite, prices.cacheWriteHour].flatMap((price) =>
    price === null || price === prices.prompt ? [] : [price - prices.prompt],
  );
  const cached = charge.cachedTokens === null ? null : BigInt(charge.cachedTokens);
  const counted: Span24[] = [same((cached ?? 0n) * readStep)];
  if (charge.cacheUsd !== null) {
    const wanted = cut(ofUsd(charge.cacheUsd));
    const read = (cached ?? 0n) * readStep;
    const left = prompt - (cached ?? 0n);
    for (const step of writeSteps) counted.push(...worked(countsFor(wanted, read, step, left), read, step));
    if (cached === null) counted.push(...worked(countsFor(wanted, 0n, readStep, prompt), 0n, readStep));
    return { counted, open: null };
  }
  // Neither how many tokens were written nor, in older logs, how many were read is told.
  const reads = cached === null ? [0n, prompt * readStep] : [cached * readStep];
  const writes = [0n, ...writeSteps.map((step) => (prompt - (cached ?? 0n)) * step)];
  const ends = ascending(reads.flatMap((read) => writes.map((write) => read + write)));
  const [least = 0n, most = 0n] = [ends[0], ends.at(-1)];
  return { counted, open: least === most ? null : { from: least, to: most } };
}

interface Span24 {
  from: bigint;
  to: bigint;
}
const same = (amount: bigint): Span24 => ({ from: amount, to: amount });

function worked(counts: ReturnType<typeof countsFor>, start: bigint, step: bigint): Span24[] {
  if (!counts) return [];
  const ends = ascending([start + counts.least * step, start + counts.most * step]);
  return [{ from: ends[0] ?? 0n, to: ends[1] ?? 0n }];
}

/** From this much on, a price is for a piece, such as an image, and not for a token read or made. */
const DEAREST_READ = 10n ** 19n;
const DEAREST_MADE = 10n ** 21n;
const PIECE = 10n ** 20n;

/** By how much audio, images and video may have changed the price, which a log does not count; null: by nothing. */
function mediaSpan({ prompt, completion, prices }: Known, pricing: Pricing): Span24 | null {
  const stepsOf = (names: readonly string[], plain: bigint, dearest: bigint) =>
    names.flatMap((name) => {
      const price = readPrice(pricing[name]);
      return price === null || price === 0n || price === plain || price >= dearest ? [] : [price - plain];
    });
  const read = stepsOf(["audio", "input_audio_cache", "image", "image_token"], prices.prompt, DEAREST_READ);
  const made = stepsOf(["audio_output", "image_output"], prices.completion, DEAREST_MADE);
  if (read.length + made.length === 0) return null;
  const [ins, outs] = [
    ascending([0n, ...read.map((step) => step * prompt)]),
    ascending([0n, ...made.map((step) => step * completion)]),
  ];
  return { from: (ins[0] ?? 0n) + (outs[0] ?? 0n), to: (ins.at(-1) ?? 0n) + (outs.at(-1) ?? 0n) };
}

const MOST_PIECES = 100n;

/** Whether the log's cost is the given one and so many whole pieces more. */
function isPiecesMore(charged: bigint, base: bigint, piece: bigint | null): boolean {
  if (piece === null || piece < 10n ** 19n) return false;
  const count = (charged * MICRO - base + piece / 2n) / piece;
  return count >= 1n && count <= MOST_PIECES && cut(base + count * piece) === charged;
}

/** What the log's cost may be by these prices. */
function costSpans(known: Known): Span[] {
  const { counted } = cacheCosts(known);
  return plainCosts(known).flatMap((cost) => counted.map(({ from, to }) => spanOf(cost + from, cost + to)));
}

/** Whether the cost is exact at so many times every price of a token; what the log tells in dollars is so already. */
function isTimes(known: Known, charged: bigint, numerator: bigint, denominator: bigint): boolean {
  const scaled = (price: Price) => ((price * numerator) / denominator) as Price;
  const ifAny = (price: Price | null) => (price === null ? null : scaled(price));
  const { prompt, completion, cacheRead, cacheWrite, cacheWriteHour, reasoning, request } = known.prices;
  const prices: TokenPrices = {
    prompt: scaled(prompt),
    completion: scaled(completion),
    cacheRead: ifAny(cacheRead),
    cacheWrite: ifAny(cacheWrite),
    cacheWriteHour: ifAny(cacheWriteHour),
    reasoning: ifAny(reasoning),
    request,
  };
  return costSpans({ ...known, prices }).some((span) => inside(span, charged));
}

/** Whether tokens were read from the cache, or written to it, at a price that the list does not have. */
function hasUnlistedCachePrice({ charge, prices }: Known): boolean {
  const { cacheUsd, cachedTokens } = charge;
  const mayBeRead = cacheUsd === null ? (cachedTokens ?? 0) > 0 : cacheUsd < 0n;
  const isWritten = cacheUsd !== null && cacheUsd > 0n;
  return (mayBeRead && prices.cacheRead === null) || (isWritten && prices.cacheWrite === null && prices.cacheWriteHour === null);
}

function judgeOne(known: Known, pricing: Pricing, charged: bigint): RepricedCharge {
  const { charge } = known;
  const plain = plainCosts(known);
  const { counted, open } = cacheCosts(known);
  const costs = costSpans(known);
  if (costs.some((span) => inside(span, charged))) return { verdict: "exact" };
  if (costs.some(({ from, to }) => charged === from - 1n || charged === to + 1n)) return { verdict: "off_by_one" };
  const unknown = (why: UnknownWhy): RepricedCharge => ({ verdict: "unknown", why });
  if (hasUnlistedCachePrice(known)) return unknown("cache_price");
  if (charge.mayBeRegional && isTimes(known, charged, 11n, 10n)) return unknown("regional_endpoint");
  if (isTimes(known, charged, 99n, 100n)) return unknown("data_discount");
  if (open && plain.some((cost) => inside(spanOf(cost + open.from, cost + open.to), charged))) return unknown("cache_counts");
  const bases = plain.flatMap((cost) => counted.flatMap(({ from, to }) => [cost + from, cost + to]));
  if (charge.searchUsd === null && bases.some((base) => isPiecesMore(charged, base, readPrice(pricing.web_search)))) {
    return unknown("web_searches");
  }
  const media = mediaSpan(known, pricing);
  const pieces = ["image", "image_output"].map((name) => readPrice(pricing[name]));
  const hasMedia =
    (media && bases.some((base) => inside(spanOf(base + media.from, base + media.to), charged))) ||
    bases.some((base) => pieces.some((piece) => piece !== null && piece >= PIECE && isPiecesMore(charged, base, piece)));
  if (hasMedia) return unknown("media_counts");
  if (charge.isCutShort) return unknown("cut_short");
  return { verdict: "different" };
}

const BYOK_FEE_PERCENT = 5n;

/** With the customer's own key OpenRouter states the provider's list price apart, and charges a fee or nothing. */
function judgeOwnKey(known: Known, pricing: Pricing): RepricedCharge {
  const found = judgeOne(known, pricing, cut(ofUsd(known.charge.byokUsd)));
  // The customer may have a price of his own with the provider, which no catalogue knows.
  if (found.verdict !== "exact") return { verdict: "unknown", why: "own_key_contract" };
  const fee = cut((ofUsd(known.charge.byokUsd) * BYOK_FEE_PERCENT) / 100n);
  const charged = cut(ofUsd(known.charge.costUsd));
  if (charged === 0n || (charged >= fee - 1n && charged <= fee + 1n)) return found;
  return { verdict: "unknown", why: "own_key_contract" };
}

function judge(charge: LoggedCharge, pricing: Pricing): RepricedCharge {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens, at } = charge;
  if (promptTokens === null || completionTokens === null) return { verdict: "unknown", why: "no_tokens" };
  const prices = tokenPrices(pricing, promptTokens, at);
  if (!prices) return { verdict: "unknown", why: "no_price" };
  // Counts that contradict each other give no price. Some logs have more reasoning than answer; mostly no price depends
  // on that.
  if ((cachedTokens ?? 0) > promptTokens || (prices.reasoning !== null && (reasoningTokens ?? 0) > completionTokens)) {
    return { verdict: "unknown", why: "no_tokens" };
  }
  const known = { prompt: BigInt(promptTokens), completion: BigInt(completionTokens), charge, prices };
  if (charge.byokUsd > 0n) return judgeOwnKey(known, pricing);
  // Nothing is charged for tokens where nothing was answered.
  if (charge.costUsd === 0n && completionTokens === 0) return { verdict: "exact" };
  return judgeOne(known, pricing, cut(ofUsd(charge.costUsd)));
}

const RANKS = ["exact", "off_by_one", "unknown", "different"] as const;

/**
 * Prices a logged request anew, cut as OpenRouter's log is, and holds it against what was charged: by the best of the
 * price lists that it may have been charged by. Exact where one gives the very micro-dollar (counts that the log tells
 * only as dollars, such as cache writes, being worked out of these); unknown where what it was charged hangs on something
 * that neither log nor price list tells, and what it was charged is possible; different where it is not.
 */
export function repriceCharge(charge: LoggedCharge, pricings: readonly Pricing[]): RepricedCharge {
  const found = pricings.map((pricing) => judge(charge, pricing));
  const [best] = found.sort((a, b) => RANKS.indexOf(a.verdict) - RANKS.indexOf(b.verdict));
  return best ?? { verdict: "unknown", why: "no_price" };
}
