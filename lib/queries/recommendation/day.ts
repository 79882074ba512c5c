import { z } from "zod";
import { emptySql, joinSql, type Queryable, type Sql, sql } from "../../db/sql";
import type { DayOwner } from "../../facts/day-facts";
import { usdColumn } from "../../facts/figure-columns";
import { clockBucket, lengthBucket, type PriceConditions } from "../catalogue/price-conditions";

/** Prompts are told apart by length four times from one power of two to the next. */
const LENGTHS = Array.from({ length: 4 * 24 }, (_, index) => Math.floor(2 ** (index / 4))).filter((length) => length >= 64);

/** What the organization's rules on features look at besides key and model, which all requests are told apart by. */
export interface FeatureAsks {
  app: boolean;
  user: boolean;
  session: boolean;
  tags: readonly string[];
}

/** Seconds that a provider keeps a prefix, and that a client needs to try again. */
const [KEPT, KEPT_LONG, TRIED_AGAIN] = [300, 3_600, 120];
/** Providers cache nothing shorter, and a row of fewer is no loop. */
const [LEAST_PREFIX, LEAST_IN_A_ROW] = [1_024, 4];

function tagsOf({ tags }: FeatureAsks): Sql {
  const pairs = tags.map((name) => sql`${name}::text, tags ->> ${name}::text`);
  return pairs.length === 0 ? sql`NULL::jsonb` : sql`jsonb_strip_nulls(jsonb_build_object(${joinSql(pairs)}))`;
}

/**
 * One connection's day: requests with known tokens that were charged credits, and what each has in common with the one before it in
 * its line: by one key, user, session, feature and model. A line goes by a hash of these, since sorting by texts takes twice as long.
 * Uploaded rows without an id may be the same requests as those with one: they count where there are no others.
 */
function requestsOf({ connectionId, day }: DayOwner, conditions: PriceConditions, asks: FeatureAsks): Sql {
  const here = sql`connection_id = ${connectionId}::uuid AND day = ${day}::date`;
  return sql`
    WITH known AS (
      SELECT generation_id, created_at, key_id, CASE WHEN key_id IS NULL THEN key_name END AS key_name, key_is_certain, model, variant,
        provider, external_user, session_id, feature, ${asks.app ? sql`app` : sql`CASE WHEN feature IS NULL THEN app END AS app`},
        ${tagsOf(asks)} AS tags, cost_usd, prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens,
        finish_reason, hash_record_extended(ROW (key_id, external_user, session_id, feature, model), 0) AS line,
        ${lengthBucket(conditions, LENGTHS)} AS size, ${clockBucket(conditions)} AS clock
      FROM generations WHERE ${here}
        AND cost_usd IS NOT NULL AND prompt_tokens > 0 AND completion_tokens IS NOT NULL AND coalesce(byok_usd, 0) = 0
        AND (generation_id NOT LIKE 'row-%' OR NOT EXISTS (SELECT FROM generations WHERE ${here} AND generation_id NOT LIKE 'row-%'))
    ), after AS (
      SELECT known.*, lag(prompt_tokens) OVER earlier AS before_tokens,
        extract(epoch FROM created_at - lag(created_at) OVER earlier) AS pause FROM known
      WINDOW earlier AS (PARTITION BY line ORDER BY created_at, generation_id COLLATE "C")
    ), tried AS (
      SELECT after.*, coalesce(prompt_tokens = before_tokens AND pause <= ${TRIED_AGAIN}, false) AS again FROM after
    ), numbered AS (
      SELECT tried.*, count(*) FILTER (WHERE NOT again) OVER (
        PARTITION BY line ORDER BY created_at, generation_id COLLATE "C") AS row_number FROM tried
    ), r AS (
      SELECT numbered.*, again AND count(*) OVER (PARTITION BY line, row_number) >= ${LEAST_IN_A_ROW} AS retried,
        CASE WHEN session_id IS NOT NULL AND least(prompt_tokens, before_tokens) >= ${LEAST_PREFIX} AND cached_tokens IS NOT NULL
          THEN greatest(0, least(prompt_tokens, before_tokens) - cached_tokens) END AS repeated
      FROM numbered
    )`;
}

