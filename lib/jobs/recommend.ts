import { addDays, type Day, dayOf } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { finishedDays } from "../domain/period";
import { recommendCheaperModels } from "../domain/recommendation/cheaper-model";
import { recommendCheaperProviders } from "../domain/recommendation/cheaper-provider";
import { recommendFewerRetries } from "../domain/recommendation/fewer-retries";
import { isForCi, recommendKeyHygiene, type UsableKey } from "../domain/recommendation/key-hygiene";
import { recommendNextModels } from "../domain/recommendation/next-model";
import { mergedCell } from "../domain/recommendation/observed-cell";
import { dearest, type ObservedCell, type ObservedTraffic, sumOf, sumUsdOf } from "../domain/recommendation/observed-traffic";
import { aboutFilters, isAt, modelOf, Outcomes } from "../domain/recommendation/outcome";
import { recommendPlainRouting } from "../domain/recommendation/plain-routing";
import {
  applyInOrder,
  type Baseline,
  type DollarRange,
  type Draft,
  type Evidence,
  type Finding,
  type Move,
  type Savings,
  subjectOf,
  touchedBy,
} from "../domain/recommendation/recommendation";
import { recommendShorterContexts } from "../domain/recommendation/shorter-context";
import { recommendStablePrefixes } from "../domain/recommendation/stable-prefix";
import { listCost } from "../domain/recommendation/traffic";
import type { AuthorizedScope } from "../domain/scope";
import { parseUsd, sumUsd, type Usd, usdFromFinerUnits } from "../domain/usd";
import { beginLook, noteFailedLook, putBackLook } from "../ledger/recommendation/looks";
import { type Found, storeLook } from "../ledger/recommendation/recommendations";
import { modelOffers } from "../queries/catalogue/model-offers";
import { type ChargedTo, readCharges } from "../queries/recommendation/charges";
import { knownDays, usableKeys } from "../queries/recommendation/keys";
import { placesToLookAt } from "../queries/recommendation/places";
import { acceptedRecommendations, lookStatus, recommendations } from "../queries/recommendation/recommendations";
import { observedDays } from "../queries/recommendation/traffic";

/** Findings rest on so many finished days, and their dollars are for as many. */
const DAYS = 30;
/** An accepted recommendation is held against the traffic for so long. */
const VERIFIED_DAYS = 90;
/** A finding that saves less a month is not worth anybody's time. */
const LEAST_USD = parseUsd("1");
const TRIAL = 50;
/** Fewer known days make a month that nobody has seen. */
const FEW_DAYS = 7;

/** From the days of which requests are known to a month. */
function aMonth(range: DollarRange, days: number): DollarRange {
  const scaled = (amount: Usd) => (days === 0 ? amount : usdFromFinerUnits(amount * BigInt(DAYS), BigInt(days)));
  return { low: scaled(range.low), likely: scaled(range.likely), high: scaled(range.high) };
}

/** Whether the traffic shows the change as another model or provider; how a model was asked shows in the cost alone. */
function moves(move: Move | null): move is Move {
  return move !== null && (move.from.model !== move.to.model || move.from.provider !== move.to.provider);
}

/** What the cells cost at the list prices of their one model. */
function modelList(cells: readonly ObservedCell[], models: ObservedTraffic["models"]): Usd | null {
  const [first] = cells;
  const pricing = first && cells.every(({ model }) => model === first.model) ? models.get(first.model)?.pricing : undefined;
  const costs = cells.map((cell) => pricing && listCost(cell, pricing));
  return costs.every((cost): cost is Usd => typeof cost === "bigint") ? sumUsd(costs) : null;
}

