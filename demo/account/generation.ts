import type { Day } from "../../lib/domain/day";
import { addUsd, type Usd, ZERO_USD } from "../../lib/domain/usd";
import type { App, InferenceKey } from "./cast";
import type { CatalogueModel, Endpoint } from "./catalogue";

/** What can be summed over requests. */
export interface Measures {
  requests: number;
  byokRequests: number;
  /** Taken from the account's credits, BYOK fees included. */
  costUsd: Usd;
  /** The part of costUsd that is fees for BYOK requests. */
  byokFeeUsd: Usd;
  /** What providers charge the customer's own keys. */
  byokUsd: Usd;
  /** Inside the prices already: negative for cache reads, positive for writes. */
  cacheUsd: Usd;
  promptTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  completionTokens: number;
  reasoningTokens: number;
}

/** What long histories can be split by. */
interface Place {
  day: Day;
  /** null: chatroom. */
  key: InferenceKey | null;
  /** The key's creator, or who sat in the chatroom. */
  memberId: string | null;
  model: CatalogueModel;
  endpoint: Endpoint;
  app: App | null;
}

/** One request the demo account served: what OpenRouter would know of it. */
export interface Generation extends Place, Measures {
  id: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  user: string | null;
  sessionId: string | null;
  feature: string | null;
  streamed: boolean;
  cancelled: boolean;
  /** null: cancelled before the end. */
  finishReason: "stop" | "length" | "tool_calls" | "error" | null;
  generationTimeMs: number;
  firstTokenMs: number;
  /** What of the cost a planted waste made: known to the account alone, told by no answer. */
  wastedUsd: Usd;
}

/** A day's requests of one place, summed. */
export interface Cell extends Place, Measures {}

export type Fact = Generation | Cell;

export function isGeneration(fact: Fact): fact is Generation {
  return "id" in fact;
}

export function noMeasures(): Measures {
  return {
    requests: 0,
    byokRequests: 0,
    costUsd: ZERO_USD,
    byokFeeUsd: ZERO_USD,
    byokUsd: ZERO_USD,
    cacheUsd: ZERO_USD,
    promptTokens: 0,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
  };
}

export function addInto(sum: Measures, more: Measures): void {
  sum.requests += more.requests;
  sum.byokRequests += more.byokRequests;
  sum.costUsd = addUsd(sum.costUsd, more.costUsd);
  sum.byokFeeUsd = addUsd(sum.byokFeeUsd, more.byokFeeUsd);
  sum.byokUsd = addUsd(sum.byokUsd, more.byokUsd);
  sum.cacheUsd = addUsd(sum.cacheUsd, more.cacheUsd);
  sum.promptTokens += more.promptTokens;
  sum.cachedTokens += more.cachedTokens;
  sum.cacheWriteTokens += more.cacheWriteTokens;
  sum.completionTokens += more.completionTokens;
  sum.reasoningTokens += more.reasoningTokens;
}

/** The day's requests by key, member, endpoint (hence model and provider) and app. */
export function cellsOf(generations: Iterable<Generation>): Cell[] {
  // An endpoint has a handful of cells a day: looking through them costs less than naming each.
  const byEndpoint = new Map<Endpoint, Cell[]>();
  const cells: Cell[] = [];
  for (const generation of generations) {
    const { day, key, memberId, model, endpoint, app } = generation;
    let ofEndpoint = byEndpoint.get(endpoint);
    if (!ofEndpoint) {
      ofEndpoint = [];
      byEndpoint.set(endpoint, ofEndpoint);
    }
    let cell = ofEndpoint.find((known) => known.key === key && known.memberId === memberId && known.app === app);
    if (!cell) {
      cell = { day, key, memberId, model, endpoint, app, ...noMeasures() };
      ofEndpoint.push(cell);
      cells.push(cell);
    }
    addInto(cell, generation);
  }
  return cells;
}
