import { z } from "zod";
import { joinSql, type Queryable, type Sql, select, sql } from "../db/sql";
import { parseDay } from "../domain/day";
import { RECOMMENDATION_STATES } from "../domain/recommendation/life";
import { type Outcome, SAVED_BY, VERDICTS } from "../domain/recommendation/outcome";
import { CONFIDENCES, type Evidence, RECOMMENDATION_KINDS } from "../domain/recommendation/recommendation";
import type { StoredRecommendation } from "../domain/recommendation/stored-recommendation";
import type { Filters } from "../domain/spend/question";
import { parseUsd, type Usd, usdToString } from "../domain/usd";
import { usdColumn } from "./figure-columns";

/** Money inside JSON is decimal text. */
const usd = z.string().transform(parseUsd);
const day = z.string().transform(parseDay);

const tokens = z.object({
  promptTokens: z.number(),
  cachedTokens: z.number(),
  cacheWriteTokens: z.number(),
  completionTokens: z.number(),
  reasoningTokens: z.number(),
});
const baseline = z.object({
  requests: z.number(),
  costUsd: usd,
  listUsd: usd.nullable(),
  modelListUsd: usd.nullable().default(null),
  tokens,
  retriedUsd: usd.nullable(),
  shareAtTarget: z.number(),
});

const evidence: z.ZodType<Evidence> = z.object({
  from: day,
  to: day,
  requests: z.number(),
  costUsd: usd,
  figures: z.array(z.object({ label: z.string(), value: z.string() })),
  generationIds: z.array(z.string()),
  trialIds: z.array(z.string()),
  baseline,
});

const place = z.object({ model: z.string().nullable(), provider: z.string().nullable() });
const outcome: z.ZodType<Outcome> = z.object({
  verdict: z.enum(VERDICTS),
  switchedOn: day.nullable(),
  requests: z.number(),
  switched: z.number(),
  switchedUsd: usd,
  savedUsd: usd,
  by: z.enum(SAVED_BY),
  days: z.array(z.object({ day, requests: z.number(), savedUsd: usd })),
});

const row = z.object({
  id: z.string(),
  kind: z.enum(RECOMMENDATION_KINDS),
  subject: z.string(),
  filters: z.record(z.string(), z.array(z.string())),
  aspect: z.string(),
  title: z.string(),
  state: z.enum(RECOMMENDATION_STATES),
  confidence: z.enum(CONFIDENCES),
  low_usd: usdColumn,
  likely_usd: usdColumn,
  high_usd: usdColumn,
  alone_low_usd: usdColumn,
  alone_likely_usd: usdColumn,
  alone_high_usd: usdColumn,
  at_stake_usd: usdColumn.nullable(),
  evidence,
  assumption: z.string(),
  risk: z.string(),
  change: z.object({ words: z.string(), snippet: z.string().nullable() }),
  move: z.object({ from: place, to: place }).nullable(),
  found_at: z.date(),
  held_at: z.date(),
  decided_at: z.date().nullable(),
  decided_by: z.string().nullable(),
  reason: z.string().nullable(),
  decided_usd: usdColumn.nullable(),
  closed_at: z.date().nullable(),
  trial_ids: z.array(z.string()).nullable(),
  baseline: baseline.nullable(),
  outcome: outcome.nullable(),
});

function read(found: z.output<typeof row>): StoredRecommendation {
  const { decided_at: at, decided_by: by, decided_usd: worthUsd } = found;
  return {
    id: found.id,
    kind: found.kind,
    subject: found.subject,
    filters: found.filters as Filters,
    aspect: found.aspect,
    title: found.title,
    state: found.state,
    confidence: found.confidence,
    together: { low: found.low_usd, likely: found.likely_usd, high: found.high_usd },
    alone: { low: found.alone_low_usd, likely: found.alone_likely_usd, high: found.alone_high_usd },
    atStakeUsd: found.at_stake_usd,
    evidence: found.evidence,
    assumption: found.assumption,
    risk: found.risk,
    change: found.change,
    move: found.move,
    foundAt: found.found_at,
    heldAt: found.held_at,
    decision: at && by !== null && worthUsd !== null ? { at, by, reason: found.reason, worthUsd } : null,
    closedAt: found.closed_at,
    trialIds: found.trial_ids ?? [],
    baseline: found.baseline,
    outcome: found.outcome,
  };
}

/** Recommendations that meet the conditions on table `r`, those that would save most first. */
export async function readRecommendations(
  organizationId: string,
  conditions: readonly Sql[],
  on: Queryable,
  end: Sql = sql``,
): Promise<StoredRecommendation[]> {
  const all = joinSql([sql`r.organization_id = ${organizationId}::uuid`, ...conditions], " AND ");
  const rows = await select(
    sql`SELECT r.id::text, r.kind, r.subject, r.filters, r.aspect, r.title, r.state, r.confidence, r.low_usd::text, r.likely_usd::text,
          r.high_usd::text, r.alone_low_usd::text, r.alone_likely_usd::text, r.alone_high_usd::text, r.at_stake_usd::text,
          r.evidence, r.assumption, r.risk, r.change, r.move, r.found_at, r.held_at, r.decided_at, r.decided_by, r.reason,
          r.decided_usd::text, r.closed_at, r.trial_ids, r.baseline, r.outcome
        FROM recommendations r WHERE ${all}
        ORDER BY r.likely_usd DESC, coalesce(r.at_stake_usd, 0) DESC, r.title, r.id ${end}`,
    row,
    on,
  );
  return rows.map(read);
}

/** As JSON for the database: money as decimal text. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? usdToString(inner as Usd) : inner));
}
