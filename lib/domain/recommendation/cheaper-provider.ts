import { formatCount, formatShare, formatUsd, percentText } from "../format";
import { compareUsd } from "../usd";
import { type Needs, needsOf } from "./cheaper-model";
import {
  groupsOf,
  idsOf,
  type ModelOffer,
  type ObservedTraffic,
  type ProviderOffer,
  sumOf,
  type TrafficGroup,
} from "./observed-traffic";
import { type Draft, likelySaving } from "./recommendation";
import { servedElsewhere, type TrafficCell } from "./traffic";

/** Another provider is not worth asking for less than this part of what the requests cost. */
const LEAST_SHARE = 10n;
const LEAST_REQUESTS = 50;
/** Per cent of the last day. */
const LEAST_UPTIME = 97;
/** Quantized further than that, a model is another one. */
const COARSE = ["int4", "fp4", "fp6"];

/** Spelled as requests name a provider: the tag up to its region or precision. */
const slugOf = ({ tag }: ProviderOffer) => tag.split("/")[0] ?? tag;

function fits(offer: ProviderOffer, needs: Needs): boolean {
  if (offer.contextLength !== null && offer.contextLength < needs.context) return false;
  if (offer.uptimeLastDay !== null && offer.uptimeLastDay < LEAST_UPTIME) return false;
  if (COARSE.includes(offer.quantization?.toLowerCase() ?? "")) return false;
  return needs.parameters.every((parameter) => offer.parameters.includes(parameter));
}

function draftFor(group: TrafficGroup, model: ModelOffer, offer: ProviderOffer, needs: Needs): Draft {
  const elsewhere = (cell: TrafficCell) => cell.model === model.permaslug && cell.provider !== offer.provider;
  const moved = sumOf(group.cells.filter(elsewhere), ({ requests }) => requests);
  const cached = sumOf(group.cells, ({ tokens }) => tokens.cachedTokens);
  const prompts = sumOf(group.cells, ({ tokens }) => tokens.promptTokens);
  const by = { variant: null, provider: offer.provider, pricing: offer.pricing };
  const quantized =
    offer.quantization && offer.quantization !== "unknown" ? ` It serves the model in ${offer.quantization}.` : "";
  return {
    kind: "cheaper_provider",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: ${model.name} by ${offer.provider}`,
    confidence: group.cells.some(({ provider }) => provider === offer.provider) && group.requests >= 500 ? "high" : "medium",
    figures: [
      { label: "Requests served by others", value: `${formatCount(moved)} of ${formatCount(group.requests)}` },
      { label: "Charged", value: formatUsd(group.costUsd) },
      { label: "99 of 100 prompts and their answers fit in", value: `${formatCount(needs.context)} tokens` },
      { label: "Prompt read from the cache", value: formatShare(prompts === 0 ? null : cached / prompts) },
      ...(offer.uptimeLastDay === null ? [] : [{ label: "Up, last day", value: percentText(offer.uptimeLastDay.toFixed(1)) }]),
    ],
    generationIds: null,
    assumption:
      "The same tokens at that provider’s list prices, with the prompt cached as often as now. The low end assumes that a tenth of the requests still goes elsewhere and that half as much is cached.",
    risk: `Providers differ in speed, precision and in what they keep of prompts: see their terms.${quantized} Requests go elsewhere while it is down.`,
    change: {
      words: `Ask for ${offer.provider} first, with others to fall back to.`,
      snippet: JSON.stringify({ model: model.slug, provider: { order: [slugOf(offer)], allow_fallbacks: true } }, null, 2),
    },
    move: { from: { model: model.permaslug, provider: null }, to: { model: model.permaslug, provider: offer.provider } },
    atStakeUsd: null,
    cellIds: idsOf(group.cells),
    apply: (cell, view) => {
      if (!elsewhere(cell)) return cell;
      if (view !== "low") return servedElsewhere(cell, by);
      const lessCached = servedElsewhere(cell, by, { ...cell.tokens, cachedTokens: Math.floor(cell.tokens.cachedTokens / 2) });
      if (lessCached === cell) return cell;
      const [now, then] = [cell.costUsd, lessCached.costUsd];
      return { ...lessCached, costUsd: (then + (now - then) / 10n) as typeof then };
    },
  };
}

/**
 * For each feature, app or key × model the provider of the very same model at which these requests would have cost least,
 * among those that fit: long enough, up, no coarser, able to call tools and to reason where that is used. What is cheaper by its prompt
 * price and dearer for this mix (no cache, dearer answers) is none. Needs the model's endpoints.
 */
export function recommendCheaperProviders(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic).flatMap((group) => {
    const model = traffic.models.get(group.model);
    if (!model || group.requests < LEAST_REQUESTS) return [];
    const needs = needsOf(group);
    const drafts = model.endpoints
      .filter((offer) => fits(offer, needs))
      .map((offer) => draftFor(group, model, offer, needs))
      .map((draft) => ({ draft, saving: likelySaving(draft, group.cells) }))
      .sort((a, b) => compareUsd(b.saving, a.saving));
    const [best] = drafts;
    return best && best.saving > 0n && best.saving * LEAST_SHARE >= group.costUsd ? [best.draft] : [];
  });
}
