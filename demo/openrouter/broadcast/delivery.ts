import { createHash } from "node:crypto";
import { dayOf } from "../../../lib/domain/day";
import { keyNameOn } from "../../account/cast";
import type { Generation } from "../../account/generation";
import { uuidOf } from "../../account/identifiers";
import { nativeFinishReason } from "../native-finish";
import type { Demo } from "../state";
import { wireUsd } from "../wire";

/** What a destination may be set to, of that which changes a delivery's content. */
export interface Content {
  /** The Cost toggle. */
  cost: boolean;
  /** The Identity toggle. */
  identity: boolean;
  /** Leaves prompts and completions out. */
  privacy: boolean;
}

type Value = { stringValue: string } | { intValue: number } | { doubleValue: number } | { boolValue: boolean };
type Told = string | number | boolean | null | undefined | { double: number };

function anyValue(told: Exclude<Told, null | undefined>): Value {
  if (typeof told === "string") return { stringValue: told };
  if (typeof told === "boolean") return { boolValue: told };
  if (typeof told === "number") return { intValue: told };
  return { doubleValue: told.double };
}

/** Money as OpenRouter writes it: a zero is a whole number. */
function cost(amount: Generation["costUsd"]): Told {
  return amount === 0n ? 0 : { double: wireUsd(amount) };
}

function attributes(told: Record<string, Told>) {
  return Object.entries(told).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: 2 | 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: 1 | 2; message?: string };
  attributes: { key: string; value: Value }[];
}

/** One generation's delivery: each span stands with a resource of its own. */
export interface Delivery {
  resourceSpans: {
    resource: { attributes: { key: string; value: Value }[] };
    scopeSpans: { scope: { name: string }; spans: Span[] }[];
  }[];
}

const PROMPT = JSON.stringify({ messages: [{ role: "user", content: "What was the money spent on?" }] });

/** Of a request that failed OpenRouter tells neither what the caller said of it nor any figure. */
function said({ user, sessionId, feature, finishReason }: Generation, responses: string): Record<string, Told> {
  if (finishReason === "error") return { "session.id": sessionId };
  return {
    "user.id": user,
    "session.id": sessionId,
    "trace.metadata.feature": feature,
    "trace.metadata.provider_responses": responses,
  };
}

function usage(generation: Generation): Record<string, Told> {
  if (generation.finishReason === "error") return {};
  const { promptTokens, completionTokens } = generation;
  return {
    "gen_ai.usage.input_tokens": promptTokens,
    "gen_ai.usage.output_tokens": completionTokens,
    "gen_ai.usage.total_tokens": promptTokens + completionTokens,
    "gen_ai.usage.total_cost": cost(generation.costUsd),
    "gen_ai.usage.input_tokens.cached": generation.cachedTokens,
    "gen_ai.usage.input_tokens.cache_write": generation.cacheWriteTokens,
    "gen_ai.usage.output_tokens.reasoning": generation.reasoningTokens,
    "gen_ai.response.finish_reasons": generation.finishReason && JSON.stringify([generation.finishReason]),
    "gen_ai.response.finish_reason": generation.finishReason,
  };
}

function added(generation: Generation, content: Content): Record<string, Told> {
  const prefix = "trace.metadata.openrouter_generation.";
  return {
    ...(content.cost &&
      generation.finishReason !== "error" && {
        [`${prefix}usage`]: cost(generation.costUsd),
        [`${prefix}is_byok`]: generation.byokRequests > 0,
        [`${prefix}byok_usage_inference`]: cost(generation.byokUsd),
        [`${prefix}model`]: generation.model.permaslug,
        [`${prefix}cancelled`]: generation.cancelled,
        [`${prefix}streamed`]: generation.streamed,
      }),
    ...(content.identity && { "span.metadata.openrouter_generation.app.title": generation.app?.title }),
  };
}

function nanoseconds(milliseconds: number): string {
  return `${milliseconds}000000`;
}

const OWN = "trace.metadata.openrouter.";

/** What all spans of a request have: its trace, and when it was served. */
function frameOf({ id, createdAt, generationTimeMs }: Generation) {
  return {
    traceId: createHash("sha256").update(id).digest("hex").slice(0, 32),
    startTimeUnixNano: nanoseconds(createdAt),
    endTimeUnixNano: nanoseconds(createdAt + generationTimeMs),
  };
}

