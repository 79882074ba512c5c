import Papa from "papaparse";
import { type Day, dayOf, eachDay } from "../../lib/domain/day";
import { type Usd, usdToString } from "../../lib/domain/usd";
import { keyNameOn } from "../account/cast";
import type { Generation } from "../account/generation";
import { nativeFinishReason } from "./native-finish";
import type { Demo } from "./state";

const START = "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference";
const MIDDLE = "model_permaslug,provider_name,variant,cancelled,streamed";
const END = "user,finish_reason_raw,finish_reason_normalized,generation_time_ms,time_to_first_token_ms";
/** The log export's columns over time; people also delete some of them. */
export const LOG_VERSIONS = {
  "2025-08": `${START},num_search_results,tokens_prompt,tokens_completion,tokens_reasoning,${MIDDLE},${END},app_name,api_key_name`,
  "2026-02": `${START},tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,${MIDDLE},${END},app_name,api_key_name`,
  "2026-08": `${START},tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,${MIDDLE},${END},app_name,api_key_name,api_key_disabled`,
  "2026-09": `${START},tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,${MIDDLE},${END},api_key_disabled,api_key_name,app_name`,
} as const;
export type LogVersion = keyof typeof LOG_VERSIONS;

const MICRO_DOLLAR = 1_000_000n;

/** Cut to six decimals, not rounded: the log's sums fall short of the bill. */
function cut(amount: Usd): string {
  return usdToString(((amount / MICRO_DOLLAR) * MICRO_DOLLAR) as Usd);
}

function memberName(demo: Demo, generation: Generation): string {
  if (!demo.account.cast.organization) return "";
  const member = demo.account.cast.members.find((candidate) => candidate.id === generation.memberId);
  return [member?.firstName, member?.lastName].filter(Boolean).join(" ");
}

function columnsOf(demo: Demo, generation: Generation): Record<string, string | number | boolean> {
  const today = dayOf(demo.now());
  const { key } = generation;
  return {
    generation_id: generation.id,
    created_at: new Date(generation.createdAt).toISOString().replace("T", " ").replace("Z", ""),
    cost_total: cut(generation.costUsd),
    cost_web_search: "",
    cost_cache: generation.cacheUsd === 0n ? "" : cut(generation.cacheUsd),
    cost_file_processing: "",
    byok_usage_inference: cut(generation.byokUsd),
    num_search_results: 0,
    tokens_prompt: generation.promptTokens,
    tokens_completion: generation.completionTokens,
    tokens_reasoning: generation.reasoningTokens,
    tokens_cached: generation.cachedTokens,
    model_permaslug: generation.model.permaslug,
    provider_name: generation.endpoint.provider,
    variant: generation.model.variant,
    cancelled: generation.cancelled,
    streamed: generation.streamed,
    user: memberName(demo, generation),
    finish_reason_raw: nativeFinishReason(generation) ?? "",
    finish_reason_normalized: generation.finishReason ?? "",
    generation_time_ms: generation.generationTimeMs,
    time_to_first_token_ms: generation.firstTokenMs,
    app_name: generation.app?.title ?? "",
    api_key_name: key ? keyNameOn(key, today) : "",
    api_key_disabled: key ? key.disabledFrom !== null && key.disabledFrom <= today : "",
  };
}

export interface LogRange {
  from: Day;
  to: Day;
  version: LogVersion;
}

/** The website's per-request log export, newest first, a day's text at a time. */
export function* logExport(demo: Demo, { from, to, version }: LogRange): Generator<string> {
  const header = LOG_VERSIONS[version].split(",");
  yield `${header.join(",")}\n`;
  for (const day of eachDay(from, to).reverse()) {
    const rows = demo.account.generationsOf(day, demo.now()).map((generation) => {
      const columns = columnsOf(demo, generation);
      return header.map((name) => columns[name]);
    });
    if (rows.length > 0) yield `${Papa.unparse(rows.reverse(), { newline: "\n" })}\n`;
  }
}
