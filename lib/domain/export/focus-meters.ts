import { type Price, type Pricing, tokenPrices } from "../catalogue/price";
import type { Figures } from "../figures";
import { splitUsd, type Usd, usdToString } from "../usd";

/** What of a charge one FOCUS row meters. Amounts are exact decimals. */
export interface Meter {
  name: string;
  /** The last part of SkuPriceId. */
  sku: string;
  unit: string;
  quantity: string;
  /** Dollars a unit. */
  unitPrice: string;
  /** Quantity × unit price, to the last digit. */
  listCost: string;
  billedUsd: Usd;
  consumed: { quantity: string; unit: string };
}

const PRICE_DIGITS = 24;

/** A whole number of 10⁻²⁴ dollars as a plain decimal. */
function decimal(units: bigint): string {
  const digits = units.toString().padStart(PRICE_DIGITS + 1, "0");
  const fraction = digits.slice(-PRICE_DIGITS).replace(/0+$/, "");
  return `${digits.slice(0, -PRICE_DIGITS)}${fraction && `.${fraction}`}`;
}

interface Part {
  name: string;
  sku: string;
  unit: "Tokens" | "Requests";
  count: number;
  price: Price;
}

/** Each kind of token at the price it is published under; null where the counts contradict each other or are not known. */
function partsOf(figures: Figures, pricing: Pricing, at: Date): Part[] | null {
  const { promptTokens, completionTokens, requests } = figures;
  // A price that hangs on a prompt's length or on the hour is none for a sum of prompts.
  if (promptTokens === null || completionTokens === null || Array.isArray(pricing.overrides)) return null;
  const prices = tokenPrices(pricing, 0, at);
  if (!prices) return null;
  const { prompt, completion, cacheRead, cacheWrite, reasoning, request } = prices;
  const cached = cacheRead === null ? 0 : (figures.cachedTokens ?? 0);
  const written = cacheWrite === null ? 0 : (figures.cacheWriteTokens ?? 0);
  const thought = reasoning === null ? 0 : (figures.reasoningTokens ?? 0);
  const parts: Part[] = [
    { name: "Input Tokens", sku: "input", unit: "Tokens", count: promptTokens - cached - written, price: prompt },
    { name: "Cached Input Tokens", sku: "input-cache-read", unit: "Tokens", count: cached, price: cacheRead ?? prompt },
    { name: "Cache Write Tokens", sku: "input-cache-write", unit: "Tokens", count: written, price: cacheWrite ?? prompt },
    { name: "Output Tokens", sku: "output", unit: "Tokens", count: completionTokens - thought, price: completion },
    { name: "Reasoning Tokens", sku: "reasoning", unit: "Tokens", count: thought, price: reasoning ?? completion },
    { name: "Requests", sku: "request", unit: "Requests", count: request ? requests : 0, price: (request ?? 0n) as Price },
  ];
  return parts.some(({ count }) => count < 0) ? null : parts.filter(({ count }) => count > 0);
}

/** What was billed, metered in the dollars that it was billed in: where no unit price tells how it came about. */
function asBilled({ costUsd, requests }: Figures): Meter {
  const amount = usdToString(costUsd);
  return {
    name: "Billed Amount",
    sku: "as-billed",
    unit: "US Dollars",
    quantity: amount,
    unitPrice: "1",
    listCost: amount,
    billedUsd: costUsd,
    consumed: { quantity: String(requests), unit: "Requests" },
  };
}

/**
 * A charge as the meters of its model's price list: quantities are the tokens that were used, list costs their product
 * with the list price, and what was billed is split among them in proportion to these, adding up to the last digit.
 * Without counts, without a price, or where the list says nothing costs anything and something was billed, it is one meter
 * of dollars as billed: no unit price is ever made up. `pricing` null: the catalogue has none.
 */
export function metersOf(figures: Figures, pricing: Pricing | null, at: Date): Meter[] {
  const parts = pricing && partsOf(figures, pricing, at);
  if (!parts || parts.length === 0) return [asBilled(figures)];
  const lists = parts.map(({ count, price }) => BigInt(count) * price);
  const free = lists.every((list) => list === 0n);
  if (free && figures.costUsd !== 0n) return [asBilled(figures)];
  const billed = splitUsd(figures.costUsd, free ? lists.map(() => 1n) : lists);
  return parts.map(({ name, sku, unit, count, price }, index) => ({
    name,
    sku,
    unit,
    quantity: String(count),
    unitPrice: decimal(price),
    listCost: decimal(lists[index] ?? 0n),
    billedUsd: billed[index] as Usd,
    consumed: { quantity: String(count), unit },
  }));
}

/** Inference that a provider bills to the customer's own key: nothing of it is OpenRouter's charge. */
export function ownKeyMeter({ requests }: Figures): Meter {
  const quantity = String(requests);
  const consumed = { quantity, unit: "Requests" };
  const nothing = 0n as Usd;
  return {
    name: "BYOK Inference",
    sku: "byok",
    unit: "Requests",
    quantity,
    unitPrice: "0",
    listCost: "0",
    billedUsd: nothing,
    consumed,
  };
}
