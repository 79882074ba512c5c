/** The fields of a generation span that Waybill keeps. Prompts and completions are not among them: nothing reads them. */
import { z } from "zod";
import { chargeIfTold, countIfTold } from "../readers";
import { type Attributes, fieldsOf, listOf, scalarOf } from "./attributes";

const OPENROUTER = "trace.metadata.openrouter.";
/** Told with the Cost and Identity toggles. */
const GENERATION = ["trace.metadata.openrouter_generation.", "span.metadata.openrouter_generation."] as const;

const word = (longest: number) =>
  z
    .union([z.string(), z.number().transform(String)], "is no text")
    .transform((text) => text.toWellFormed().replaceAll("\0", "\ufffd"))
    .pipe(z.string().max(longest, `is longer than ${longest} characters`));
const wordIfTold = (longest: number) =>
  word(longest)
    .nullish()
    .transform((text) => text || null);
/** Times are estimates with decimals, and none is worth a refusal. */
const millisecondsIfAny = z
  .number()
  .min(0)
  .max(2_147_483_647)
  .transform(Math.round)
  .nullish()
  .catch(null)
  .transform((told) => told ?? null);
const flagIfAny = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((told) => told ?? null);

/** Named as a refusal names them. */
const Fields = z.object({
  api_key_name: wordIfTold(500),
  provider_name: wordIfTold(200),
  model: word(300).refine((text) => text !== "", "is missing"),
  "user.id": wordIfTold(500),
  "session.id": wordIfTold(500),
  app: wordIfTold(500),
  finish_reason: wordIfTold(200),
  creator_user_id: wordIfTold(200),
  total_cost: chargeIfTold,
  byok_usage_inference: chargeIfTold,
  input_tokens: countIfTold,
  "input_tokens.cached": countIfTold,
  "input_tokens.cache_write": countIfTold,
  output_tokens: countIfTold,
  "output_tokens.reasoning": countIfTold,
  streamed: flagIfAny,
  cancelled: flagIfAny,
  is_byok: flagIfAny,
  first_token_ms: millisecondsIfAny,
});
export type GenerationFields = z.output<typeof Fields>;

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

/** Reads the fields, or says which one is wrong and how. */
export function readGenerationFields(attributes: Attributes): GenerationFields | { problem: string } {
  const first = (...keys: string[]) => {
    for (const key of keys) {
      const told = scalarOf(attributes.get(key));
      if (told !== undefined && told !== "") return told;
    }
    return undefined;
  };
  const added = (name: string) => first(...GENERATION.map((prefix) => `${prefix}${name}`));
  const last = answered(attributes);
  const textual = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const read = Fields.safeParse({
    api_key_name: first(`${OPENROUTER}api_key_name`),
    provider_name: first(`${OPENROUTER}provider_name`) ?? textual(last.provider_name),
    model: added("model") ?? textual(last.model_permaslug) ?? first("gen_ai.response.model", "gen_ai.request.model") ?? "",
    "user.id": first("user.id") ?? added("external_user"),
    "session.id": first("session.id"),
    app: added("app.title"),
    finish_reason: first("gen_ai.response.finish_reason"),
    creator_user_id: first(`${OPENROUTER}creator_user_id`),
    total_cost: first("gen_ai.usage.total_cost") ?? added("usage"),
    byok_usage_inference: added("byok_usage_inference"),
    input_tokens: first("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "input_tokens.cached": first("gen_ai.usage.input_tokens.cached"),
    "input_tokens.cache_write": first("gen_ai.usage.input_tokens.cache_write"),
    output_tokens: first("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    "output_tokens.reasoning": first("gen_ai.usage.output_tokens.reasoning"),
    streamed: added("streamed"),
    cancelled: added("cancelled"),
    is_byok: added("is_byok") ?? last.is_byok,
    first_token_ms: first(`${OPENROUTER}first_token_ms`),
  });
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  return { problem: `${issue?.path.join(".") ?? "a field"} ${issue?.message ?? "is unreadable"}` };
}
