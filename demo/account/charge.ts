import { addUsd, parseUsd, subtractUsd, timesCount, type Usd, ZERO_USD } from "../../lib/domain/usd";
import type { CatalogueModel, Endpoint, TokenPrices } from "./catalogue";

/** Native token counts of one request. */
export interface Tokens {
  /** Including cached and cache-written tokens. */
  prompt: number;
  cached: number;
  cacheWrite: number;
  /** Including reasoning tokens. */
  completion: number;
  reasoning: number;
}

export interface Charge {
  /** Taken from the account's credits. */
  costUsd: Usd;
  /** What the provider charges the customer's own key; 0 without BYOK. */
  byokUsd: Usd;
  /** Already inside the price: negative for cache reads, positive for writes. */
  cacheUsd: Usd;
  promptUsd: Usd;
  completionUsd: Usd;
}

/** Ten decimals, so that a lifetime's sum below 100,000 dollars is a JSON number that reads back exactly. */
const STEP = parseUsd("0.0000000001");
const BYOK_FEE_PERCENT = 5;

function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = (value % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** Rounds to ten decimals, half to even; symmetrical for credits. */
export function roundToStep(amount: Usd): Usd {
  if (amount % STEP === 0n) return amount;
  const magnitude = divideHalfEven(amount < 0n ? -amount : amount, STEP) * STEP;
  return (amount < 0n ? -magnitude : magnitude) as Usd;
}

export function percentOf(amount: Usd, percent: number): Usd {
  const scaled = amount * BigInt(percent);
  const magnitude = divideHalfEven(scaled < 0n ? -scaled : scaled, 100n);
  return (scaled < 0n ? -magnitude : magnitude) as Usd;
}

function pricesFor(model: CatalogueModel, promptTokens: number): TokenPrices {
  return model.longPromptPrices.findLast((entry) => promptTokens > entry.above)?.prices ?? model.prices;
}

/** What the cache made of the prompt's price: less for reads, more for writes. */
function cacheDifference(prices: TokenPrices, tokens: Tokens): Usd {
  if (tokens.cached === 0 && tokens.cacheWrite === 0) return ZERO_USD;
  return addUsd(
    timesCount(subtractUsd(prices.cacheRead ?? prices.prompt, prices.prompt), tokens.cached),
    timesCount(subtractUsd(prices.cacheWrite ?? prices.prompt, prices.prompt), tokens.cacheWrite),
  );
}

/** What a request costs: list price of the endpoint × native tokens; with BYOK the provider bills it and OpenRouter its fee. */
export function charge(
  model: CatalogueModel,
  endpoint: Endpoint,
  tokens: Tokens,
  byok: { used: boolean; feeFree: boolean },
): Charge {
  const prices = pricesFor(model, tokens.prompt);
  const plain = tokens.prompt - tokens.cached - tokens.cacheWrite;
  const atEndpoint = (amount: Usd) => (endpoint.pricePercent === 100 ? amount : percentOf(amount, endpoint.pricePercent));
  const promptUsd = roundToStep(
    atEndpoint(
      addUsd(
        timesCount(prices.prompt, plain),
        addUsd(
          timesCount(prices.cacheRead ?? prices.prompt, tokens.cached),
          timesCount(prices.cacheWrite ?? prices.prompt, tokens.cacheWrite),
        ),
      ),
    ),
  );
  const completionUsd = roundToStep(atEndpoint(timesCount(prices.completion, tokens.completion)));
  const listUsd = addUsd(promptUsd, completionUsd);
  const cacheUsd = roundToStep(atEndpoint(cacheDifference(prices, tokens)));
  if (!byok.used) return { costUsd: listUsd, byokUsd: ZERO_USD, cacheUsd, promptUsd, completionUsd };
  const feeUsd = byok.feeFree ? ZERO_USD : roundToStep(percentOf(listUsd, BYOK_FEE_PERCENT));
  return { costUsd: feeUsd, byokUsd: listUsd, cacheUsd, promptUsd, completionUsd };
}
