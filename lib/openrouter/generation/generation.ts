import { generationsGetGeneration } from "@openrouter/sdk/funcs/generationsGetGeneration.js";
import { z } from "zod";
import type { GenerationReport } from "../../domain/generation/generation";
import type { OpenRouter } from "../client";
import { charge, countIfTold, flag, instant, text, textIfAny } from "../readers";
import { askedHow } from "./asked-how";

const flagIfTold = z.union([z.null(), z.undefined(), flag]).transform((value) => value ?? null);
const wholeMs = z
  .number()
  .transform(Math.round)
  .refine((ms) => ms >= 0)
  .nullable()
  .catch(null);

const Answer = z.object({
  data: z
    .object({
      id: text,
      created_at: instant,
      model: text,
      provider_name: textIfAny,
      router: textIfAny,
      service_tier: textIfAny,
      external_user: textIfAny,
      session_id: textIfAny,
      total_cost: charge,
      is_byok: flag,
      upstream_inference_cost: charge.nullish(),
      native_tokens_prompt: countIfTold,
      native_tokens_cached: countIfTold,
      native_tokens_completion: countIfTold,
      native_tokens_reasoning: countIfTold,
      streamed: flagIfTold,
      cancelled: flagIfTold,
      finish_reason: textIfAny,
      generation_time: wholeMs,
      provider_responses: z
        .array(z.object({ model_permaslug: textIfAny }))
        .nullish()
        .catch(null),
    })
    .transform(
      (found): GenerationReport => ({
        source: "analytics",
        generationId: found.id,
        createdAt: found.created_at,
        // No key here, neither name nor hash.
        keyHash: null,
        keyName: null,
        model: found.provider_responses?.find((response) => response.model_permaslug)?.model_permaslug ?? found.model,
        variant: askedHow(found.model, found.router ?? "", found.service_tier ?? ""),
        provider: found.provider_name,
        externalUser: found.external_user,
        member: null,
        sessionId: found.session_id,
        app: null,
        feature: null,
        tags: null,
        costUsd: found.total_cost,
        byokUsd: found.is_byok ? (found.upstream_inference_cost ?? null) : null,
        promptTokens: found.native_tokens_prompt,
        cachedTokens: found.native_tokens_cached,
        cacheWriteTokens: null,
        completionTokens: found.native_tokens_completion,
        reasoningTokens: found.native_tokens_reasoning,
        streamed: found.streamed,
        cancelled: found.cancelled,
        finishReason: found.finish_reason,
        generationTimeMs: found.generation_time,
        firstTokenMs: null,
      }),
    ),
});

/** One request by its id, never its prompt or completion. Throws not_found; a fresh id is known after some seconds. */
export async function readGeneration(openRouter: OpenRouter, generationId: string): Promise<GenerationReport> {
  return (await openRouter.ask((sdk) => generationsGetGeneration(sdk, { id: generationId }), Answer)).data;
}
