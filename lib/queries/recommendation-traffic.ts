import { z } from "zod";
import { pool } from "../db/client";
import { type Queryable, type Sql, select, sql } from "../db/sql";
import { type Day, parseDay } from "../domain/day";
import type { ModelOffer, NamedRequest, ObservedCell, Signs } from "../domain/observed-traffic";
import type { Pricing } from "../domain/price";
import type { AuthorizedScope } from "../domain/scope";
import { textKey } from "../domain/text-key";
import type { TokenSums } from "../domain/traffic";
import { addUsd, compareUsd, parseUsd } from "../domain/usd";
import { usdColumn } from "../facts/figure-columns";

/** Prompts are told apart by length four times from one power of two to the next. */
const LENGTHS = Array.from({ length: 4 * 24 }, (_, index) => Math.floor(2 ** (index / 4))).filter((length) => length >= 64);

/** Lengths from which on some model of the catalogue has other prices, and whether any has them by the clock. */
function conditionsOf(models: Iterable<ModelOffer>): { edges: number[]; byClock: boolean } {
  const entries = [...models].flatMap(({ pricing }) =>
    Array.isArray(pricing.overrides) ? (pricing.overrides as Pricing[]) : [],
  );
  const thresholds = entries.map((entry) => Number(entry?.min_prompt_tokens) + 1).filter((edge) => edge > 1);
  const edges = [...new Set([...LENGTHS, ...thresholds])].sort((a, b) => a - b);
  return { edges, byClock: entries.some((entry) => entry?.utc_start !== undefined || entry?.utc_days !== undefined) };
}

/** Seconds that a provider keeps a prefix, and that a client needs to try again. */
const [KEPT, KEPT_LONG, TRIED_AGAIN] = [300, 3_600, 120];
/** Providers cache nothing shorter, and a row of fewer is no loop. */
const [LEAST_PREFIX, LEAST_IN_A_ROW] = [1_024, 4];

/**
 * One connection's day: requests with known tokens that were charged credits, and what each has in common with the one
 * before.
 */
function requestsOf(connectionId: string, day: Day, edges: readonly number[], byClock: boolean): Sql {
  const clock = byClock ? sql`extract(hour FROM g.created_at AT TIME ZONE 'UTC')::int` : sql`0`;
  return sql`
    WITH known AS (
      SELECT g.*, width_bucket(g.prompt_tokens, ${[...edges]}::bigint[]) AS size, ${clock} AS clock
      FROM generations g WHERE g.connection_id = ${connectionId}::uuid AND g.day = ${day}::date
        AND g.cost_usd IS NOT NULL AND g.prompt_tokens > 0 AND g.completion_tokens IS NOT NULL AND coalesce(g.byok_usd, 0) = 0
        AND (g.generation_id NOT LIKE 'row-%' OR NOT EXISTS (SELECT FROM generations o
          WHERE o.connection_id = g.connection_id AND o.day = g.day AND o.generation_id NOT LIKE 'row-%'))
    ), after AS (
      SELECT known.*, lag(prompt_tokens) OVER line AS before_tokens,
        extract(epoch FROM created_at - lag(created_at) OVER line) AS pause FROM known
      WINDOW line AS (PARTITION BY key_id, external_user, session_id, feature, model ORDER BY created_at, generation_id)
    ), tried AS (
      SELECT after.*, coalesce(prompt_tokens = before_tokens AND pause <= ${TRIED_AGAIN}, false) AS again FROM after
    ), numbered AS (
      SELECT tried.*, count(*) FILTER (WHERE NOT again) OVER (
        PARTITION BY key_id, external_user, session_id, feature, model ORDER BY created_at, generation_id) AS row_number FROM tried
    ), r AS (
      SELECT numbered.*, again AND count(*) OVER (
        PARTITION BY key_id, external_user, session_id, feature, model, row_number) >= ${LEAST_IN_A_ROW} AS retried,
        CASE WHEN session_id IS NOT NULL AND least(prompt_tokens, before_tokens) >= ${LEAST_PREFIX} AND cached_tokens IS NOT NULL
          THEN greatest(0, least(prompt_tokens, before_tokens) - cached_tokens) END AS repeated
      FROM numbered
    )`;
}

/** A request's id after its cost, so that the greatest text is the dearest request. */
const PRICED = sql`(to_char(cost_usd, 'FM00000000.000000000000') || generation_id) COLLATE "C"`;
const [COST_WIDTH, HASH_WIDTH] = [21, 32];

const count = z.coerce.number().int();
const row = z.object({
  key_id: z.string().nullable(),
  app: z.string().nullable(),
  feature: z.string().nullable(),
  model: z.string(),
  variant: z.string().nullable(),
  provider: z.string().nullable(),
  size: count,
  clock: count,
  requests: count,
  cost_usd: usdColumn,
  prompt: count,
  cached: count,
  written: count,
  completion: count,
  reasoning: count,
  longest: count,
  at: z.date(),
  tools: count,
  reasoned: count,
  cache_told: count,
  session_prompt: count,
  repeated: count,
  repeated_hour: count,
  retried: count,
  retried_usd: usdColumn,
  dearest: z.string(),
  retried_dearest: z.string().nullable(),
  sample: z.string(),
});
type Row = z.output<typeof row>;

