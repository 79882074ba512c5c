import { addUsd, subtractUsd, usdToApproximateNumber, ZERO_USD } from "../../../lib/domain/usd";
import type { Generation, Measures } from "../../account/generation";
import { wireCount, wireUsd } from "../wire";

/** What a group of requests adds up to. */
export interface Group {
  sum: Measures;
  /** The single requests; empty where only sums are known. */
  singles: readonly Generation[];
}

export interface Metric {
  name: string;
  label: string;
  format: "number" | "currency" | "percent" | "latency" | "throughput";
  isRate: boolean;
  /** Can be asked for up to 367 days. */
  longRange: boolean;
  /** As on the wire; null: unknown for this group. */
  read(group: Group): number | string | null;
}

function count(name: string, label: string, read: (sum: Measures) => number): Metric {
  return { name, label, format: "number", isRate: false, longRange: true, read: ({ sum }) => wireCount(read(sum)) };
}

function money(name: string, label: string, read: (sum: Measures) => Measures["costUsd"], longRange = true): Metric {
  return { name, label, format: "currency", isRate: false, longRange, read: ({ sum }) => wireUsd(read(sum)) };
}

function rate(
  name: string,
  label: string,
  read: (sum: Measures) => [number, number],
  format: Metric["format"] = "percent",
  longRange = true,
): Metric {
  const ratio = ([part, whole]: [number, number]) => (whole === 0 ? null : part / whole);
  return { name, label, format, isRate: true, longRange, read: ({ sum }) => ratio(read(sum)) };
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

const STATISTICS: Record<string, (sorted: readonly number[]) => number | null> = {
  avg: (sorted) => (sorted.length === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / sorted.length),
  p50: (sorted) => quantile(sorted, 0.5),
  p90: (sorted) => quantile(sorted, 0.9),
  p95: (sorted) => quantile(sorted, 0.95),
  p99: (sorted) => quantile(sorted, 0.99),
};

function family(stem: string, label: string, format: Metric["format"], read: (generation: Generation) => number): Metric[] {
  return Object.entries(STATISTICS).map(([statistic, summarize]) => ({
    name: `${statistic}_${stem}`,
    label: `${label} (${statistic})`,
    format,
    isRate: true,
    longRange: false,
    read: ({ singles }) => summarize(singles.map(read).sort((a, b) => a - b)),
  }));
}

/** Nobody at the demo account searches the web, sends files or logs data: these stay 0. */
const UNUSED_COSTS = [
  "usage_data",
  "usage_web",
  "usage_upstream_web",
  "usage_file",
  "usage_upstream_file",
  "usage_web_fetch",
  "usage_upstream_web_fetch",
];
const UNUSED_COUNTS = ["response_cached_count", "guardrail_invoked_count"];

export const METRICS: readonly Metric[] = [
  count("request_count", "Request Count", (sum) => sum.requests),
  count("byok_request_count", "BYOK Requests", (sum) => sum.byokRequests),
  count("tokens_total", "Total Tokens", (sum) => sum.promptTokens + sum.completionTokens),
  count("tokens_prompt", "Prompt Tokens", (sum) => sum.promptTokens),
  count("tokens_completion", "Completion Tokens", (sum) => sum.completionTokens),
  count("reasoning_tokens", "Reasoning Tokens", (sum) => sum.reasoningTokens),
  count("cached_tokens", "Cached Tokens", (sum) => sum.cachedTokens),
  ...UNUSED_COUNTS.map((name) => count(name, name, () => 0)),
  money("total_usage", "Total Usage", (sum) => addUsd(sum.costUsd, sum.byokUsd)),
  money("credits_usage", "Credits Usage", (sum) => sum.costUsd),
  money("openrouter_usage", "OpenRouter Usage", (sum) => subtractUsd(sum.costUsd, sum.byokFeeUsd), false),
  money("byok_usage", "BYOK Usage", (sum) => sum.byokUsd),
  money("byok_fees", "BYOK Fees", (sum) => sum.byokFeeUsd, false),
  money("usage_upstream", "Upstream Usage", (sum) => addUsd(subtractUsd(sum.costUsd, sum.byokFeeUsd), sum.byokUsd)),
  money("usage_cache", "Cache Usage", (sum) => sum.cacheUsd),
  ...UNUSED_COSTS.map((name) => money(name, name, () => ZERO_USD)),
  rate("cache_hit_rate", "Cache Hit Rate", (sum) => [sum.cachedTokens, sum.promptTokens]),
  rate(
    "blended_cost_per_million_tokens",
    "Blended Cost per Million Tokens",
    (sum) => [usdToApproximateNumber(sum.costUsd) * 1_000_000, sum.promptTokens + sum.completionTokens],
    "currency",
    false,
  ),
  ...family("latency", "Time to First Token", "latency", (generation) => generation.firstTokenMs),
  ...family("generation_time", "Generation Time", "latency", (generation) => generation.generationTimeMs),
  ...family(
    "throughput",
    "Throughput",
    "throughput",
    (generation) => (generation.completionTokens * 1000) / generation.generationTimeMs,
  ),
];

export function metricOf(name: string): Metric | null {
  return METRICS.find((candidate) => candidate.name === name) ?? null;
}
