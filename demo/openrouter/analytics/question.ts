import { z } from "zod";
import { addDays, dayOf, startOfDay } from "../../../lib/domain/day";
import { badRequest } from "../refusal";
import { type Dimension, dimensionOf } from "./dimensions";
import { GRANULARITIES, type Granularity, isGranularity } from "./granularity";
import { type Metric, metricOf } from "./metrics";

const DAY_MS = 86_400_000;
/** How far back single requests, and sums, can be asked for. */
const DAYS_OF_SINGLES = 31;
const DAYS_OF_SUMS = 367;
export const OPERATORS = {
  eq: "scalar",
  neq: "scalar",
  in: "array",
  not_in: "array",
  gt: "scalar",
  gte: "scalar",
  lt: "scalar",
  lte: "scalar",
} as const;
type Operator = keyof typeof OPERATORS;

const scalar = z.union([z.string(), z.number()]);
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/, "must be ISO 8601 with seconds and zone");
const body = z.object({
  metrics: z.array(z.string()).min(1),
  dimensions: z.array(z.string()).max(2).default([]),
  granularity: z.string().optional(),
  time_range: z.object({ start: instant, end: instant }).optional(),
  filters: z
    .array(
      z.object({
        field: z.string(),
        operator: z.string(),
        value: z.union([scalar, z.array(scalar)]),
        include_unset: z.boolean().optional(),
      }),
    )
    .max(20)
    .default([]),
  order_by: z.object({ field: z.string(), direction: z.enum(["asc", "desc"]) }).optional(),
  limit: z.int().min(1).max(10_000).default(1000),
  group_limit: z.int().min(1).max(10_000).optional(),
});

export interface Filter {
  dimension: Dimension;
  operator: Operator;
  values: (string | number)[];
  includeUnset: boolean;
}

export interface Question {
  metrics: Metric[];
  dimensions: Dimension[];
  granularity: Granularity | null;
  /** Half-open, milliseconds. */
  start: number;
  end: number;
  filters: Filter[];
  orderBy: { field: string; direction: "asc" | "desc" } | null;
  limit: number;
  groupLimit: number | null;
  /** Needs what only single requests know. */
  ofSingles: boolean;
}

function readFilter(draft: z.infer<typeof body>["filters"][number]): Filter {
  const dimension = dimensionOf(draft.field);
  if (!dimension) throw badRequest(`Unknown filter field: ${draft.field}`);
  if (!(draft.operator in OPERATORS)) throw badRequest(`Unknown operator: ${draft.operator}`);
  const operator = draft.operator as Operator;
  const values = Array.isArray(draft.value) ? draft.value : [draft.value];
  if (Array.isArray(draft.value) !== (OPERATORS[operator] === "array"))
    throw badRequest(`Operator ${operator} takes ${OPERATORS[operator]} values`);
  if (draft.include_unset && !(dimension.hasUnset && OPERATORS[operator] === "array"))
    throw badRequest(`include_unset does not apply to ${draft.field} ${operator}`);
  return { dimension, operator, values, includeUnset: draft.include_unset ?? false };
}

function readRange(range: z.infer<typeof body>["time_range"], now: Date): { start: number; end: number } {
  const end = range ? Date.parse(range.end) : now.getTime();
  const start = range ? Date.parse(range.start) : end - 7 * DAY_MS;
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end) throw badRequest("time_range must start before it ends");
  return { start, end };
}

function checkRange(question: Question, now: Date): void {
  const days = question.ofSingles ? DAYS_OF_SINGLES : DAYS_OF_SUMS;
  const longest = Math.min(
    days * DAY_MS,
    question.granularity ? GRANULARITIES[question.granularity].longestMs : Number.POSITIVE_INFINITY,
  );
  if (question.end - question.start > longest) throw badRequest(`time_range is longer than ${longest / 3_600_000} hours`);
  const earliest = startOfDay(addDays(dayOf(now), -days)).getTime();
  if (question.start < earliest) throw badRequest(`time_range may start at most ${days} days ago`);
}

/** Reads the body of `POST /analytics/query`. Throws 400 for what OpenRouter would not answer. */
export function readQuestion(json: unknown, now: Date): Question {
  const parsed = body.safeParse(json);
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  const draft = parsed.data;
  const metrics = draft.metrics.map((name) => metricOf(name) ?? refuseName("metric", name));
  const dimensions = draft.dimensions.map((name) => dimensionOf(name) ?? refuseName("dimension", name));
  const granularity = draft.granularity ?? null;
  if (granularity !== null && !isGranularity(granularity)) throw badRequest(`Unknown granularity: ${granularity}`);
  const filters = draft.filters.map(readFilter);
  const orderBy = draft.order_by ?? null;
  if (orderBy && !["request_count", "date", ...draft.metrics, ...draft.dimensions].includes(orderBy.field))
    throw badRequest(`Cannot order by ${orderBy.field}`);
  const ofSingles =
    [...metrics, ...dimensions, ...filters.map((filter) => filter.dimension)].some((named) => !named.longRange) ||
    granularity === "minute" ||
    granularity === "hour";
  const question: Question = {
    metrics,
    dimensions,
    granularity,
    ...readRange(draft.time_range, now),
    filters,
    orderBy,
    limit: draft.limit,
    groupLimit: draft.group_limit ?? null,
    ofSingles,
  };
  checkRange(question, now);
  return question;
}

function refuseName(kind: string, name: string): never {
  throw badRequest(`Unknown ${kind}: ${name}`);
}
