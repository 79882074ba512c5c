import { formatUsd } from "../format";
import { subtractUsd, sumUsd, type Usd, usdFromFinerUnits } from "../usd";
import type { Pricing } from "./price";
import { reprice, type UsedTokens } from "./reprice";

/** Known requests of a model whose prompts and times fall under the same prices, and what they used together. */
export interface KnownRequests {
  requests: number;
  longestPrompt: number;
  at: Date;
  used: UsedTokens;
}

/** A model that was charged for, with what all its requests of some days used. */
export interface UsedModel {
  permaslug: string;
  name: string;
  costUsd: Usd;
  requests: number;
  used: UsedTokens;
  /** As many of its requests as are known one by one. */
  known: readonly KnownRequests[];
  supportedParameters: readonly string[];
  /** Higher is better; null: not measured. */
  benchmark: number | null;
}

/** A model that came, or whose price fell. */
export interface ComingModel {
  permaslug: string;
  slug: string;
  name: string;
  how: "new" | "undercut";
  at: Date;
  pricing: Pricing;
  contextLength: number | null;
  outputModalities: readonly string[];
  supportedParameters: readonly string[];
  expirationDate: string | null;
  benchmark: number | null;
}

export interface FittingModel {
  permaslug: string;
  slug: string;
  name: string;
  how: ComingModel["how"];
  at: Date;
  instead: { permaslug: string; name: string };
  /** Of the looked-at days, what was charged and what the same tokens would have cost. */
  chargedUsd: Usd;
  wouldCostUsd: Usd;
  /** A month of thirty days. */
  savedMonthlyUsd: Usd;
  /** Index points below the model in use; negative: above. */
  indexBelow: number;
}

/** As far below the model in use may a benchmark lie. */
const MOST_BELOW = 5;
/** What would save less is no news. */
const LEAST_MONTHLY = 1_000_000_000_000n;
const LEAST_SHARE = 5n;
const MONTH_DAYS = 30n;

function fits(coming: ComingModel, present: UsedModel): boolean {
  if (coming.permaslug === present.permaslug || coming.expirationDate !== null) return false;
  if (!coming.outputModalities.includes("text")) return false;
  if (coming.benchmark === null || present.benchmark === null || present.benchmark - coming.benchmark > MOST_BELOW) return false;
  const longestPrompt = Math.max(...present.known.map((one) => one.longestPrompt));
  if (present.known.length === 0 || (coming.contextLength ?? 0) < longestPrompt) return false;
  return !present.supportedParameters.includes("tools") || coming.supportedParameters.includes("tools");
}

/** What requests would have cost at a price list, those of each price by themselves; null where that is not known of all. */
function listed(known: readonly KnownRequests[], pricing: Pricing): Usd | null {
  const prices = known.map(({ used, at, requests, longestPrompt }) => reprice(used, pricing, at, { requests, longestPrompt }));
  const dollars = prices.flatMap((price) => (price.kind === "known" ? [price.usd] : []));
  return dollars.length === prices.length ? sumUsd(dollars) : null;
}

/**
 * What the model's traffic would have cost. Prices that go by a prompt's length or by the clock make all of it so much
 * dearer or cheaper as they make the requests that are known.
 */
function costOn(coming: ComingModel, { used, requests, known }: UsedModel): Usd | null {
  const plain: Pricing = { ...coming.pricing, overrides: [] };
  const all = listed([{ used, requests, at: coming.at, longestPrompt: 0 }], plain);
  const [knownPlain, knownTrue] = [listed(known, plain), listed(known, coming.pricing)];
  if (all === null || knownPlain === null || knownTrue === null || knownPlain === 0n) return null;
  const usd = usdFromFinerUnits(all * knownTrue, knownPlain);
  return usd > 0n ? usd : null;
}

/**
 * Of models that came or fell in price, those that could take over what a model in use does, for a fifth less or better on
 * these very tokens: as good by the index (five points below at most), long enough, able to call tools where the present
 * one is, not going away, not free (free models promise nothing). For each model in use the cheapest alone; the largest
 * saving first. `days`: how many days the used tokens are of.
 */
export function fittingModels(coming: readonly ComingModel[], used: readonly UsedModel[], days: number): FittingModel[] {
  const found = used.flatMap((present) => {
    const priced = coming
      .filter((one) => fits(one, present))
      .flatMap((one) => {
        const wouldCostUsd = costOn(one, present);
        return wouldCostUsd === null ? [] : [{ one, wouldCostUsd }];
      })
      .sort((a, b) => (a.wouldCostUsd < b.wouldCostUsd ? -1 : 1));
    const [cheapest] = priced;
    if (!cheapest) return [];
    const { one, wouldCostUsd } = cheapest;
    const saved = subtractUsd(present.costUsd, wouldCostUsd);
    const savedMonthlyUsd = usdFromFinerUnits(saved * MONTH_DAYS, BigInt(days));
    if (saved * LEAST_SHARE < present.costUsd || savedMonthlyUsd < LEAST_MONTHLY) return [];
    return [
      {
        permaslug: one.permaslug,
        slug: one.slug,
        name: one.name,
        how: one.how,
        at: one.at,
        instead: { permaslug: present.permaslug, name: present.name },
        chargedUsd: present.costUsd,
        wouldCostUsd,
        savedMonthlyUsd,
        indexBelow: (present.benchmark ?? 0) - (one.benchmark ?? 0),
      },
    ];
  });
  return found.sort((a, b) => (a.savedMonthlyUsd > b.savedMonthlyUsd ? -1 : 1));
}

/** Why it is news, for a manager. */
export function fittingModelWords({ how, instead, savedMonthlyUsd, indexBelow }: FittingModel): string {
  const index = indexBelow > 0 ? `${indexBelow.toFixed(1)} points lower by a public index` : "as good by a public index";
  const came = how === "new" ? "Newly listed" : "Its price fell";
  return `${came}: on the very tokens of ${instead.name} it would cost about ${formatUsd(savedMonthlyUsd)} less a month, and it is ${index}.`;
}
