import { z } from "zod";
import { emptySql, execute, joinSql, type Queryable, rawSql, type Sql, select, sql } from "../db/sql";
import type { RuleBook } from "../domain/attribution/rules";
import type { EvidenceGroup } from "../domain/rollup/rollup";
import { parseUsd, ZERO_USD } from "../domain/usd";
import type { DayOwner } from "./day-facts";

/** What grouped() answers, under the names that kept_evidence has for it. Both must have all that the books look at. */
export const EVIDENCE_COLUMNS = [
  ...["key_id", "key_name", "model", "provider", "external_user", "member", "feature", "app", "key_is_certain", "cost_known"],
  ...["requests", "cut_rows", "cost_usd", "byok_usd"],
  ...["prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens", "reasoning_tokens"],
  ...["session_id", "tags"],
];

/** What requests are told apart by beyond what books show: what a rule asks for, or all their tags. */
export type Asks = Omit<RuleBook["asks"], "tags"> & { tags: readonly string[] | "all" };

function askedTags({ tags }: Asks): Sql {
  if (tags === "all") return sql`tags`;
  const pairs = tags.map((name) => sql`${name}::text, tags ->> ${name}::text`);
  return pairs.length === 0 ? sql`NULL::jsonb` : sql`jsonb_strip_nulls(jsonb_build_object(${joinSql(pairs)}))`;
}

/**
 * Requests that nothing tells apart which matters to the books are added up where they lie. Sessions and tags have more
 * values than all else together: they tell requests apart only where a rule asks for them.
 */
function grouped(from: Sql, and: Sql, owner: DayOwner, asks: Asks): Sql {
  const [session, bySession] = asks.session ? [sql`session_id`, sql`, 20`] : [sql`NULL::text`, emptySql];
  const byTags = asks.tags.length > 0 ? sql`, 21` : emptySql;
  return sql`
    SELECT key_id, CASE WHEN key_id IS NULL THEN key_name END, model, provider, external_user, member, feature, app,
           key_is_certain, cost_usd IS NOT NULL, count(*), count(*) FILTER (WHERE cost_is_cut), sum(cost_usd), sum(byok_usd),
           sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens), ${session}, ${askedTags(asks)}
    FROM ${from}
    WHERE connection_id = ${owner.connectionId}::uuid AND day = ${owner.day}::date ${and}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ${bySession} ${byTags}`;
}

/**
 * Uploaded rows without an id that no request with an id accounts for: of equal second, model and token counts, as many
 * rows give way as there are requests with ids.
 */
function leftoverRows({ connectionId, day }: DayOwner): Sql {
  const twin = sql`date_trunc('second', created_at) AS second, model AS twin_model, prompt_tokens AS twin_prompt, completion_tokens AS twin_completion`;
  const here = sql`connection_id = ${connectionId}::uuid AND day = ${day}::date`;
  return sql`(
    WITH without_id AS MATERIALIZED (
      SELECT *, ${twin}, row_number() OVER (
        PARTITION BY date_trunc('second', created_at), model, prompt_tokens, completion_tokens ORDER BY generation_id) AS nth
      FROM generations WHERE ${here} AND generation_id LIKE 'row-%'
    ), seconds AS (SELECT DISTINCT second FROM without_id),
    with_id AS (
      SELECT ${twin}, count(*) AS times FROM generations
      WHERE ${here} AND generation_id NOT LIKE 'row-%' AND date_trunc('second', created_at) IN (SELECT second FROM seconds)
      GROUP BY 1, 2, 3, 4
    )
    SELECT w.* FROM without_id w LEFT JOIN with_id i
      ON i.second = w.second AND i.twin_model = w.model
      AND i.twin_prompt IS NOT DISTINCT FROM w.prompt_tokens AND i.twin_completion IS NOT DISTINCT FROM w.completion_tokens
    WHERE w.nth > coalesce(i.times, 0)
  ) AS leftover`;
}

type Text = string | null;
type Sums = [Text, Text, Text, Text, Text, Text, Text];
type Who = [Text, Text, string, Text, Text, Text, Text, Text, boolean, boolean];
type GroupRow = [...Who, number, number, ...Sums, Text, Record<string, string> | null];

function count(sum: Text | undefined): number | null {
  return sum === null || sum === undefined ? null : Number(sum);
}

function toGroup(row: GroupRow): EvidenceGroup {
  const [keyId, keyName, model, provider, externalUser, member, feature, app, keyIsCertain, costKnown, ...rest] = row;
  const [requests, cutRows, cost, byok, prompt, cached, cacheWrite, completion, reasoning, sessionId, tags] = rest;
  const figures = {
    costUsd: cost ? parseUsd(cost) : ZERO_USD,
    byokUsd: byok ? parseUsd(byok) : ZERO_USD,
    requests,
    promptTokens: count(prompt),
    cachedTokens: count(cached),
    cacheWriteTokens: count(cacheWrite),
    completionTokens: count(completion),
    reasoningTokens: count(reasoning),
  };
  return {
    keyId,
    keyIsCertain,
    keyName,
    model,
    provider,
    externalUser,
    member,
    feature,
    app,
    sessionId,
    tags: tags === null ? null : new Map(Object.entries(tags)),
    costKnown,
    cutRows,
    figures,
  };
}