function readDay(connectionId: string, day: Day, conditions: ReturnType<typeof conditionsOf>, on: Queryable): Promise<Row[]> {
  return select(
    sql`${requestsOf(connectionId, day, conditions.edges, conditions.byClock)}
      SELECT key_id, app, feature, model, variant, provider, size, clock, count(*) AS requests, sum(cost_usd)::text AS cost_usd,
        sum(prompt_tokens) AS prompt, coalesce(sum(cached_tokens), 0) AS cached, coalesce(sum(cache_write_tokens), 0) AS written,
        sum(completion_tokens) AS completion, coalesce(sum(reasoning_tokens), 0) AS reasoning, max(prompt_tokens) AS longest,
        min(created_at) AS at, count(*) FILTER (WHERE finish_reason IN ('tool_calls', 'tool_use', 'function_call')) AS tools,
        count(*) FILTER (WHERE reasoning_tokens > 0) AS reasoned, count(cached_tokens) AS cache_told,
        coalesce(sum(prompt_tokens) FILTER (WHERE session_id IS NOT NULL), 0) AS session_prompt,
        coalesce(sum(repeated) FILTER (WHERE pause <= ${KEPT} AND NOT retried), 0) AS repeated,
        coalesce(sum(repeated) FILTER (WHERE pause <= ${KEPT_LONG} AND NOT retried), 0) AS repeated_hour,
        count(*) FILTER (WHERE retried) AS retried, coalesce(sum(cost_usd) FILTER (WHERE retried), 0)::text AS retried_usd,
        max(${PRICED}) AS dearest, max(${PRICED}) FILTER (WHERE retried) AS retried_dearest, min(md5(generation_id) || generation_id) AS sample
      FROM r GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    row,
    on,
  );
}

function tokensOf(found: Row): TokenSums {
  return {
    promptTokens: found.prompt,
    cachedTokens: found.cached,
    cacheWriteTokens: found.written,
    completionTokens: found.completion,
    reasoningTokens: found.reasoning,
  };
}

function signsOf(found: Row): Signs {
  return {
    toolRequests: found.tools,
    reasoningRequests: found.reasoned,
    cacheToldRequests: found.cache_told,
    sessionPromptTokens: found.session_prompt,
    repeatedTokens: found.repeated,
    repeatedWithinHourTokens: found.repeated_hour,
    retriedRequests: found.retried,
    retriedUsd: found.retried_usd,
  };
}

function added<Sums extends { [Name in keyof Sums]: number | bigint }>(a: Sums, b: Sums): Sums {
  const sums = { ...a };
  for (const name of Object.keys(a) as (keyof Sums)[]) {
    sums[name] = ((a[name] as number) + (b[name] as number)) as Sums[typeof name];
  }
  return sums;
}

function named(text: string | null): NamedRequest[] {
  return text === null ? [] : [{ costUsd: parseUsd(text.slice(0, COST_WIDTH)), id: text.slice(COST_WIDTH) }];
}

/** So many requests of a cell are named. */
const [MOST_DEAREST, MOST_SAMPLED] = [5, 20];

function dearestOf(a: readonly NamedRequest[], b: readonly NamedRequest[]): NamedRequest[] {
  return [...a, ...b].sort((one, other) => compareUsd(other.costUsd, one.costUsd)).slice(0, MOST_DEAREST);
}

function cellOf(id: string, found: Row, pricing: Pricing | null): ObservedCell {
  const { app, feature, model, variant, provider, requests, at } = found;
  return {
    id,
    keyId: found.key_id,
    app,
    feature,
    model,
    variant,
    provider,
    requests,
    costUsd: found.cost_usd,
    tokens: tokensOf(found),
    longestPrompt: found.longest,
    at,
    pricing,
    signs: signsOf(found),
    dearest: named(found.dearest),
    retried: named(found.retried_dearest),
    sample: [found.sample.slice(HASH_WIDTH)],
  };
}

/** Two days' worth of the same cell. */
export function mergedCell(a: ObservedCell, b: ObservedCell): ObservedCell {
  return {
    ...a,
    requests: a.requests + b.requests,
    costUsd: addUsd(a.costUsd, b.costUsd),
    tokens: added(a.tokens, b.tokens),
    longestPrompt: Math.max(a.longestPrompt, b.longestPrompt),
    signs: added(a.signs, b.signs),
    dearest: dearestOf(a.dearest, b.dearest),
    retried: dearestOf(a.retried, b.retried),
    sample: [...a.sample, ...b.sample].slice(0, MOST_SAMPLED),
  };
}

/** List prices of whoever served; the model's own where that is not known. */
function pricingOf(model: ModelOffer | undefined, provider: string | null): Pricing | null {
  return model?.endpoints.find((endpoint) => endpoint.provider === provider)?.pricing ?? model?.pricing ?? null;
}

const dayRow = z.object({ connection_id: z.string(), day: z.string().transform(parseDay) });

/**
 * The requests of these days, added up where they lie, a connection's day at a time, oldest first, so that what is held does
 * not grow with how many there are. Requests through a provider key of the customer's own are left out: they cost no credits.
 */
export async function* observedDays(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  models: ReadonlyMap<string, ModelOffer>,
  signal: AbortSignal,
  on: Queryable = pool(),
): AsyncGenerator<{ day: Day; cells: ObservedCell[] }> {
  const conditions = conditionsOf(models.values());
  const branches = await select(
    sql`SELECT b.connection_id, b.day::text AS day FROM day_books b WHERE b.organization_id = ${scope.organizationId}::uuid
          AND b.day BETWEEN ${period.from}::date AND ${period.to}::date ORDER BY b.day, b.connection_id`,
    dayRow,
    on,
  );
  for (const { connection_id: connectionId, day } of branches) {
    signal.throwIfAborted();
    const cells = (await readDay(connectionId, day, conditions, on)).map((found) => {
      const { key_id, app, feature, model, variant, provider, size, clock } = found;
      const id = textKey(key_id, app, feature, model, variant, provider, String(size), String(clock));
      return cellOf(id, found, pricingOf(models.get(model), provider));
    });
    if (cells.length > 0) yield { day, cells };
  }
}
