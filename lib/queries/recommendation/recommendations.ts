import { z } from "zod";
import { pool } from "../../db/client";
import { emptySql, type Queryable, type Sql, select, sql } from "../../db/sql";
import { type Day, parseDay } from "../../domain/day";
import { RECOMMENDATION_STATES, type RecommendationState } from "../../domain/recommendation/life";
import type { Accepted } from "../../domain/recommendation/outcome";
import { type DollarRange, totalOf } from "../../domain/recommendation/recommendation";
import type { StoredRecommendation } from "../../domain/recommendation/stored-recommendation";
import type { AuthorizedScope } from "../../domain/scope";
import { sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { readRecommendations } from "../../facts/recommendations";
import { ownDays } from "../own-days";

/** What the asker may see: recommendations on requests all of which are charged to his teams, or to himself. */
function seen({ visibility }: AuthorizedScope): Sql[] {
  if (visibility.kind === "all") return [];
  return visibility.kind === "teams"
    ? [sql`r.teams_known AND r.team_ids <@ ${[...visibility.teamIds]}::uuid[] AND r.team_ids <> '{}'`]
    : [sql`r.developers_known AND r.developer_ids <@ ${[...visibility.developerIds]}::uuid[] AND r.developer_ids <> '{}'`];
}

/**
 * An outcome is a sum over all requests of a place since the change was accepted: none is told where others' requests have come to
 * the place since.
 */
async function ownOutcomes(scope: AuthorizedScope, list: StoredRecommendation[], on: Queryable): Promise<StoredRecommendation[]> {
  if (scope.visibility.kind === "all") return list;
  const own: StoredRecommendation[] = [];
  for (const one of list) {
    const { model: _, provider: __, ...place } = one.filters;
    const days = (one.outcome?.days ?? []).map(({ day }) => day).sort();
    const [from, to] = [days[0], days.at(-1)];
    const isOwn = !from || !to || (await ownDays(scope, place, { from, to }, on)).every(({ mine }) => mine);
    own.push(isOwn ? one : { ...one, outcome: null });
  }
  return own;
}

const runRow = z.object({
  asked_at: z.date().nullable(),
  started_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  from_day: z.string().transform(parseDay).nullable(),
  to_day: z.string().transform(parseDay).nullable(),
  days: z.number().nullable(),
  requests: z.coerce.number().nullable(),
  cost_usd: usdColumn.nullable(),
  error: z.string().nullable(),
  benchmark_distance: z.coerce.number(),
});

/** The last look for recommendations. */
export interface LookStatus {
  /** A look was asked for, or is under way. */
  isLooking: boolean;
  finishedAt: Date | null;
  /** The days it was about, of which so many had requests. Null: none has finished. */
  period: { from: Day; to: Day; days: number; requests: number; costUsd: Usd } | null;
  /** Why the last one came to nothing; null: it did not. */
  error: string | null;
  benchmarkDistance: number;
}

/** How many points a benchmark may lie below that of the model in use, until somebody says otherwise. */
const USUAL_DISTANCE = 12;

/** When recommendations were last looked for, over which days, and whether a look is under way. */
export async function lookStatus(scope: AuthorizedScope, on: Queryable = pool()): Promise<LookStatus> {
  const [row] = await select(
    sql`SELECT asked_at, started_at, finished_at, from_day::text, to_day::text, days, requests, cost_usd::text, error, benchmark_distance
        FROM recommendation_runs WHERE organization_id = ${scope.organizationId}::uuid`,
    runRow,
    on,
  );
  if (!row) return { isLooking: false, finishedAt: null, period: null, error: null, benchmarkDistance: USUAL_DISTANCE };
  const after = (at: Date | null, other: Date | null) => at !== null && (other === null || at > other);
  const { from_day: from, to_day: to, days, requests, cost_usd: costUsd } = row;
  const isWhole = from !== null && to !== null && days !== null && requests !== null && costUsd !== null;
  return {
    isLooking: row.error === null && (after(row.asked_at, row.finished_at) || after(row.started_at, row.finished_at)),
    finishedAt: row.finished_at,
    // What another sees of the organization's traffic is not this asker's.
    period: isWhole && scope.visibility.kind === "all" ? { from, to, days, requests, costUsd } : null,
    error: row.error,
    benchmarkDistance: row.benchmark_distance,
  };
}

/** States whose dollars stand in the sum: nothing has been done about them yet. */
const WAITING: readonly RecommendationState[] = ["open", "trial"];

export interface Recommendations {
  /** Those that would save most first; those that no longer hold are left out unless asked for. */
  list: StoredRecommendation[];
  /** What all that are open or on trial would save together a month. */
  total: DollarRange;
  /** What accepted ones have saved so far, as the traffic shows; what was not saved counts against it. */
  verifiedUsd: Usd;
  look: LookStatus;
}

/** What would save dollars, as it was found last: nothing is reckoned when asked. */
export async function recommendations(
  scope: AuthorizedScope,
  { states }: { states?: readonly RecommendationState[] } = {},
  on: Queryable = pool(),
): Promise<Recommendations> {
  const asked = sql`r.state = ANY(${[...(states ?? (["open", "trial", "accepted", "rejected"] as const))]}::text[])`;
  const list = await ownOutcomes(scope, await readRecommendations(scope.organizationId, [asked, ...seen(scope)], on), on);
  return {
    list,
    total: totalOf(list.filter(({ state }) => WAITING.includes(state)).map(({ together }) => together)),
    verifiedUsd: sumUsd(list.map(({ outcome }) => outcome?.savedUsd ?? ZERO_USD)),
    look: await lookStatus(scope, on),
  };
}

/** One recommendation; null where there is none that the asker may see. */
export async function recommendation(
  scope: AuthorizedScope,
  id: string,
  on: Queryable = pool(),
): Promise<StoredRecommendation | null> {
  const found = await readRecommendations(scope.organizationId, [sql`r.id::text = ${id}`, ...seen(scope)], on);
  const [own] = await ownOutcomes(scope, found, on);
  return own ?? null;
}

const acceptedRow = z.object({ id: z.string(), since: z.string().transform(parseDay) });

/**
 * What the worker holds against the traffic: a tidier key saves nothing that it would show. Whoever accepts on a day has
 * begun that day.
 */
export async function acceptedRecommendations(scope: AuthorizedScope, on: Queryable = pool()): Promise<Accepted[]> {
  const days = await select(
    sql`SELECT id::text, (decided_at AT TIME ZONE 'UTC')::date::text AS since FROM recommendations
        WHERE organization_id = ${scope.organizationId}::uuid AND state = 'accepted'`,
    acceptedRow,
    on,
  );
  const since = new Map(days.map((row) => [row.id, row.since]));
  const found = await readRecommendations(scope.organizationId, [sql`r.state = 'accepted' AND r.kind <> 'key_hygiene'`], on);
  return found.flatMap(({ id, kind, filters, move, baseline }) => {
    const from = since.get(id);
    return from && baseline ? [{ id, kind, filters, move, since: from, baseline }] : [];
  });
}

export interface VerifiedSaving {
  recommendationId: string;
  title: string;
  /** Requests that were served as recommended. */
  requests: number;
  savedUsd: Usd;
}

const savingRow = z.object({ id: z.string(), title: z.string(), requests: z.coerce.number(), saved_usd: usdColumn });

/**
 * What accepted recommendations saved in a period as its traffic shows, the largest first. Negative where a change cost more.
 * Only what was looked at is known: the worker looks once a day.
 */
export async function verifiedSavings(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  on: Queryable = pool(),
): Promise<{ totalUsd: Usd; savings: VerifiedSaving[] }> {
  const isAll = scope.visibility.kind === "all";
  const visible = isAll ? [] : (await recommendations(scope, { states: RECOMMENDATION_STATES }, on)).list;
  const own = visible.flatMap(({ id, outcome }) => (outcome ? [id] : []));
  const rows = await select(
    sql`SELECT r.id::text, r.title, sum(s.requests) AS requests, sum(s.saved_usd)::text AS saved_usd
        FROM recommendation_savings s JOIN recommendations r ON r.id = s.recommendation_id
        WHERE s.organization_id = ${scope.organizationId}::uuid AND s.day BETWEEN ${period.from}::date AND ${period.to}::date
          ${isAll ? emptySql : sql`AND r.id = ANY (${own}::uuid[])`}
        GROUP BY r.id, r.title ORDER BY sum(s.saved_usd) DESC, r.title`,
    savingRow,
    on,
  );
  const savings = rows.map(({ id, title, requests, saved_usd: savedUsd }) => ({
    recommendationId: id,
    title,
    requests,
    savedUsd,
  }));
  return { totalUsd: sumUsd(savings.map(({ savedUsd }) => savedUsd)), savings };
}
