import { execute, type Queryable, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { type RecommendationState, stateAfterLook } from "../../domain/recommendation/life";
import type { Outcome } from "../../domain/recommendation/outcome";
import { type DollarRange, type Evidence, type Finding, subjectOf, worthOf } from "../../domain/recommendation/recommendation";
import type { StoredRecommendation } from "../../domain/recommendation/stored-recommendation";
import { type Usd, usdToString } from "../../domain/usd";
import { asJson, readRecommendations } from "../../facts/recommendations";

/** What a look found, with dollars a month. */
export interface Found {
  finding: Finding;
  evidence: Evidence;
  alone: DollarRange;
  together: DollarRange;
  /** Whom its requests are charged to; `known`: all of them are charged to somebody. */
  teams: { ids: readonly string[]; known: boolean };
  developers: { ids: readonly string[]; known: boolean };
}

export interface Look {
  from: Day;
  to: Day;
  /** Days that had requests. */
  days: number;
  requests: number;
  costUsd: Usd;
  found: readonly Found[];
  /** By recommendation id: what came of those that were accepted. */
  outcomes: ReadonlyMap<string, Outcome>;
}

/** One look or decision at a time. */
export async function lockRecommendations(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`recommendations ${organizationId}`}, 0))`, client);
}

function figuresOf({ finding, evidence, alone, together, teams, developers }: Found) {
  return {
    filters: finding.filters,
    title: finding.title,
    confidence: finding.confidence,
    low_usd: usdToString(together.low),
    likely_usd: usdToString(together.likely),
    high_usd: usdToString(together.high),
    alone_low_usd: usdToString(alone.low),
    alone_likely_usd: usdToString(alone.likely),
    alone_high_usd: usdToString(alone.high),
    at_stake_usd: finding.atStakeUsd === null ? null : usdToString(finding.atStakeUsd),
    evidence,
    assumption: finding.assumption,
    risk: finding.risk,
    change: finding.change,
    move: finding.move,
    team_ids: teams.ids,
    developer_ids: developers.ids,
    teams_known: teams.known,
    developers_known: developers.known,
  };
}

const FIGURES = sql`filters jsonb, title text, confidence text, low_usd numeric, likely_usd numeric, high_usd numeric,
  alone_low_usd numeric, alone_likely_usd numeric, alone_high_usd numeric, at_stake_usd numeric, evidence jsonb, assumption text,
  risk text, change jsonb, move jsonb, team_ids uuid[], developer_ids uuid[], teams_known boolean, developers_known boolean`;

async function store(
  client: Queryable,
  organizationId: string,
  one: Found,
  state: RecommendationState,
  now: Date,
): Promise<void> {
  const { kind, aspect } = one.finding;
  await execute(
    sql`INSERT INTO recommendations AS known (organization_id, kind, subject, aspect, state, found_at, held_at, filters, title, confidence,
          low_usd, likely_usd, high_usd, alone_low_usd, alone_likely_usd, alone_high_usd, at_stake_usd, evidence, assumption, risk, change,
          move, team_ids, developer_ids, teams_known, developers_known)
        SELECT ${organizationId}::uuid, ${kind}, ${subjectOf(one.finding)}, ${aspect}, 'open', ${now}, ${now}, given.*
        FROM jsonb_to_record(${asJson(figuresOf(one))}::jsonb) AS given (${FIGURES})
        ON CONFLICT (organization_id, subject) DO UPDATE SET state = ${state}, held_at = excluded.held_at,
          found_at = CASE WHEN known.state = 'closed' THEN excluded.found_at ELSE known.found_at END, closed_at = NULL,
          filters = excluded.filters, title = excluded.title, confidence = excluded.confidence,
          low_usd = excluded.low_usd, likely_usd = excluded.likely_usd, high_usd = excluded.high_usd,
          alone_low_usd = excluded.alone_low_usd, alone_likely_usd = excluded.alone_likely_usd, alone_high_usd = excluded.alone_high_usd,
          at_stake_usd = excluded.at_stake_usd, evidence = excluded.evidence, assumption = excluded.assumption, risk = excluded.risk,
          change = excluded.change, move = excluded.move, team_ids = excluded.team_ids, developer_ids = excluded.developer_ids,
          teams_known = excluded.teams_known, developers_known = excluded.developers_known`,
    client,
  );
}

async function close(client: Queryable, id: string, now: Date): Promise<void> {
  await execute(sql`UPDATE recommendations SET state = 'closed', closed_at = ${now} WHERE id = ${id}::uuid`, client);
}

async function storeOutcome(client: Queryable, { id }: StoredRecommendation, organizationId: string, outcome: Outcome) {
  await execute(sql`UPDATE recommendations SET outcome = ${asJson(outcome)}::jsonb WHERE id = ${id}::uuid`, client);
  // A day may have been settled, or charged anew, since it was last looked at.
  await execute(sql`DELETE FROM recommendation_savings WHERE recommendation_id = ${id}::uuid`, client);
  const { days } = outcome;
  await execute(
    sql`INSERT INTO recommendation_savings (recommendation_id, organization_id, day, requests, saved_usd)
        SELECT ${id}::uuid, ${organizationId}::uuid, day, requests, saved
        FROM unnest(${days.map((one) => one.day)}::date[], ${days.map((one) => one.requests)}::bigint[],
          ${days.map((one) => usdToString(one.savedUsd))}::numeric[]) AS given (day, requests, saved)`,
    client,
  );
}

/**
 * Keeps what a look found, all of it or nothing: what is new is opened, what no longer holds closes, what people decided on
 * stays as they decided unless what they rejected has become much more. There is one row for a thing, however often it is found.
 */
export async function storeLook(organizationId: string, look: Look, now: Date): Promise<void> {
  await transaction(async (client) => {
    await lockRecommendations(client, organizationId);
    const known = await readRecommendations(organizationId, [], client, sql`FOR UPDATE`);
    const found = new Map(look.found.map((one) => [subjectOf(one.finding), one]));
    for (const one of known) {
      const again = found.get(one.subject);
      found.delete(one.subject);
      const isDoneWhenGone = one.kind === "key_hygiene";
      const standing = { state: one.state, decidedUsd: one.decision?.worthUsd ?? null, isDoneWhenGone };
      const state = stateAfterLook(
        standing,
        again ? worthOf({ alone: again.alone, atStakeUsd: again.finding.atStakeUsd }) : null,
      );
      if (state === "closed" && one.state !== "closed") await close(client, one.id, now);
      if (again && (state === "open" || state === "trial")) await store(client, organizationId, again, state, now);
      const outcome = look.outcomes.get(one.id);
      if (state === "accepted" && outcome) await storeOutcome(client, one, organizationId, outcome);
    }
    for (const one of found.values()) await store(client, organizationId, one, "open", now);
    await execute(
      sql`UPDATE recommendation_runs SET finished_at = ${now}, from_day = ${look.from}::date, to_day = ${look.to}::date,
            days = ${look.days}, requests = ${look.requests}, cost_usd = ${usdToString(look.costUsd)}::numeric, error = NULL
          WHERE organization_id = ${organizationId}::uuid`,
      client,
    );
  });
}