function responsesOf({ id, endpoint, model, firstTokenMs, byokRequests }: Generation): string {
  return JSON.stringify([
    {
      id: uuidOf("response", id),
      provider_name: endpoint.provider,
      status: 200,
      latency: firstTokenMs,
      is_byok: byokRequests > 0,
      endpoint_id: endpoint.id,
      model_permaslug: model.permaslug,
    },
  ]);
}

/** The span that tells of the request: who, what for, with what, at what cost. */
function rootSpan(demo: Demo, generation: Generation, content: Content): Span {
  const { id, endpoint, model, key } = generation;
  const frame = frameOf(generation);
  const failed = generation.finishReason === "error";
  const author = model.id.slice(0, model.id.indexOf("/"));
  const [prompt, completion] = content.privacy
    ? [null, null]
    : [PROMPT, JSON.stringify({ completion: "words", reasoning: null })];
  return {
    ...frame,
    spanId: frame.traceId.slice(0, 16),
    name: "LLM Generation",
    kind: 3,
    status: failed ? { code: 2, message: "The provider returned an error" } : { code: 1 },
    attributes: attributes({
      "trace.name": "OpenRouter Request",
      ...said(generation, responsesOf(generation)),
      "span.type": "generation",
      "span.level": failed ? "ERROR" : "DEFAULT",
      "gen_ai.operation.name": "chat",
      "gen_ai.system": author,
      "gen_ai.provider.name": author,
      "gen_ai.request.model": model.id,
      "gen_ai.response.model": model.id,
      "gen_ai.response.id": id,
      ...usage(generation),
      "gen_ai.prompt": prompt,
      "gen_ai.completion": completion,
      [`${OWN}source`]: "openrouter",
      [`${OWN}api_key_name`]: key && keyNameOn(key, dayOf(demo.now())),
      [`${OWN}entity_id`]: demo.account.cast.organization?.id ?? generation.memberId,
      [`${OWN}creator_user_id`]: generation.memberId,
      [`${OWN}first_token_ms`]: failed ? null : { double: generation.firstTokenMs },
      [`${OWN}provider_name`]: endpoint.provider,
      [`${OWN}provider_slug`]: endpoint.provider.toLowerCase().replaceAll(" ", "-"),
      [`${OWN}finish_reason`]: failed ? null : nativeFinishReason(generation),
      ...added(generation, content),
    }),
  };
}

/** The spans below it, which tell of the way to the answer; a failed request has none. */
function partSpans(generation: Generation): Span[] {
  const { id, endpoint, model } = generation;
  const frame = frameOf(generation);
  const parentSpanId = frame.traceId.slice(0, 16);
  const part = { ...frame, parentSpanId, kind: 2 as const, status: { code: 1 as const } };
  const common = { "span.type": "span", "span.level": "DEFAULT" };
  return [
    {
      ...part,
      spanId: frame.traceId.slice(8, 24),
      name: `provider attempt 1: ${endpoint.provider}`,
      attributes: attributes({
        ...common,
        "span.metadata.attempt_index": 0,
        "span.metadata.status_code": 200,
        "span.metadata.is_byok": generation.byokRequests > 0,
        "span.metadata.endpoint_id": endpoint.id,
        "span.metadata.model_permaslug": model.permaslug,
        "gen_ai.operation.name": "chat",
        "gen_ai.response.id": `${id}:attempt-0`,
        [`${OWN}provider_name`]: endpoint.provider,
      }),
    },
    {
      ...part,
      spanId: frame.traceId.slice(16, 32),
      name: "generation",
      attributes: attributes({ ...common, "gen_ai.operation.name": "chat", "gen_ai.response.id": `${id}:generation` }),
    },
  ];
}

function spans(demo: Demo, generation: Generation, content: Content): Span[] {
  const root = rootSpan(demo, generation, content);
  return generation.finishReason === "error" ? [root] : [root, ...partSpans(generation)];
}

/** What Broadcast sends of a request, as the real captures show it. */
export function deliveryOf(demo: Demo, generation: Generation, content: Content): Delivery {
  const resource = {
    attributes: attributes({ "service.name": "openrouter", "openrouter.trace.id": generation.id, "service.version": "1.0.0" }),
  };
  return {
    resourceSpans: spans(demo, generation, content).map((span) => ({
      resource,
      scopeSpans: [{ scope: { name: "openrouter" }, spans: [span] }],
    })),
  };
}
