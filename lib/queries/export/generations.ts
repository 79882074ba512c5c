import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { emptySql, joinSql, rawSql, type Sql, select, sql, withoutParameters } from "../../db/sql";
import { FORMULA_PATTERN } from "../../domain/csv";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { daysWithoutBooks, type ExportHead, type ExportQuestion } from "../../domain/export/export";
import { NO_FIGURES } from "../../domain/figures";
import { leastFinal } from "../../domain/finality";
import type { GENERATION_FILE_COLUMNS } from "../../domain/generation/columns";
import { SOURCE_BITS, sourcesOf } from "../../domain/generation/generation";
import { NO_GENERATION_FILTERS } from "../../domain/generation/list";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import type { Branch } from "../generation/scan";
import { type GenerationWhere, whereOf } from "../generation/where";
import { booksOf } from "../reconciliation/books";
import { snapshot } from "../snapshot";
import { exportSnapshot } from "./snapshot";

/** Text from outside as `neutralized` writes it. What begins with a letter or digit, as nearly all does, costs no pattern. */
function text(column: Sql): Sql {
  const first = sql`ascii(${column})`;
  return sql`CASE WHEN ${first} BETWEEN 65 AND 122 OR ${first} BETWEEN 48 AND 57 OR ${column} !~ ${FORMULA_PATTERN} THEN ${column} ELSE '''' || ${column} END`;
}

/** What each sum of bits says, looked up: to work it out for every row would cost as much as to read the row. */
const NAMED_SOURCES = Array.from({ length: 1 << Object.keys(SOURCE_BITS).length }, (_, bits) => sourcesOf(bits).join(" "));

