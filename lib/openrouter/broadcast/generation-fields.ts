/**
 * The fields of a generation span that Waybill keeps. Prompts and completions are not among them: nothing reads them.
 * Written without a schema, which would cost more than all the rest of a delivery.
 */
import type { Usd } from "../../domain/usd";
import { type Complaints, readCharge, readCount } from "../readers";
import { type Attributes, fieldsOf, listOf, scalarOf } from "./attributes";

const MOST_MS = 2_147_483_647;

type Scalar = string | number | boolean | undefined;

/** Reads values of one generation; remembers the first that is wrong, under OpenRouter's name for it. */
class FieldReader implements Complaints {
  problem: string | null = null;
  #field = "";

  constructor(readonly attributes: Attributes) {}

  at(key: string): Scalar {
    return scalarOf(this.attributes.get(key));
  }

  either(key: string, other: string): Scalar {
    const told = this.at(key);
    return told === undefined || told === "" ? this.at(other) : told;
  }

  /** What OpenRouter tells beside the caller's own keys. */
  own(name: string): Scalar {
    return this.at(`trace.metadata.openrouter.${name}`);
  }

  /** What the Cost and Identity toggles add. */
  added(name: string): Scalar {
    return this.either(`trace.metadata.openrouter_generation.${name}`, `span.metadata.openrouter_generation.${name}`);
  }

  addIssue({ message }: { message: string }): void {
    this.problem ??= `${this.#field} ${message}`;
  }

  text(field: string, told: Scalar, longest: number): string | null {
    if (told === undefined || told === "") return null;
    this.#field = field;
    if (typeof told === "boolean") this.addIssue({ message: "is no text" });
    const text = String(told);
    if (text.length > longest) this.addIssue({ message: `is longer than ${longest} characters` });
    return text.toWellFormed().replaceAll("\0", "\ufffd");
  }

  charge(field: string, told: Scalar): Usd | null {
    this.#field = field;
    return told === undefined ? null : readCharge(told, this);
  }

  count(field: string, told: Scalar): number | null {
    this.#field = field;
    return told === undefined ? null : readCount(told, this);
  }
}

/** Times are estimates with decimals, and none is worth a refusal. */
function milliseconds(told: Scalar): number | null {
  return typeof told === "number" && told >= 0 && told <= MOST_MS ? Math.round(told) : null;
}

function flag(told: unknown): boolean | null {
  return typeof told === "boolean" ? told : null;
}

/** The provider that answered in the end: OpenRouter may have tried others before. */
function answered(attributes: Attributes): Record<string, unknown> {
  const told = scalarOf(attributes.get("trace.metadata.provider_responses"));
  if (typeof told !== "string" || told.length > 100_000) return {};
  try {
    const attempts = listOf(JSON.parse(told)).map(fieldsOf);
    return attempts.findLast(({ status }) => typeof status === "number" && status < 300) ?? attempts.at(-1) ?? {};
  } catch {
    return {};
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export interface GenerationFields {
  keyName: string | null;
  provider: string | null;
  model: string;
  externalUser: string | null;
  sessionId: string | null;
  app: string | null;
  finishReason: string | null;
  creatorId: string | null;
  costUsd: Usd | null;
  byokUsd: Usd | null;
  /** Was a key of the caller's own at the provider used? */
  isByok: boolean | null;
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
  streamed: boolean | null;
  cancelled: boolean | null;
  firstTokenMs: number | null;
}

/** Reads the fields, or says which one is wrong and how. */
export function readGenerationFields(attributes: Attributes): GenerationFields | { problem: string } {
  const read = new FieldReader(attributes);
  const last = answered(attributes);
  const served = read.added("model") ?? textIn(last.model_permaslug);
  const model = served ?? read.either("gen_ai.response.model", "gen_ai.request.model");
  const fields: GenerationFields = {
    keyName: read.text("api_key_name", read.own("api_key_name"), 500),
    provider: read.text("provider_name", read.own("provider_name") ?? textIn(last.provider_name), 200),
    model: read.text("model", model, 300) ?? "",
    externalUser: read.text("user.id", read.at("user.id") ?? read.added("external_user"), 500),
    sessionId: read.text("session.id", read.at("session.id"), 500),
    app: read.text("app", read.added("app.title"), 500),
    finishReason: read.text("finish_reason", read.at("gen_ai.response.finish_reason"), 200),
    creatorId: read.text("creator_user_id", read.own("creator_user_id"), 200),
    costUsd: read.charge("total_cost", read.at("gen_ai.usage.total_cost") ?? read.added("usage")),
    byokUsd: read.charge("byok_usage_inference", read.added("byok_usage_inference")),
    isByok: flag(read.added("is_byok") ?? last.is_byok),
    promptTokens: read.count("input_tokens", read.at("gen_ai.usage.input_tokens") ?? read.at("gen_ai.usage.prompt_tokens")),
    cachedTokens: read.count("input_tokens.cached", read.at("gen_ai.usage.input_tokens.cached")),
    cacheWriteTokens: read.count("input_tokens.cache_write", read.at("gen_ai.usage.input_tokens.cache_write")),
    completionTokens: read.count(
      "output_tokens",
      read.at("gen_ai.usage.output_tokens") ?? read.at("gen_ai.usage.completion_tokens"),
    ),
    reasoningTokens: read.count("output_tokens.reasoning", read.at("gen_ai.usage.output_tokens.reasoning")),
    streamed: flag(read.added("streamed")),
    cancelled: flag(read.added("cancelled")),
    firstTokenMs: milliseconds(read.own("first_token_ms")),
  };
  if (read.problem) return { problem: read.problem };
  return fields.model === "" ? { problem: "model is missing" } : fields;
}
