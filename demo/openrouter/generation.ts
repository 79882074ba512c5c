import { Hono } from "hono";
import type { Generation } from "../account/generation";
import { uuidOf } from "../account/identifiers";
import { callerOf } from "./authenticate";
import { nativeFinishReason } from "./native-finish";
import { badRequest, notFound } from "./refusal";
import type { Demo } from "./state";
import { wireUsd } from "./wire";

/** OpenRouter's own count differs a little from the maker's, which is what is billed. */
function normalisedTokens(native: number): number {
  return Math.round(native * 0.97);
}

function outcome(generation: Generation) {
  return {
    cancelled: generation.cancelled,
    streamed: generation.streamed,
    finish_reason: generation.finishReason,
    native_finish_reason: nativeFinishReason(generation),
    latency: generation.firstTokenMs,
    generation_time: generation.generationTimeMs,
    moderation_latency: null,
  };
}

function tokens(generation: Generation) {
  return {
    tokens_prompt: normalisedTokens(generation.promptTokens),
    tokens_completion: normalisedTokens(generation.completionTokens),
    native_tokens_prompt: generation.promptTokens,
    native_tokens_completion: generation.completionTokens,
    native_tokens_reasoning: generation.reasoningTokens,
    native_tokens_cached: generation.cachedTokens,
    native_tokens_completion_images: null,
    num_media_prompt: null,
    num_media_completion: null,
    num_input_audio_prompt: null,
    num_search_results: null,
    num_fetches: null,
    web_search_engine: null,
  };
}

function item(demo: Demo, generation: Generation) {
  const { endpoint, model } = generation;
  const isByok = generation.byokRequests > 0;
  return {
    id: generation.id,
    upstream_id: null,
    request_id: `req-${generation.id.slice(4)}`,
    session_id: generation.sessionId,
    external_user: generation.user,
    preset_id: null,
    workspace_id: generation.key?.workspaceId ?? demo.account.cast.workspaces[0]?.id ?? null,
    created_at: new Date(generation.createdAt).toISOString(),
    total_cost: wireUsd(generation.costUsd),
    usage: wireUsd(generation.costUsd),
    upstream_inference_cost: isByok ? wireUsd(generation.byokUsd) : null,
    cache_discount: generation.cachedTokens + generation.cacheWriteTokens > 0 ? -wireUsd(generation.cacheUsd) : null,
    is_byok: isByok,
    model: model.permaslug,
    provider_name: endpoint.provider,
    router: null,
    api_type: "completions",
    service_tier: null,
    data_region: "global",
    provider_responses: [
      {
        id: uuidOf("response", generation.id),
        endpoint_id: endpoint.id,
        provider_name: endpoint.provider,
        model_permaslug: model.permaslug,
        status: generation.finishReason === "error" ? 502 : 200,
        latency: generation.firstTokenMs,
        is_byok: isByok,
      },
    ],
    app_id: generation.app?.id ?? null,
    origin: generation.app?.referer ?? "",
    http_referer: generation.app?.referer ?? null,
    user_agent: null,
    ...tokens(generation),
    ...outcome(generation),
  };
}

/** `GET /generation?id=`: one request, for any key of the account. */
export function generationRoutes(demo: Demo) {
  const routes = new Hono();
  routes.get("/", (context) => {
    callerOf(demo, context);
    const id = context.req.query("id");
    if (!id) throw badRequest("id is required");
    const generation = demo.account.generationById(id, demo.now());
    if (!generation) throw notFound(`Generation ${id} not found`);
    return context.json({ data: item(demo, generation) });
  });
  return routes;
}
