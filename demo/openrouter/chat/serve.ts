import { dayOf } from "../../../lib/domain/day";
import { ZERO_USD } from "../../../lib/domain/usd";
import type { InferenceKey } from "../../account/cast";
import { type Charge, charge, type Tokens } from "../../account/charge";
import type { Generation } from "../../account/generation";
import { letterPairs, randomOf } from "../../account/random";
import { broadcast } from "../broadcast/send";
import { Refusal } from "../refusal";
import type { Demo } from "../state";
import { wireUsd } from "../wire";
import { appFor, type ChatRequest } from "./request";

const WORDS = "The demo account answers with words of no meaning so that tokens are counted and charged as usual".split(" ");

export interface Served {
  generation: Generation;
  charged: Charge;
  words: string[];
}

/** The answer's words, one token each; as many as the limit and the request's length suggest. */
export function answerTo(request: ChatRequest): string[] {
  const count = Math.min(request.maxTokens, 12 + (request.promptTokens % 29));
  return Array.from({ length: count }, (_, index) => WORDS[index % WORDS.length] ?? "");
}

/** Charges a request for the words that were delivered and makes it part of the account's history. */
export function serve(
  demo: Demo,
  key: InferenceKey,
  request: ChatRequest,
  words: string[],
  delivered: number,
  id: string,
): Served {
  const { model } = request;
  const [endpoint] = model.endpoints;
  if (!endpoint) throw new Refusal(404, "No endpoints found matching your data policy");
  const now = demo.now();
  const cancelled = delivered < words.length;
  const tokens: Tokens = { prompt: request.promptTokens, cached: 0, cacheWrite: 0, completion: delivered, reasoning: 0 };
  const charged = charge(model, endpoint, tokens, { used: false, feeFree: true });
  const generation: Generation = {
    id,
    day: dayOf(now),
    createdAt: now.getTime(),
    key,
    memberId: key.creatorId,
    model,
    endpoint,
    app: appFor(demo.account.cast, request.app),
    user: request.user,
    sessionId: request.sessionId,
    feature: request.feature,
    requests: 1,
    byokRequests: 0,
    costUsd: charged.costUsd,
    byokFeeUsd: ZERO_USD,
    byokUsd: ZERO_USD,
    cacheUsd: ZERO_USD,
    promptTokens: tokens.prompt,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: delivered,
    reasoningTokens: 0,
    streamed: request.stream,
    cancelled,
    finishReason: cancelled ? null : words.length === request.maxTokens ? "length" : "stop",
    generationTimeMs: 300 + delivered * 10,
    firstTokenMs: 300,
    wastedUsd: ZERO_USD,
  };
  demo.account.record(generation);
  void broadcast(demo, generation);
  return { generation, charged, words };
}

/** A new id of OpenRouter's shape. */
export function newGenerationId(demo: Demo): string {
  const at = demo.now().getTime();
  return `gen-${Math.floor(at / 1000)}-${letterPairs(randomOf("live", at, demo.requests.length, performance.now()), 10)}`;
}

/** The `usage` object that ends every completion. */
export function usageOf({ generation, charged }: Served) {
  return {
    prompt_tokens: generation.promptTokens,
    completion_tokens: generation.completionTokens,
    total_tokens: generation.promptTokens + generation.completionTokens,
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0, audio_tokens: 0, video_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    cost: wireUsd(generation.costUsd),
    is_byok: false,
    cost_details: {
      upstream_inference_cost: null,
      upstream_inference_prompt_cost: wireUsd(charged.promptUsd),
      upstream_inference_completions_cost: wireUsd(charged.completionUsd),
    },
  };
}
