import { type Day, daysBetween } from "../day";
import { formatCount, formatUsd } from "../format";
import { formatRange } from "../format-day";
import { addUsd, compareUsd, subtractUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";
import { askFirst, mayReplace, moveOf, type Needs, needsOf } from "./cheaper-model";
import { groupsOf, idsOf, type ModelOffer, type ObservedTraffic, type TrafficGroup } from "./observed-traffic";
import { type Draft, likelySaving } from "./recommendation";
import { BEYOND_LIST_STAYS, servedBy, type TrafficCell } from "./traffic";

const LEAST_REQUESTS = 50;
/** A model that undercuts saves so large a part of what the requests cost. */
const LEAST_SHARE = 5n;
const MONTH = 30;
/** What goes away later than that is no news yet. */
const SOON_DAYS = 120;

interface Candidate {
  offer: ModelOffer;
  /** What all the group's requests would have cost. */
  costUsd: Usd;
}

/** What all requests would have cost on the offer; null where that is not known of each. */
function costOn(offer: ModelOffer, { cells }: TrafficGroup): Usd | null {
  return cells.reduce<Usd | null>((sum, cell) => {
    const served = servedBy(cell, { model: offer.permaslug, variant: null, provider: null, pricing: offer.pricing }, "likely");
    return sum === null || served === cell ? null : addUsd(sum, served.costUsd);
  }, ZERO_USD);
}

/** The cheapest for this very mix of those that may take over. */
function cheapest(group: TrafficGroup, traffic: ObservedTraffic, may: (offer: ModelOffer) => boolean): Candidate | null {
  const candidates = [...traffic.models.values()].filter(may).flatMap((offer) => {
    const costUsd = costOn(offer, group);
    return costUsd === null || costUsd === 0n ? [] : [{ offer, costUsd }];
  });
  return candidates.sort((a, b) => compareUsd(a.costUsd, b.costUsd))[0] ?? null;
}

function applyOf(present: ModelOffer, offer: ModelOffer): Draft["apply"] {
  const by = { model: offer.permaslug, variant: null, provider: null, pricing: offer.pricing };
  return (cell: TrafficCell, view) => {
    if (cell.model !== present.permaslug) return cell;
    if (view !== "low") return servedBy(cell, by, view);
    return servedBy(cell, by, view, { ...cell.tokens, cachedTokens: 0, cacheWriteTokens: 0 });
  };
}

const DOUBTS = `${BEYOND_LIST_STAYS} The low end assumes that nothing is cached there.`;

function figuresOf(group: TrafficGroup, present: ModelOffer, needs: Needs, found: Candidate | null): Draft["figures"] {
  return [
    { label: "Requests", value: formatCount(group.requests) },
    { label: "Charged", value: formatUsd(group.costUsd) },
    ...(found ? [{ label: `The same on ${found.offer.name}`, value: formatUsd(found.costUsd) }] : []),
    { label: "99 of 100 prompts and their answers fit in", value: `${formatCount(needs.context)} tokens` },
    ...(found
      ? [{ label: "Benchmark index now and then", value: `${present.benchmark ?? "–"} and ${found.offer.benchmark ?? "–"}` }]
      : []),
  ];
}

function retiringDraft(group: TrafficGroup, present: ModelOffer, retiresOn: Day, traffic: ObservedTraffic): Draft {
  const needs = needsOf(group);
  const found = cheapest(group, traffic, (offer) => mayReplace(offer, present, needs, traffic.benchmarkDistance));
  const isGone = daysBetween(traffic.to, retiresOn) <= 0;
  const when = formatRange(retiresOn, retiresOn);
  const saves = found !== null && compareUsd(found.costUsd, group.costUsd) < 0;
  const dearer = found && !saves ? formatUsd(subtractUsd(found.costUsd, group.costUsd)) : null;
  return {
    kind: "retiring_model",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: ${present.name} ${isGone ? `left the catalogue on ${when}` : `goes away on ${when}`}`,
    confidence: "high",
    figures: [
      { label: isGone ? "Left" : "Goes away", value: when },
      ...figuresOf(group, present, needs, found),
      ...(dearer ? [{ label: "That is dearer by", value: dearer }] : []),
    ],
    generationIds: null,
    assumption: found
      ? `The same tokens at the list prices of ${found.offer.name}, the cheapest that fits. ${DOUBTS}`
      : "No model of the catalogue fits what these requests need by its index, length and parameters: nothing is saved.",
    risk: "Once it is gone, requests to it fail. Try the next model before that day.",
    change: found
      ? {
          words: `Ask for ${found.offer.slug} from now on.`,
          snippet: JSON.stringify({ model: found.offer.slug }, null, 2),
        }
      : { words: "Choose the model that shall follow, and try it on 50 requests.", snippet: null },
    move: found ? moveOf(present, found.offer) : null,
    // What stops working, whether the next model is cheaper or not.
    atStakeUsd: traffic.days === 0 ? ZERO_USD : usdFromFinerUnits(group.costUsd * BigInt(MONTH), BigInt(traffic.days)),
    cellIds: found && saves ? idsOf(group.cells) : new Set(),
    apply: found && saves ? applyOf(present, found.offer) : (cell) => cell,
  };
}

function undercutDraft(group: TrafficGroup, present: ModelOffer, traffic: ObservedTraffic): Draft | null {
  const needs = needsOf(group);
  // A cheaper tier is another finding; here nothing is given up: as good by the index, and of the same tier.
  const found = cheapest(
    group,
    traffic,
    (offer) => offer.tier === present.tier && offer.inputModalities.length > 0 && mayReplace(offer, present, needs, 0),
  );
  if (!found || !present.inputModalities.every((modality) => found.offer.inputModalities.includes(modality))) return null;
  const { offer } = found;
  const draft: Draft = {
    kind: "undercut_model",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: ${offer.name} undercuts ${present.name}`,
    confidence: group.requests >= 500 ? "medium" : "low",
    figures: figuresOf(group, present, needs, found),
    generationIds: null,
    assumption: `The same tokens at the candidate’s list prices. ${DOUBTS}`,
    risk: "By a public index it is as good or better, but no index knows your prompts. Try it on 50 requests first.",
    change: askFirst(offer, present),
    move: moveOf(present, offer),
    atStakeUsd: null,
    cellIds: idsOf(group.cells),
    apply: applyOf(present, offer),
  };
  const saving = likelySaving(draft, group.cells);
  return saving > 0n && saving * LEAST_SHARE >= group.costUsd ? draft : null;
}

/**
 * For each feature, app or key × model: what to do before a model goes away (or now that it is gone), and where a model of
 * the same tier that is as good by the index would have cost a fifth less or better for this very mix.
 */
export function recommendNextModels(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic).flatMap((group) => {
    const present = traffic.models.get(group.model);
    if (!present) return [];
    if (present.retiresOn !== null && daysBetween(traffic.to, present.retiresOn) <= SOON_DAYS) {
      return group.costUsd > 0n ? [retiringDraft(group, present, present.retiresOn, traffic)] : [];
    }
    return group.requests < LEAST_REQUESTS ? [] : (undercutDraft(group, present, traffic) ?? []);
  });
}
