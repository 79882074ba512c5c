import { dayOf, eachDay, startOfDay } from "../../../lib/domain/day";
import { addInto, type Fact, type Generation, isGeneration, noMeasures } from "../../account/generation";
import type { Demo } from "../state";
import type { Dimension, Value } from "./dimensions";
import { GRANULARITIES } from "./granularity";
import { type Group, metricOf } from "./metrics";
import type { Filter, Question } from "./question";

const DAY_MS = 86_400_000;
type Row = Record<string, string | number | boolean | null>;

interface Bucket extends Group {
  singles: Generation[];
  values: Value[];
  /** Start of the time window; null without granularity. */
  window: number | null;
}

export interface Answer {
  rows: Row[];
  truncated: boolean;
  warnings: string[];
}

/** The day's requests as the question needs them: sums where whole days and long-range dimensions do, singles otherwise. */
function* factsOf(demo: Demo, question: Question): Generator<Fact> {
  const now = demo.now();
  const last = new Date(Math.min(question.end - 1, now.getTime()));
  for (const day of eachDay(dayOf(new Date(question.start)), dayOf(last))) {
    const begins = startOfDay(day).getTime();
    const whole = begins >= question.start && begins + DAY_MS <= question.end;
    if (!question.ofSingles && whole) yield* demo.account.cellsOf(day, now);
    else
      for (const generation of demo.account.generationsOf(day, now))
        if (generation.createdAt >= question.start && generation.createdAt < question.end) yield generation;
  }
}

/** Filters name keys by number or hash; what nothing is known by only earns a warning. */
function filterValues(demo: Demo, filter: Filter, warnings: string[]): Set<Value> {
  const resolved = filter.values.map((value): Value => {
    if (filter.dimension.name === "app") return Number(value);
    if (filter.dimension.name !== "api_key_id") return value;
    if (!/^[0-9a-f]{64}$/.test(String(value))) return Number(value);
    const key = demo.account.cast.keys.find((candidate) => candidate.hash === value);
    if (!key) warnings.push(`api_key_id hash ${value} could not be resolved`);
    return key?.id ?? "unresolved";
  });
  return new Set(resolved);
}

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function matcher(demo: Demo, filter: Filter, warnings: string[]): (fact: Fact) => boolean {
  const { dimension, operator, includeUnset } = filter;
  const values = filterValues(demo, filter, warnings);
  const [only = null] = values;
  const unset = (value: Value) => value === null || value === -1;
  const holds: Record<Filter["operator"], (value: Value) => boolean> = {
    eq: (value) => value === only,
    neq: (value) => value !== only,
    in: (value) => values.has(value) || (includeUnset && unset(value)),
    not_in: (value) => !values.has(value) && (includeUnset || !unset(value)),
    gt: (value) => compare(value, only) > 0,
    gte: (value) => compare(value, only) >= 0,
    lt: (value) => compare(value, only) < 0,
    lte: (value) => compare(value, only) <= 0,
  };
  return (fact) => holds[operator](dimension.valueOf(fact, demo.account.cast));
}

function bucketsOf(demo: Demo, question: Question, warnings: string[]): Bucket[] {
  const matchers = question.filters.map((filter) => matcher(demo, filter, warnings));
  const buckets = new Map<string, Bucket>();
  for (const fact of factsOf(demo, question)) {
    if (!matchers.every((matches) => matches(fact))) continue;
    const values = question.dimensions.map((dimension: Dimension) => dimension.valueOf(fact, demo.account.cast));
    const at = isGeneration(fact) ? fact.createdAt : startOfDay(fact.day).getTime();
    const window = question.granularity === null ? null : GRANULARITIES[question.granularity].startOf(at);
    const name = JSON.stringify([window, ...values]);
    const bucket = buckets.get(name) ?? { values, window, sum: noMeasures(), singles: [] };
    buckets.set(name, bucket);
    addInto(bucket.sum, fact);
    if (isGeneration(fact)) bucket.singles.push(fact);
  }
  return [...buckets.values()];
}

/** Without an order of their own: oldest window first, in it the busiest. */
function ordered(question: Question, buckets: Bucket[]): Bucket[] {
  const { orderBy } = question;
  const byTime = (a: Bucket, b: Bucket) => (a.window ?? 0) - (b.window ?? 0);
  const byName = (a: Bucket, b: Bucket) => compare(JSON.stringify(a.values), JSON.stringify(b.values));
  if (!orderBy) return buckets.sort((a, b) => byTime(a, b) || b.sum.requests - a.sum.requests || byName(a, b));
  const sign = orderBy.direction === "asc" ? 1 : -1;
  const position = question.dimensions.findIndex((dimension) => dimension.name === orderBy.field);
  const metric = metricOf(orderBy.field);
  const by = (a: Bucket, b: Bucket): number => {
    if (orderBy.field === "date") return byTime(a, b);
    if (position >= 0) return compare(a.values[position] ?? null, b.values[position] ?? null);
    return Number(metric?.read(a) ?? 0) - Number(metric?.read(b) ?? 0);
  };
  return buckets.sort((a, b) => sign * by(a, b) || byTime(a, b) || byName(a, b));
}

function withinGroupLimit(buckets: Bucket[], groupLimit: number | null): Bucket[] {
  if (groupLimit === null) return buckets;
  const seen = new Map<string, number>();
  return buckets.filter((bucket) => {
    const name = JSON.stringify(bucket.values);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count <= groupLimit;
  });
}

/** Answers from the account's requests, sums of them exactly. */
export function answer(demo: Demo, question: Question): Answer {
  const warnings: string[] = [];
  const buckets = withinGroupLimit(ordered(question, bucketsOf(demo, question, warnings)), question.groupLimit);
  const rows = buckets.slice(0, question.limit).map((bucket): Row => {
    const columns = question.dimensions.map((dimension, index) => dimension.columns(bucket.values[index] ?? null, demo));
    const window = bucket.window === null ? {} : { [`date__${question.granularity}`]: new Date(bucket.window).toISOString() };
    const metrics = question.metrics.map((metric) => [metric.name, metric.read(bucket)]);
    return Object.assign({}, window, ...columns, Object.fromEntries(metrics));
  });
  return { rows, truncated: buckets.length > question.limit, warnings };
}