/** `inFilters`: the cells of the finding's filters, whichever model serves them. */
function baselineOf(
  draft: Draft,
  touched: readonly ObservedCell[],
  inFilters: readonly ObservedCell[],
  models: ObservedTraffic["models"],
): Baseline {
  const sum = (name: keyof Baseline["tokens"]) => sumOf(touched, ({ tokens }) => tokens[name]);
  const place = moves(draft.move) ? draft.move : null;
  const inPlace = place ? inFilters.filter((cell) => isAt(cell, place.from) || isAt(cell, place.to)) : [];
  const already = place ? inPlace.filter((cell) => isAt(cell, place.to)) : [];
  const countOf = (some: readonly ObservedCell[]) => sumOf(some, ({ requests }) => requests);
  const listed = touched.map((cell) => cell.pricing && listCost(cell, cell.pricing));
  return {
    requests: sumOf(touched, ({ requests }) => requests),
    costUsd: sumUsdOf(touched, ({ costUsd }) => costUsd),
    listUsd: listed.includes(null) ? null : sumUsd(listed as Usd[]),
    modelListUsd: modelList(touched, models),
    tokens: {
      promptTokens: sum("promptTokens"),
      cachedTokens: sum("cachedTokens"),
      cacheWriteTokens: sum("cacheWriteTokens"),
      completionTokens: sum("completionTokens"),
      reasoningTokens: sum("reasoningTokens"),
    },
    retriedUsd: draft.kind === "retry_loop" ? sumUsdOf(touched, ({ signs }) => signs.retriedUsd) : null,
    shareAtTarget: inPlace.length === 0 ? 0 : countOf(already) / countOf(inPlace),
  };
}

/** Short and long requests in turn, so that a trial sees all kinds. */
function trialOf(touched: readonly ObservedCell[]): string[] {
  const byLength = touched.toSorted((a, b) => a.longestPrompt - b.longestPrompt).map(({ sample }) => sample);
  const longest = Math.max(0, ...byLength.map((sample) => sample.length));
  const inTurn = Array.from({ length: longest }, (_, index) => byLength.flatMap((sample) => sample[index] ?? [])).flat();
  return [...new Set(inTurn)].slice(0, TRIAL);
}

/** Of how few days its requests are known, where its dollars a month are reckoned from these. */
function knownOf({ days }: ObservedTraffic): Draft["figures"] {
  if (days === 0 || days >= DAYS) return [];
  return [{ label: "Days whose requests are known", value: `${days} of ${DAYS}, reckoned up to a month` }];
}

/** What the finding's own requests show; of a change that touches whole conversations, all of its scope. */
function evidenceOf(draft: Draft, traffic: ObservedTraffic): Evidence {
  const { from, to, cells, models } = traffic;
  const changed = touchedBy(draft, cells);
  const inFilters = cells.filter(aboutFilters(draft.filters));
  const inScope = inFilters.filter((cell) => isAt(cell, modelOf(draft.filters)));
  const about = moves(draft.move) ? changed : inScope;
  const baseline = baselineOf(draft, about, inFilters, models);
  return {
    from,
    to,
    requests: baseline.requests,
    costUsd: baseline.costUsd,
    figures: [...knownOf(traffic), ...draft.figures],
    generationIds: draft.generationIds ?? dearest((changed.length > 0 ? changed : inScope).flatMap((cell) => cell.dearest)),
    trialIds: trialOf(changed),
    baseline,
  };
}

function findingOf({ apply: _, figures: __, generationIds: ___, ...finding }: Draft): Finding {
  return finding;
}

function draftsOf(traffic: ObservedTraffic, keys: readonly UsableKey[], booked: number): Draft[] {
  return [
    ...recommendCheaperModels(traffic),
    ...recommendCheaperProviders(traffic),
    ...recommendPlainRouting(traffic),
    ...recommendNextModels(traffic),
    ...recommendStablePrefixes(traffic),
    ...recommendShorterContexts(traffic),
    ...recommendFewerRetries(traffic),
    ...recommendKeyHygiene(traffic, keys, booked),
  ];
}

