import type { Day } from "../day";
import type { Filters } from "../spend/question";
import { compareUsd, subtractUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import { type TokenSums, type TrafficCell, VIEWS, type View } from "./traffic";

export const RECOMMENDATION_KINDS = [
  "cheaper_model",
  "cheaper_provider",
  "dear_routing",
  "unstable_prefix",
  "context_bloat",
  "retry_loop",
  "key_hygiene",
  "retiring_model",
  "undercut_model",
] as const;
export type RecommendationKind = (typeof RECOMMENDATION_KINDS)[number];

export type DollarRange = Readonly<Record<View, Usd>>;

export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What a finding rests on, so that anybody can check it. */
export interface Evidence {
  /** Both ends included: the days whose requests were looked at. */
  from: Day;
  to: Day;
  requests: number;
  /** What these requests were charged. */
  costUsd: Usd;
  /** In words, the reader's question first. */
  figures: readonly { label: string; value: string }[];
  /** The requests that show it best, dearest first. */
  generationIds: readonly string[];
  /** Requests to replay before deciding, short and long ones. */
  trialIds: readonly string[];
  baseline: Baseline;
}

/** What a finding's requests were like in the days that were looked at: what a change is held against. */
export interface Baseline {
  requests: number;
  costUsd: Usd;
  /** The same at the list prices of the model they were served by; null: not known. */
  listUsd: Usd | null;
  /** The same at the list prices of their model itself, whoever served; null: of several models, or not known. */
  modelListUsd: Usd | null;
  tokens: TokenSums;
  /** Of the cost, what went into requests that were tried again; null: the change is not about these. */
  retriedUsd: Usd | null;
  /** Of the scope's requests at the old and the new place, the share that were served as recommended already, 0 to 1. */
  shareAtTarget: number;
}

/** What the traffic of the finding's scope shows once the change is made; what is null is left as it was. */
export interface Move {
  /** The requests that the change is about. */
  from: { model: string | null; provider: string | null };
  to: { model: string | null; provider: string | null };
}

export interface Change {
  /** A sentence that begins with a verb. */
  words: string;
  /** Ready to copy: a request's fields as JSON, or lines of text. */
  snippet: string | null;
}

/** What is found, without its dollars and its evidence. */
export interface Finding {
  kind: RecommendationKind;
  /** Whose requests it is about. */
  filters: Filters;
  /** Tells findings of one kind and scope apart, such as the rule that a key breaks; "" where there can be one alone. */
  aspect: string;
  title: string;
  confidence: Confidence;
  assumption: string;
  risk: string;
  change: Change;
  /** null: no model or provider changes; what it saved is told by cost per request alone. */
  move: Move | null;
  /** What is at stake where nothing is saved by the change itself, such as spend through a key without a limit. */
  atStakeUsd: Usd | null;
}

/**
 * What a finder makes: a finding, and what the requests it is about would have cost. Which requests these are, what they
 * were charged and the dearest of them are told by the cells that it changes.
 */
export interface Draft extends Finding {
  figures: Evidence["figures"];
  /** The requests that show it, where the dearest of the cells are not those; null: the dearest. */
  generationIds: readonly string[] | null;
  /** The only cells that it may change. */
  cellIds: ReadonlySet<string>;
  /** One of these as it would have been; the very same cell where the finding is not about it after all. */
  apply(cell: TrafficCell, view: View): TrafficCell;
}

export interface Savings<One extends Draft> {
  draft: One;
  /** If it were the only change. */
  alone: DollarRange;
  /** What it adds to those before it. These add up to the total. */
  together: DollarRange;
}

const NOTHING: DollarRange = { low: ZERO_USD, likely: ZERO_USD, high: ZERO_USD };

/** What two findings have in common when they are about the same thing, whatever they say of it. */
export function subjectOf({ kind, filters, aspect }: Pick<Finding, "kind" | "filters" | "aspect">): string {
  const words = Object.entries(filters).filter(([, values]) => values.length > 0);
  const sorted = words.map(([dimension, values]) => [dimension, ...values.toSorted()]).sort();
  return JSON.stringify([kind, aspect, ...sorted]);
}

function ranged(of: (view: View) => Usd): DollarRange {
  const [low, likely, high] = [of("low"), of("likely"), of("high")];
  // Ranges of several findings about the same requests may cross: the widest bounds are taken.
  const [least = likely, , most = likely] = [low, likely, high].sort(compareUsd);
  return { low: least, likely, high: most };
}

/** The cells that the finding is about. */
export function touchedBy<Cell extends TrafficCell>(draft: Draft, cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => draft.cellIds.has(cell.id) && draft.apply(cell, "likely") !== cell);
}

