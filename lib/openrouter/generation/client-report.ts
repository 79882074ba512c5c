/** What an application reports of its own requests: whom and what for, with OpenRouter's `usage` object as it came. */
import { z } from "zod";
import type { GenerationReport } from "../../domain/generation/generation";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { chargeIfTold, countIfTold, instant } from "../readers";
import { isOfOurTime, NOT_OUR_TIME } from "../request-clock";
import { shownText } from "../shown-text";

const MOST_TAGS = 50;

const textUpTo = (most: number) =>
  z.string("must be text").min(1, "must not be empty").max(most, `is longer than ${most} characters`);
const word = (most: number) => textUpTo(most).transform((text) => text.replaceAll("\0", "\ufffd"));
const shownWord = (most: number) => textUpTo(most).transform(shownText);
const wordIfTold = (most: number) =>
  word(most)
    .nullish()
    .transform((text) => text ?? null);

const Usage = z
  .object({
    cost: chargeIfTold,
    is_byok: z.boolean().nullish(),
    prompt_tokens: countIfTold,
    completion_tokens: countIfTold,
    prompt_tokens_details: z.object({ cached_tokens: countIfTold, cache_write_tokens: countIfTold }).nullish(),
    completion_tokens_details: z.object({ reasoning_tokens: countIfTold }).nullish(),
    cost_details: z.object({ upstream_inference_cost: chargeIfTold }).nullish(),
  })
  .meta({ override: { type: "object", additionalProperties: true }, description: "OpenRouter's `usage` object, as it came." });

/** One record of POST /api/v1/generations. Fields that it does not know pass and are not stored: no prompt can slip in. */
export const ClientReport = z
  .object({
    id: textUpTo(200)
      .regex(/^[\x21-\x7e]+$/, "has characters that no id has")
      .meta({ description: "The generation id: the answer's `id`, or its X-Generation-Id header." }),
    createdAt: instant.meta({ override: { type: "string", format: "date-time" }, description: "When it was asked, UTC." }),
    model: word(256).meta({ description: "As the answer names it." }),
    keyHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "must be the SHA-256 of the key, 64 lower-case hex digits")
      .nullish()
      .transform((hash) => hash ?? null)
      .meta({ override: { type: ["string", "null"] }, description: "SHA-256 of the API key, in hex." }),
    keyName: wordIfTold(256),
    user: wordIfTold(256),
    sessionId: wordIfTold(256),
    feature: shownWord(200)
      .nullish()
      .transform((text) => text ?? null),
    app: wordIfTold(256),
    tags: z
      .record(shownWord(64), shownWord(512))
      .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `has more than ${MOST_TAGS} tags`)
      .nullish()
      .transform((tags) => tags ?? null),
    usage: Usage.nullish(),
  })
  .meta({ id: "ClientReport" });
export type ClientReport = z.input<typeof ClientReport>;

export interface RefusedReport {
  /** Which field, dotted; null where the whole record is meant. */
  field: string | null;
  reason: string;
}

function byokOf(usage: z.output<typeof Usage>): Usd | null {
  if (usage.is_byok === false) return ZERO_USD;
  return usage.is_byok ? (usage.cost_details?.upstream_inference_cost ?? null) : null;
}

/** Reads one record; says what is wrong with one it cannot read. */
export function readClientReport(record: unknown, now: Date): GenerationReport | RefusedReport {
  const read = ClientReport.safeParse(record);
  if (!read.success) {
    const [issue] = read.error.issues;
    // A line that is no JSON comes as undefined.
    if (!issue || issue.path.length === 0) return { field: null, reason: "is no JSON object" };
    return { field: issue.path.join("."), reason: issue.message };
  }
  const { id, createdAt, keyHash, keyName, model, user, sessionId, feature, app, tags, usage } = read.data;
  if (!isOfOurTime(createdAt, now)) return { field: "createdAt", reason: `is ${createdAt.toISOString()}: ${NOT_OUR_TIME}` };
  return {
    source: "client",
    generationId: id,
    createdAt,
    keyHash,
    keyName,
    model,
    variant: null,
    provider: null,
    externalUser: user,
    member: null,
    sessionId,
    app,
    feature,
    tags,
    costUsd: usage?.cost ?? null,
    byokUsd: usage ? byokOf(usage) : null,
    promptTokens: usage?.prompt_tokens ?? null,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
    cacheWriteTokens: usage?.prompt_tokens_details?.cache_write_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
    reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? null,
    streamed: null,
    cancelled: null,
    finishReason: null,
    generationTimeMs: null,
    firstTokenMs: null,
  };
}