/** Looks at the traffic once: what findings rest on, and what came of what was accepted. */
async function readTraffic(scope: AuthorizedScope, period: { from: Day; to: Day }, now: Date, signal: AbortSignal) {
  const accepted = await acceptedRecommendations(scope);
  const earliest = addDays(period.to, -VERIFIED_DAYS);
  const oldest = accepted.map(({ since }) => since).sort()[0] ?? period.from;
  const [from = period.from] = oldest < earliest ? [earliest] : [oldest, period.from].sort();
  const models = await modelOffers(scope);
  const outcomes = new Outcomes(accepted, models);
  const { keys, nameOf } = await usableKeys(scope, period, now);
  const lookedAt = await placesToLookAt(scope, period, {
    accepted: accepted.map(({ filters }) => filters),
    wholeKeys: keys.filter(isForCi).map(({ id }) => id),
  });
  const cells = new Map<string, ObservedCell>();
  for await (const found of observedDays(scope, { from, to: period.to }, { models, lookedAt }, signal)) {
    outcomes.add(found.day, found.cells);
    if (found.day < period.from) continue;
    for (const cell of found.cells) {
      const known = cells.get(cell.id);
      cells.set(cell.id, known ? mergedCell(known, cell) : cell);
    }
  }
  const { benchmarkDistance } = await lookStatus(scope);
  const { booked, told } = await knownDays(scope, period);
  const traffic: ObservedTraffic = {
    ...period,
    days: told,
    cells: [...cells.values()],
    models,
    benchmarkDistance,
    keyName: nameOf,
  };
  return { traffic, lookedAt, keys, booked, outcomes: outcomes.results() };
}

/** Looks for what would save dollars in the last thirty finished days, and for what came of what was accepted; keeps both. */
async function look(organizationId: string, now: Date, signal: AbortSignal): Promise<void> {
  const scope = mintSystemScope(organizationId, { kind: "job" });
  const period = finishedDays(dayOf(now), DAYS);
  const { traffic, lookedAt, keys, booked, outcomes } = await readTraffic(scope, period, now, signal);
  const drafts = draftsOf(traffic, keys, booked);
  const stateOf = new Map((await recommendations(scope)).list.map(({ subject, state }) => [subject, state]));
  const inState = (...states: (string | undefined)[]) => drafts.filter((draft) => states.includes(stateOf.get(subjectOf(draft))));
  // A rejected finding saves nothing, but whether it has grown must still be known.
  const rejected = applyInOrder(inState("rejected"), [], traffic.cells, LEAST_USD).savings;
  const decided = [...inState("accepted"), ...inState("trial")];
  const { savings } = applyInOrder(decided, inState("open", undefined), traffic.cells, LEAST_USD);
  const chargedTo = await readCharges(scope, period, lookedAt);
  const found = [...savings, ...rejected].map((saving) => foundOf(saving, traffic, chargedTo));
  const { cells, days } = traffic;
  const requests = sumOf(cells, (cell) => cell.requests);
  await storeLook(
    organizationId,
    { ...period, days, requests, costUsd: sumUsdOf(cells, ({ costUsd }) => costUsd), found, outcomes },
    now,
  );
}

function foundOf({ draft, alone, together }: Savings<Draft>, traffic: ObservedTraffic, chargedTo: ChargedTo): Found {
  return {
    finding: alone.likely > 0n && traffic.days < FEW_DAYS ? { ...findingOf(draft), confidence: "low" } : findingOf(draft),
    evidence: evidenceOf(draft, traffic),
    alone: aMonth(alone, traffic.days),
    together: aMonth(together, traffic.days),
    ...chargedTo(draft.filters),
  };
}

/** The job: looks, and says in the organization's row why if that fails. Safe to run twice, and at once. */
export async function recommend(organizationId: string, settings: { now: () => Date; signal: AbortSignal }): Promise<void> {
  await beginLook(organizationId, settings.now());
  try {
    await look(organizationId, settings.now(), settings.signal);
  } catch (error) {
    if (settings.signal.aborted) await putBackLook(organizationId);
    else await noteFailedLook(organizationId, "The look failed; the worker's log says why. It is tried again.");
    throw error;
  }
}
