import { type Day, startOfDay, weekday } from "../../lib/domain/day";
import { ZERO_USD } from "../../lib/domain/usd";
import type { Cast, LineShare, Source } from "./cast";
import { type CatalogueModel, type Endpoint, modelOfLine } from "./catalogue";
import { charge, type Tokens } from "./charge";
import type { Generation } from "./generation";
import { chance, letters, logNormal, poisson, type Random, randomOf, weighted, wholeBetween } from "./random";

const DAY_MS = 86_400_000;
/** Past this, an agent starts over with a summary of what went before. */
const COMPACTED_FROM = 180_000;
/** The free BYOK allowance of a month is used up around this date. */
const BYOK_FEE_FROM_DATE = 20;

interface Exchange {
  source: Source;
  model: CatalogueModel;
  endpoint: Endpoint;
  sessionId: string | null;
  user: string | null;
  isByok: boolean;
}

function begin(source: Source, mix: readonly LineShare[], day: Day, random: Random, inSession: boolean): Exchange {
  const line =
    mix[
      weighted(
        random,
        mix.map((entry) => entry.share),
      )
    ]?.line ?? "gpt-mini";
  const model = modelOfLine(line, day);
  const endpoint =
    model.endpoints[
      weighted(
        random,
        model.endpoints.map((offer) => offer.weight),
      )
    ];
  if (!endpoint) throw new Error(`model ${model.id} has no endpoint`);
  return {
    source,
    model,
    endpoint,
    sessionId: inSession ? `sess-${letters(random, 16)}` : null,
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

function serve(
  exchange: Exchange,
  day: Day,
  createdAt: number,
  prompt: number,
  cachedPrefix: number,
  random: Random,
): Generation {
  const { source, model, endpoint, isByok } = exchange;
  const outcome = finishOf(random, source.habit);
  const tokens = tokensOf(exchange, prompt, cachedPrefix, outcome, random);
  const charged = charge(model, endpoint, tokens, { used: isByok, feeFree: Number(day.slice(8)) < BYOK_FEE_FROM_DATE });
  const firstTokenMs = Math.round(logNormal(random, 650, 0.5));
  return {
    id: `gen-${Math.floor(createdAt / 1000)}-${letters(random, 20)}`,
    day,
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
  };
}

function session(
  exchange: Exchange,
  day: Day,
  startsAt: number,
  turns: number,
  pauseSeconds: number,
  random: Random,
  into: Generation[],
): void {
  const { habit } = exchange.source;
  const dayEnds = startOfDay(day).getTime() + DAY_MS;
  let at = startsAt;
  let prompt = Math.max(1, Math.round(logNormal(random, habit.firstPrompt, 0.7)));
  let prefix = 0;
  for (let turn = 0; turn < turns && at < dayEnds; turn++) {
    const hit = turn > 0 && chance(random, habit.cacheHits);
    const generation = serve(exchange, day, at, prompt, hit ? Math.floor(prefix / 128) * 128 : 0, random);
    into.push(generation);
    prefix = prompt;
    const added = Math.round(logNormal(random, Math.max(1, habit.addedPrompt), 0.6));
    prompt += generation.completionTokens + added;
    if (prompt > COMPACTED_FROM) {
      prompt = habit.firstPrompt;
      prefix = 0;
    }
    at += Math.max(200, Math.round(logNormal(random, pauseSeconds, 0.7) * 1000));
  }
}

/** Working days are not alike: Tuesdays are busiest, Fridays end early. */
const WEEKDAYS = [0.96, 1.12, 1.06, 1.02, 0.84];

function expectedRequests(source: Source, day: Day, growth: number, random: Random): number {
  const number = weekday(day);
  const rhythm = number > 5 ? source.habit.weekend : (WEEKDAYS[number - 1] ?? 1);
  return source.perDay * growth * rhythm * logNormal(random, 1, 0.18);
}

function sourceDay(seed: string, source: Source, day: Day, growth: number, into: Generation[]): void {
  if ((source.from !== null && day < source.from) || (source.until !== null && day > source.until)) return;
  const random = randomOf(seed, day, source.id);
  const mix = source.switch && day >= source.switch.from ? source.switch.mix : source.mix;
  const { habit } = source;
  const sessions = poisson(random, expectedRequests(source, day, growth, random) / habit.turns);
  const midnight = startOfDay(day).getTime();
  for (let index = 0; index < sessions; index++) {
    const turns = habit.turns > 1 ? 1 + poisson(random, habit.turns - 1) : 1;
    const startsAt = midnight + weighted(random, habit.hours) * 3_600_000 + wholeBetween(random, 0, 3_600_000);
    session(begin(source, mix, day, random, turns > 1), day, startsAt, turns, habit.pauseSeconds, random, into);
  }
  const { runaway } = source;
  if (runaway?.day !== day) return;
  const exchange = { ...begin(source, [{ line: "opus", share: 1 }], day, random, true), user: source.user };
  session(exchange, day, midnight + runaway.startMinute * 60_000, runaway.requests, runaway.everySeconds, random, into);
}

/** Every request of one day, oldest first: always the same for the same seed, cast, day and growth. */
export function dayTraffic(seed: string, cast: Cast, day: Day, growth: number): Generation[] {
  const generations: Generation[] = [];
  for (const source of cast.sources) sourceDay(seed, source, day, growth, generations);
  return generations.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}
