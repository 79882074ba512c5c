import { formatCount, formatUsd, percentText } from "../format";
import { subtractUsd, type Usd } from "../usd";
import {
  groupsOf,
  idsOf,
  type ModelOffer,
  type ObservedCell,
  type ObservedTraffic,
  sumOf,
  sumUsdOf,
  type TrafficGroup,
} from "./observed-traffic";
import type { Draft } from "./recommendation";
import { BEYOND_LIST_STAYS, type FasterVariant, isFaster, listCost, servedBy, type TrafficCell, type View } from "./traffic";

const LEAST_REQUESTS = 50;

/** How each is asked for, and what it buys. */
const FASTER: Record<FasterVariant, { asked: string; words: string }> = {
  nitro: { asked: ":nitro", words: "the fastest provider, and its priority tier" },
  priority: { asked: "the priority tier", words: "to be served before others" },
  ultrafast: { asked: "the ultrafast tier", words: "to be served faster than others" },
};

/** Routers that choose the model themselves. */
const ROUTERS = ["auto", "auto-beta"];

function withVariant(group: TrafficGroup, variant: string): ObservedCell[] {
  return group.cells.filter((cell) => cell.variant === variant);
}

/** Plain requests to the same model: its list price, or the endpoint's that served where that is known. */
function plainDraft(group: TrafficGroup, model: ModelOffer, variant: FasterVariant): Draft | null {
  const cells = withVariant(group, variant);
  const requests = sumOf(cells, (cell) => cell.requests);
  if (requests < LEAST_REQUESTS) return null;
  const charged = sumUsdOf(cells, ({ costUsd }) => costUsd);
  const plain = (cell: TrafficCell) =>
    servedBy(cell, { model: model.permaslug, variant: "standard", provider: null, pricing: model.pricing }, "likely");
  const saved = cells.reduce((sum, cell) => sum + subtractUsd(cell.costUsd, plain(cell).costUsd), 0n);
  if (saved <= 0n) return null;
  const { asked, words } = FASTER[variant];
  return {
    kind: "dear_routing",
    filters: group.filters,
    aspect: variant,
    title: `${group.label}: ${model.name} without ${asked}`,
    confidence: requests >= 500 ? "high" : "medium",
    figures: [
      { label: `Requests with ${asked}`, value: formatCount(requests) },
      { label: "Charged for them", value: formatUsd(charged) },
      { label: "At the list price", value: formatUsd(subtractUsd(charged, saved as Usd)) },
    ],
    generationIds: null,
    assumption: "The same tokens at the model’s list price. The low end assumes that half of the requests go on as they do.",
    risk: `Asking so buys ${words}: answers may come later. Keep it where somebody waits.`,
    change: {
      words: `Ask for ${model.slug} as it is, and for the cheapest provider first.`,
      snippet: JSON.stringify({ model: model.slug, provider: { sort: "price" } }, null, 2),
    },
    move: { from: { model: model.permaslug, provider: null }, to: { model: model.permaslug, provider: null } },
    atStakeUsd: null,
    cellIds: idsOf(cells),
    apply: (cell, view) => {
      if (cell.variant !== variant || cell.model !== model.permaslug) return cell;
      const changed = plain(cell);
      if (view !== "low" || changed === cell) return changed;
      return { ...changed, costUsd: (changed.costUsd + (cell.costUsd - changed.costUsd) / 2n) as Usd };
    },
  };
}

interface Routed {
  groups: TrafficGroup[];
  cells: ObservedCell[];
}

/** What the router chose, by place: the models it takes turns with there. */
function routedPlaces(traffic: ObservedTraffic): Map<string, Routed> {
  const places = new Map<string, Routed>();
  for (const group of groupsOf(traffic)) {
    const cells = group.cells.filter(({ variant }) => ROUTERS.includes(variant ?? ""));
    if (cells.length === 0) continue;
    const key = `${group.place.dimension} ${group.place.id}`;
    const routed = places.get(key) ?? { groups: [], cells: [] };
    routed.groups.push(group);
    routed.cells.push(...cells);
    places.set(key, routed);
  }
  return places;
}