const VALUES: Record<(typeof GENERATION_FILE_COLUMNS)[number], Sql> = {
  generationId: text(sql`g.generation_id`),
  createdAt: sql`to_char(g.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  connectionId: sql`g.connection_id`,
  keyId: sql`g.key_id`,
  key: text(sql`coalesce(k.name, g.key_name)`),
  model: text(sql`g.model`),
  variant: text(sql`g.variant`),
  provider: text(sql`g.provider`),
  user: text(sql`g.external_user`),
  member: text(sql`g.member`),
  session: text(sql`g.session_id`),
  app: text(sql`g.app`),
  feature: text(sql`g.feature`),
  tags: sql`g.tags`,
  costUsd: sql`trim_scale(g.cost_usd)`,
  byokUsd: sql`trim_scale(g.byok_usd)`,
  promptTokens: sql`g.prompt_tokens`,
  cachedTokens: sql`g.cached_tokens`,
  cacheWriteTokens: sql`g.cache_write_tokens`,
  completionTokens: sql`g.completion_tokens`,
  reasoningTokens: sql`g.reasoning_tokens`,
  streamed: sql`g.streamed`,
  cancelled: sql`g.cancelled`,
  finishReason: text(sql`g.finish_reason`),
  generationTimeMs: sql`g.generation_time_ms`,
  firstTokenMs: sql`g.first_token_ms`,
  sources: sql`(${NAMED_SOURCES}::text[])[g.sources + 1]`,
};

/** What people and programs write as they like: quoted, since a semicolon or tab parts cells where settings say so. */
const FREE_TEXT = (["key", "user", "member", "session", "app", "feature"] as const).map((name) => `"${name}"`).join(", ");

/** Parts of a file of single requests: its head, then CSV as PostgreSQL writes it, then what it came to. */
export type GenerationPart =
  | { head: ExportHead; copied?: undefined }
  | { copied: Buffer }
  | { end: { rows: number; costUsd: Usd; byokUsd: Usd }; copied?: undefined };

const sumRow = z.object({ rows: z.number(), cost_usd: usdColumn, byok_usd: usdColumn });

function fits({ fits: condition }: GenerationWhere): Sql {
  return condition === null ? emptySql : sql`AND ${condition}`;
}

function ofDay({ connectionId, day }: Branch): Sql {
  return sql`g.connection_id = ${connectionId}::uuid AND g.day = ${day}::date`;
}

/** One connection's day, in order of time, as rows of CSV. */
async function* copiedDay(branch: Branch, where: GenerationWhere, client: pg.PoolClient): AsyncGenerator<Buffer> {
  const columns = Object.entries(VALUES).map(([name, value]) => sql`${value} AS ${rawSql(`"${name}"`)}`);
  const rows = sql`SELECT ${joinSql(columns)} FROM generations g LEFT JOIN keys k ON k.id = g.key_id
    WHERE ${ofDay(branch)} ${fits(where)} ORDER BY g.created_at, g.generation_id`;
  yield* client.query(
    copyTo(`COPY (${withoutParameters(rows)}) TO STDOUT (FORMAT csv, FORCE_QUOTE (${FREE_TEXT}))`),
  ) as AsyncIterable<Buffer>;
}

async function sumsOf(scope: AuthorizedScope, branches: readonly Branch[], where: GenerationWhere, client: pg.PoolClient) {
  const [connections, days] = [branches.map(({ connectionId }) => connectionId), branches.map(({ day }) => day)];
  const [sums] = await select(
    sql`SELECT count(*)::bigint AS rows, coalesce(sum(g.cost_usd), 0)::text AS cost_usd, coalesce(sum(g.byok_usd), 0)::text AS byok_usd
        FROM generations g WHERE g.organization_id = ${scope.organizationId}::uuid
          AND (g.connection_id, g.day) IN (SELECT * FROM unnest(${connections}::uuid[], ${days}::date[])) ${fits(where)}`,
    sumRow,
    client,
  );
  if (!sums) throw new Error("a sum without GROUP BY has one row");
  return { rows: sums.rows, costUsd: sums.cost_usd, byokUsd: sums.byok_usd };
}

/** How many requests a file would have and what they cost, without reading their texts. */
export function generationSums(
  scope: AuthorizedScope,
  { from, to, filters }: ExportQuestion,
): Promise<{ rows: number; costUsd: Usd; byokUsd: Usd }> {
  return snapshot(async (client) => {
    const where = await whereOf(scope, { from, to }, filters, NO_GENERATION_FILTERS, client);
    return sumsOf(scope, where.branches, where, client);
  });
}

/**
 * Single requests as they were told, a day at a time. Throws WaybillError `invalid_input` for filters by whom a request is
 * charged to: that is the books' verdict, which a list of requests asks one by one.
 */
export function exportGenerations(
  scope: AuthorizedScope,
  { from, to, filters }: ExportQuestion,
  today: Day,
  signal: AbortSignal,
): AsyncGenerator<GenerationPart> {
  return exportSnapshot(signal, async function* (client) {
    const books = await booksOf(scope, [{ from, to }], filters, today, client);
    const known = books.of({ from, to });
    const where = await whereOf(scope, { from, to }, filters, NO_GENERATION_FILTERS, client);
    if (where.isCharged !== null) {
      throw new WaybillError("invalid_input", "A file of single requests cannot be cut by whom they are charged to.", {
        todo: "Filter by key, model, provider, app, workspace or connection, or export spend by developer, team or feature.",
      });
    }
    const finality = leastFinal(known.days.map((day) => day.finality));
    yield { head: { total: NO_FIGURES, finality, daysWithoutBooks: daysWithoutBooks({ from, to }, known.days.length, today) } };
    await client.query("SET LOCAL work_mem = '64MB'");
    const branches = where.branches.toSorted((a, b) => (`${a.day} ${a.connectionId}` < `${b.day} ${b.connectionId}` ? -1 : 1));
    for (const branch of branches) for await (const copied of copiedDay(branch, where, client)) yield { copied };
    yield { end: await sumsOf(scope, branches, where, client) };
  });
}
