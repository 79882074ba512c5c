import type { Day } from "../../lib/domain/day";
import { ZERO_USD } from "../../lib/domain/usd";
import type { LineShare, Source } from "./cast";
import { type CatalogueModel, type Endpoint, modelOfLine } from "./catalogue";
import { charge, type Tokens } from "./charge";
import type { Generation } from "./generation";
import { chance, letterPairs, logNormal, pick, type Random } from "./random";
import { wastedUsd } from "./waste";

const DAY_MS = 86_400_000;
/** Past this, an agent starts over with a summary of what went before. */
const COMPACTED_FROM = 180_000;

/** What all requests of a day share. */
export interface TrafficDay {
  day: Day;
  midnight: number;
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  byokFeeFree: boolean;
}

/** What all requests of a session share. */
export interface Exchange {
  source: Source;
  model: CatalogueModel;
  endpoint: Endpoint;
  sessionId: string | null;
  user: string | null;
  isByok: boolean;
}

/** Chooses model, provider and user for a session. */
export function beginExchange(source: Source, mix: readonly LineShare[], day: Day, random: Random, inSession: boolean): Exchange {
  const model = modelOfLine(pick(random, mix).line, day);
  return {
    source,
    model,
    endpoint: pick(random, model.endpoints),
    sessionId: inSession ? `sess-${letterPairs(random, 8)}` : null,
    user: source.user !== null && chance(random, source.userShare) ? source.user : null,
    isByok: chance(random, source.byokShare),
  };
}

function finishOf(random: Random, habit: Source["habit"]): Pick<Generation, "finishReason" | "cancelled"> {
  const roll = random.next();
  if (roll < habit.errors) return { finishReason: "error", cancelled: false };
  if (roll < habit.errors + habit.cancelled) return { finishReason: null, cancelled: true };
  if (habit.turns > 4 && chance(random, 0.7)) return { finishReason: "tool_calls", cancelled: false };
  return { finishReason: chance(random, 0.03) ? "length" : "stop", cancelled: false };
}

function tokensOf(
  exchange: Exchange,
  prompt: number,
  cachedPrefix: number,
  outcome: ReturnType<typeof finishOf>,
  random: Random,
): Tokens {
  if (outcome.finishReason === "error") return { prompt: 0, cached: 0, cacheWrite: 0, completion: 0, reasoning: 0 };
  const { habit } = exchange.source;
  const { prices } = exchange.model;
  const cached = prices.cacheRead === null ? 0 : Math.min(cachedPrefix, prompt);
  const writes = prices.cacheWrite !== null && prices.cacheWrite > prices.prompt && habit.cacheHits > 0.5;
  const whole = Math.max(1, Math.round(logNormal(random, habit.completion, 0.8)));
  const completion = outcome.cancelled ? Math.max(1, Math.floor(whole * random.next())) : whole;
  return {
    prompt,
    cached,
    cacheWrite: writes ? Math.floor((prompt - cached) * 0.9) : 0,
    completion,
    reasoning: exchange.model.reasons ? Math.floor(completion * habit.reasoning * random.next()) : 0,
  };
}

/** What a planted waste does to a request. */
interface Wasted {
  /** What the request before in the session sent. */
  prefix: number;
  extra: number;
  isRetry: boolean;
}

function serve(
  exchange: Exchange,
  today: TrafficDay,
  createdAt: number,
  prompt: number,
  cachedPrefix: number,
  random: Random,
  wasted: Wasted,
): Generation {
  const { source, model, endpoint, isByok } = exchange;
  const outcome = finishOf(random, source.habit);
  const tokens = tokensOf(exchange, prompt, cachedPrefix, outcome, random);
  const charged = charge(model, endpoint, tokens, { used: isByok, feeFree: today.byokFeeFree });
  const firstTokenMs = Math.round(logNormal(random, 650, 0.5));
  return {
    id: `gen-${Math.floor(createdAt / 1000)}-${letterPairs(random, 10)}`,
    day: today.day,
    createdAt,
    key: source.key,
    memberId: source.key ? source.key.creatorId : source.memberId,
    model,
    endpoint,
    requests: 1,
    byokRequests: isByok ? 1 : 0,
    user: exchange.user,
    sessionId: exchange.sessionId,
    app: source.app,
    feature: source.feature,
    costUsd: charged.costUsd,
    byokFeeUsd: isByok ? charged.costUsd : ZERO_USD,
    byokUsd: charged.byokUsd,
    cacheUsd: charged.cacheUsd,
    promptTokens: tokens.prompt,
    cachedTokens: tokens.cached,
    cacheWriteTokens: tokens.cacheWrite,
    completionTokens: tokens.completion,
    reasoningTokens: tokens.reasoning,
    streamed: chance(random, source.habit.streamed),
    cancelled: outcome.cancelled,
    finishReason: outcome.finishReason,
    generationTimeMs: firstTokenMs + tokens.completion * 14,
    firstTokenMs,
    wastedUsd: wastedUsd(source.waste, exchange, tokens, wasted),
  };
}

export interface Session {
  startsAt: number;
  turns: number;
  pauseSeconds: number;
}

/** A session's requests: each sends the talk so far again, most of it cached. Ends with the day. */
export function serveSession(exchange: Exchange, today: TrafficDay, session: Session, random: Random, into: Generation[]): void {
  const { habit, waste } = exchange.source;
  const dayEnds = today.midnight + DAY_MS;
  let at = session.startsAt;
  let prompt = Math.max(1, Math.round(logNormal(random, habit.firstPrompt, 0.7)));
  let prefix = 0;
  for (let turn = 0; turn < session.turns && at < dayEnds; turn++) {
    const hit = turn > 0 && chance(random, habit.cacheHits);
    const extra = waste?.kind === "bloat" && chance(random, waste.share) ? waste.extraTokens : 0;
    const tries = waste?.kind === "retries" && chance(random, waste.share) ? waste.tries : 1;
    const cached = hit ? Math.floor(prefix / 128) * 128 : 0;
    const generation = serve(exchange, today, at, prompt + extra, cached, random, { prefix, extra, isRetry: false });
    into.push(generation);
    for (let again = 1; again < tries && waste?.kind === "retries"; again++) {
      at += waste.everySeconds * 1000;
      into.push(serve(exchange, today, at, prompt, cached, random, { prefix, extra: 0, isRetry: true }));
    }
    prefix = prompt;
    const added = Math.round(logNormal(random, Math.max(1, habit.addedPrompt), 0.6));
    prompt += generation.completionTokens + added;
    if (prompt > COMPACTED_FROM) {
      prompt = habit.firstPrompt;
      prefix = 0;
    }
    at += Math.max(200, Math.round(logNormal(random, session.pauseSeconds, 0.7) * 1000));
  }
}