/** A model that the router itself gives so large a part of the requests serves them. */
const LEAST_CHOSEN = 0.2;

function routerDraft({ groups, cells }: Routed, traffic: ObservedTraffic): Draft | null {
  const [first] = groups;
  const requests = sumOf(cells, (cell) => cell.requests);
  if (!first || requests < LEAST_REQUESTS) return null;
  const served = (cell: TrafficCell, by: ModelOffer, view: View = "likely") =>
    servedBy(cell, { model: by.permaslug, variant: "standard", provider: null, pricing: by.pricing }, view);
  const candidates = [...new Set(cells.map(({ model }) => model))].flatMap((permaslug) => {
    const model = traffic.models.get(permaslug);
    const share =
      sumOf(
        cells.filter((cell) => cell.model === permaslug),
        (cell) => cell.requests,
      ) / requests;
    if (!model || share < LEAST_CHOSEN || model.retiresOn !== null) return [];
    // Every request must have a known price there, or the sum would tell nothing.
    if (cells.some((cell) => listCost(cell, model.pricing) === null)) return [];
    const saved = cells.reduce((sum, cell) => sum + subtractUsd(cell.costUsd, served(cell, model).costUsd), 0n);
    return [{ model, share, saved }];
  });
  const [best] = candidates.sort((a, b) => (a.saved > b.saved ? -1 : 1));
  if (!best || best.saved <= 0n) return null;
  const { model } = best;
  const { model: _, ...filters } = first.filters;
  const charged = sumUsdOf(cells, ({ costUsd }) => costUsd);
  return {
    kind: "dear_routing",
    filters,
    aspect: "auto",
    title: `${first.label}: ${model.name} instead of openrouter/auto`,
    confidence: "low",
    figures: [
      { label: "Requests that openrouter/auto placed", value: formatCount(requests) },
      { label: "Models it chose", value: formatCount(new Set(cells.map((cell) => cell.model)).size) },
      { label: "Charged for them", value: formatUsd(charged) },
      { label: `Placed with ${model.name}`, value: percentText(Math.round(best.share * 100)) },
    ],
    generationIds: null,
    assumption: `The same tokens on the cheapest of the models that the router itself gives a fifth of these requests or more. ${BEYOND_LIST_STAYS} The low end assumes that half of those it gave to others still go there.`,
    risk: "The router may have had reasons to give hard requests to dearer models. Try the fixed model on 50 of them first.",
    change: {
      words: `Ask for ${model.slug} instead of openrouter/auto.`,
      snippet: JSON.stringify({ model: model.slug }, null, 2),
    },
    move: null,
    atStakeUsd: null,
    cellIds: idsOf(cells),
    apply: (cell, view) => {
      if (cell.model === model.permaslug) return cell;
      const changed = served(cell, model, view);
      if (view !== "low" || changed === cell) return changed;
      return { ...changed, costUsd: (changed.costUsd + (cell.costUsd - changed.costUsd) / 2n) as Usd };
    },
  };
}

/**
 * Requests that are charged above a model's list price for how they were asked (`:nitro`, the priority tier), and those
 * that `openrouter/auto` gave to dearer models than it needed to. How requests were asked is told by Broadcast and logs alone.
 */
export function recommendPlainRouting(traffic: ObservedTraffic): Draft[] {
  const plain = groupsOf(traffic).flatMap((group) => {
    const model = traffic.models.get(group.model);
    if (!model) return [];
    const variants = [...new Set(group.cells.map(({ variant }) => variant))].filter(isFaster);
    return variants.flatMap((variant) => plainDraft(group, model, variant) ?? []);
  });
  const routed = [...routedPlaces(traffic).values()].flatMap((place) => routerDraft(place, traffic) ?? []);
  return [...plain, ...routed];
}
