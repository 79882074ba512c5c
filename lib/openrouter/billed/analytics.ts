import { analyticsGetAnalyticsMeta } from "@openrouter/sdk/funcs/analyticsGetAnalyticsMeta.js";
import { analyticsQueryAnalytics } from "@openrouter/sdk/funcs/analyticsQueryAnalytics.js";
import { z } from "zod";
import type { OpenRouter } from "../client";
import { flag, text } from "../readers";
import { statusOf } from "../refusal";

/** The most rows one answer holds; there is no next page, only a narrower question. */
export const ROW_LIMIT = 10_000;
/** How many UTC days back each kind of question reaches, today included. */
export const BILLED_DAYS = 367;
export const GENERATION_DAYS = 31;

const Named = z.array(z.object({ name: text })).catch([]);
const Meta = z.object({ data: z.object({ dimensions: Named, metrics: Named }) });

/**
 * What the account's Analytics offers. Null for an account without Analytics (403 or 404), unless it is known to have it
 * (`mayLack` false): then a refusal is an error.
 */
export async function readAnalyticsMeta(
  openRouter: OpenRouter,
  { mayLack }: { mayLack: boolean },
): Promise<{ dimensions: Set<string>; metrics: Set<string> } | null> {
  try {
    const { data } = await openRouter.ask((sdk) => analyticsGetAnalyticsMeta(sdk), Meta);
    const names = (list: z.infer<typeof Named>) => new Set(list.map((item) => item.name));
    return { dimensions: names(data.dimensions), metrics: names(data.metrics) };
  } catch (error) {
    if (mayLack && (statusOf(error) === 403 || statusOf(error) === 404)) return null;
    throw error;
  }
}

export interface AnalyticsFilter {
  field: string;
  operator: "eq" | "in" | "not_in";
  value: string | string[];
  /** With in and not_in: keep rows whose dimension has no value. */
  includeUnset?: boolean;
}

export interface AnalyticsQuestion {
  metrics: readonly string[];
  dimensions: readonly string[];
  granularity: "hour" | "day";
  from: Date;
  /** Excluded. */
  to: Date;
  filters?: readonly AnalyticsFilter[];
}

export type AnalyticsRow = Record<string, unknown>;
/** A row as it came: its columns are read one by one, by whoever knows what was asked. */
export const AnalyticsRow = z.custom<AnalyticsRow>((row) => typeof row === "object" && row !== null, "is no row");

const Answer = z.object({
  data: z.object({
    data: z.array(AnalyticsRow),
    metadata: z.object({ truncated: flag }).nullish().catch(null),
    warnings: z.array(text).nullish().catch(null),
  }),
});

/**
 * One Analytics question. `truncated`: rows are missing, ask for less. `filterIgnored`: OpenRouter could not resolve a
 * filter and answered as if that value matched nothing, or everything, so the rows say nothing certain.
 */
export async function queryAnalytics(
  openRouter: OpenRouter,
  question: AnalyticsQuestion,
): Promise<{ rows: AnalyticsRow[]; truncated: boolean; filterIgnored: boolean }> {
  const requestBody = {
    metrics: [...question.metrics],
    dimensions: [...question.dimensions],
    granularity: question.granularity,
    timeRange: { start: question.from, end: question.to },
    filters: (question.filters ?? []).map((filter) => ({ ...filter })),
    limit: ROW_LIMIT,
  };
  const { data } = await openRouter.ask((sdk) => analyticsQueryAnalytics(sdk, { requestBody }), Answer);
  return {
    rows: data.data,
    // A full answer may have been cut even when it is not flagged as truncated.
    truncated: data.metadata?.truncated === true || data.data.length === ROW_LIMIT,
    filterIgnored: (data.warnings?.length ?? 0) > 0,
  };
}

/** The time column of a row, whatever it is called (`date__day`, `created_at__hour`). */
export function bucketOf(row: AnalyticsRow): unknown {
  const told = Object.entries(row).find(([column, value]) => /^(date|created_at)(__[a-z]+)?$/.test(column) && value != null);
  return told?.[1];
}

/** A dimension's value; null for OpenRouter's words for "not set". */
export function dimensionOf(row: AnalyticsRow, dimension: string): string | null {
  const value = row[dimension];
  if (typeof value === "number") return String(value);
  if (typeof value !== "string" || value === "" || value === "none") return null;
  return value.replaceAll("\0", "\ufffd");
}