/** A request's id after its cost, so that the greatest text is the dearest request. */
const PRICED = sql`(to_char(cost_usd, 'FM00000000.000000000000') || generation_id) COLLATE "C"`;
export const [COST_WIDTH, HASH_WIDTH] = [21, 32];

const count = z.coerce.number().int();
const dayRow = z.object({
  key_id: z.string().nullable(),
  key_name: z.string().nullable(),
  key_is_certain: z.boolean(),
  app: z.string().nullable(),
  feature: z.string().nullable(),
  model: z.string(),
  variant: z.string().nullable(),
  provider: z.string().nullable(),
  size: count,
  clock: count,
  external_user: z.string().nullable(),
  session_id: z.string().nullable(),
  tags: z.record(z.string(), z.string()).nullable(),
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
export type TrafficRow = z.output<typeof dayRow>;

function groupedDay(owner: DayOwner, conditions: PriceConditions, asks: FeatureAsks): Sql {
  const [user, byUser] = asks.user ? [sql`external_user`, sql`, 11`] : [sql`NULL::text AS external_user`, emptySql];
  const [session, bySession] = asks.session ? [sql`session_id`, sql`, 12`] : [sql`NULL::text AS session_id`, emptySql];
  const [tags, byTags] = asks.tags.length > 0 ? [sql`tags`, sql`, 13`] : [sql`NULL::jsonb AS tags`, emptySql];
  return sql`${requestsOf(owner, conditions, asks)}
    SELECT key_id, key_name, key_is_certain, app, feature, model, variant, provider, size, clock, ${user}, ${session}, ${tags},
      count(*) AS requests, sum(cost_usd)::text AS cost_usd,
      sum(prompt_tokens) AS prompt, coalesce(sum(cached_tokens), 0) AS cached, coalesce(sum(cache_write_tokens), 0) AS written,
      sum(completion_tokens) AS completion, coalesce(sum(reasoning_tokens), 0) AS reasoning, max(prompt_tokens) AS longest,
      min(created_at) AS at, count(*) FILTER (WHERE finish_reason IN ('tool_calls', 'tool_use', 'function_call')) AS tools,
      count(*) FILTER (WHERE reasoning_tokens > 0) AS reasoned, count(cached_tokens) AS cache_told,
      coalesce(sum(prompt_tokens) FILTER (WHERE session_id IS NOT NULL), 0) AS session_prompt,
      coalesce(sum(repeated) FILTER (WHERE pause <= ${KEPT} AND NOT retried), 0) AS repeated,
      coalesce(sum(repeated) FILTER (WHERE pause <= ${KEPT_LONG} AND NOT retried), 0) AS repeated_hour,
      count(*) FILTER (WHERE retried) AS retried, coalesce(sum(cost_usd) FILTER (WHERE retried), 0)::text AS retried_usd,
      max(${PRICED}) AS dearest, max(${PRICED}) FILTER (WHERE retried) AS retried_dearest, min(md5(generation_id) || generation_id) AS sample
    FROM r GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ${byUser} ${bySession} ${byTags}`;
}

/** Rows at a time: rules that look at sessions tell nearly every request apart. */
const BATCH = 10_000;

/** One connection's day, requests added up that nothing tells apart which matters to a price, a finding or a rule. Needs a transaction. */
export async function* readTrafficDay(
  client: Queryable,
  owner: DayOwner,
  conditions: PriceConditions,
  asks: FeatureAsks,
): AsyncGenerator<TrafficRow[]> {
  const { text, values } = groupedDay(owner, conditions, asks);
  await client.query({ text: `DECLARE traffic NO SCROLL CURSOR FOR ${text}`, values: values as unknown[] });
  for (;;) {
    const { rows } = await client.query(`FETCH ${BATCH} FROM traffic`);
    if (rows.length > 0) yield rows.map((row) => dayRow.parse(row));
    if (rows.length < BATCH) break;
  }
  await client.query("CLOSE traffic");
}