function savedOn(before: readonly TrafficCell[], after: readonly TrafficCell[]): Usd {
  return sumUsd(before.map(({ costUsd }, place) => subtractUsd(costUsd, after[place]?.costUsd ?? costUsd)));
}

/** What the change would most likely have saved on this traffic, if nothing else were changed. */
export function likelySaving(draft: Draft, cells: readonly TrafficCell[], view: View = "likely"): Usd {
  const own = cells.filter(({ id }) => draft.cellIds.has(id));
  return savedOn(
    own,
    own.map((cell) => draft.apply(cell, view)),
  );
}

/** The same as a range. */
export function savingAlone(draft: Draft, cells: readonly TrafficCell[]): DollarRange {
  return ranged((view) => likelySaving(draft, cells, view));
}

/**
 * The order in which changes are applied: first those that leave every answer as it is, then those that send less, last
 * those that ask another model.
 */
const KINDS_IN_ORDER: readonly RecommendationKind[] = [
  "retry_loop",
  "unstable_prefix",
  "dear_routing",
  "cheaper_provider",
  "context_bloat",
  "retiring_model",
  "cheaper_model",
  "undercut_model",
  "key_hygiene",
];

/**
 * Applies findings one after the other, each to the traffic that those before it leave, so that no dollar is saved twice
 * and what they save together is the sum of what each adds. Those in `first` (people decided on them) come in their order;
 * the others by kind, the largest first, and only where each adds at least `leastUsd` and half of what it would save alone:
 * else those before it take care of the same dollars. Findings that save nothing by themselves are kept.
 */
export function applyInOrder<One extends Draft>(
  first: readonly One[],
  others: readonly One[],
  cells: readonly TrafficCell[],
  leastUsd: Usd,
): { savings: Savings<One>[]; total: DollarRange } {
  const original = new Map(cells.map((cell) => [cell.id, cell]));
  const left: Record<View, Map<string, TrafficCell>> = { low: new Map(), likely: new Map(), high: new Map() };
  const cellsOf = ({ cellIds }: One, of: ReadonlyMap<string, TrafficCell>) =>
    [...cellIds].flatMap((id) => of.get(id) ?? original.get(id) ?? []);
  const alone = new Map([...first, ...others].map((draft) => [draft, savingAlone(draft, cellsOf(draft, original))]));
  const savesAlone = (draft: One) => alone.get(draft) ?? NOTHING;
  const rankOf = ({ kind }: One) => KINDS_IN_ORDER.indexOf(kind);
  const sorted = others.toSorted((a, b) => rankOf(a) - rankOf(b) || compareUsd(savesAlone(b).likely, savesAlone(a).likely));
  const savings: Savings<One>[] = [];
  for (const [position, draft] of [...first, ...sorted].entries()) {
    const after = (view: View) => cellsOf(draft, left[view]).map((cell) => draft.apply(cell, view));
    const changed = { low: after("low"), likely: after("likely"), high: after("high") };
    const together = ranged((view) => savedOn(cellsOf(draft, left[view]), changed[view]));
    const own = savesAlone(draft);
    const adds = together.likely >= leastUsd && together.likely * 2n >= own.likely;
    if (position >= first.length && draft.atStakeUsd === null && !adds) continue;
    savings.push({ draft, alone: own, together });
    for (const view of VIEWS) for (const cell of changed[view]) left[view].set(cell.id, cell);
  }
  return { savings, total: totalOf(savings.map(({ together }) => together)) };
}

/** What a decision on it is remembered by: what it would save, or what it puts at stake if that is more. */
export function worthOf({ alone, atStakeUsd }: { alone: DollarRange; atStakeUsd: Usd | null }): Usd {
  return atStakeUsd !== null && atStakeUsd > alone.likely ? atStakeUsd : alone.likely;
}

/** The ranges added end to end: low with low, likely with likely, high with high. */
export function totalOf(ranges: readonly DollarRange[]): DollarRange {
  return {
    low: sumUsd(ranges.map(({ low }) => low)),
    likely: sumUsd(ranges.map(({ likely }) => likely)),
    high: sumUsd(ranges.map(({ high }) => high)),
  };
}