/** Groups at a time: a day of a million different ones must not fill the memory. */
const BATCH = 20_000;

/** Rows come as arrays and unchecked: there may be a million, and their columns are the ones written above. */
async function* batchesOf(client: Queryable, question: Sql): AsyncGenerator<EvidenceGroup[]> {
  await client.query({ text: `DECLARE evidence NO SCROLL CURSOR FOR ${question.text}`, values: question.values as unknown[] });
  for (;;) {
    const { rows } = await client.query<GroupRow>({ text: `FETCH ${BATCH} FROM evidence`, rowMode: "array" });
    if (rows.length > 0) yield rows.map(toGroup);
    if (rows.length < BATCH) break;
  }
  await client.query("CLOSE evidence");
}

async function hasRowsWithoutId(client: Queryable, { connectionId, day }: DayOwner): Promise<boolean> {
  const found = await execute(
    sql`SELECT FROM generations WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date AND generation_id LIKE 'row-%' LIMIT 1`,
    client,
  );
  return found > 0;
}

const dropped = z.object({ is_dropped: z.boolean() });

/** Whether the day's single requests were dropped, so that what they add up to stands in for them. */
export async function isDropped(client: Queryable, { connectionId, day }: DayOwner): Promise<boolean> {
  const [book] = await select(
    sql`SELECT evidence_dropped_at IS NOT NULL AS is_dropped FROM day_books
        WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`,
    dropped,
    client,
  );
  return book?.is_dropped ?? false;
}

/** Questions whose answers together are the day's single requests in EVIDENCE_COLUMNS, grouped; `and` narrows them. */
export async function evidenceQuestions(client: Queryable, owner: DayOwner, asks: Asks, and = emptySql): Promise<Sql[]> {
  if (!(await hasRowsWithoutId(client, owner))) return [grouped(sql`generations`, and, owner, asks)];
  return [
    grouped(sql`generations`, sql`AND generation_id NOT LIKE 'row-%' ${and}`, owner, asks),
    grouped(leftoverRows(owner), and, owner, asks),
  ];
}

function keptEvidence({ connectionId, day }: DayOwner, and = emptySql): Sql {
  return sql`SELECT ${rawSql(EVIDENCE_COLUMNS.join(", "))} FROM kept_evidence
    WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date ${and}`;
}

/**
 * What is known of the day's single requests, grouped by all that the books and these rules look at, some at a time. Of a
 * day whose requests were dropped that is what was kept of them (with the sessions and tags that rules asked for then), and
 * nothing else: a log that is uploaded again must not count twice. Needs a transaction.
 */
export async function* readEvidence(client: Queryable, owner: DayOwner, asks: Asks): AsyncGenerator<EvidenceGroup[]> {
  if (await isDropped(client, owner)) {
    yield* batchesOf(client, keptEvidence(owner));
    return;
  }
  // The planner takes every combination of values for likely and would rather sort a million rows than hash a few
  // thousand groups; and it would plan for the first rows alone.
  await client.query("SET LOCAL enable_sort = off; SET LOCAL cursor_tuple_fraction = 1");
  for (const question of await evidenceQuestions(client, owner, asks)) yield* batchesOf(client, question);
}

/** Columns of EVIDENCE_COLUMNS by place: model, app, feature, key, provider, tags, user, and whatever else tells groups apart. */
const IN_ORDER = rawSql("3, 8, 7, 1, 4, 21, 5, 6, 2, 9, 10, 20, 12, 11, 13");

/**
 * The same of some models alone, told apart by all that requests say of themselves and always in the same order: what has
 * the same tags comes together. Of a day whose requests were dropped, as far as their tags were kept. Needs a transaction.
 */
export async function* readToldEvidence(
  client: Queryable,
  owner: DayOwner,
  asks: Pick<Asks, "session">,
  models: readonly string[],
): AsyncGenerator<EvidenceGroup[]> {
  const ofModels = sql`AND model = ANY(${[...models]}::text[])`;
  const questions = (await isDropped(client, owner))
    ? [keptEvidence(owner, ofModels)]
    : await evidenceQuestions(client, owner, { ...asks, tags: "all" }, ofModels);
  yield* batchesOf(
    client,
    sql`${joinSql(
      questions.map((question) => sql`(${question})`),
      " UNION ALL ",
    )} ORDER BY ${IN_ORDER}`,
  );
}
