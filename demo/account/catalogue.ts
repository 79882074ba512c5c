import { type Day, dayOf } from "../../lib/domain/day";
import { parseUsd, type Usd, ZERO_USD } from "../../lib/domain/usd";
import facts from "../facts/models.json" with { type: "json" };
import { uuidOf } from "./identifiers";

/** An entry of `GET /models` as the facts file has it. */
type ModelFacts = (typeof facts.data)[number];

/** Dollars a token. */
export interface TokenPrices {
  prompt: Usd;
  completion: Usd;
  /** null: the model has no such price, so the provider does not cache. */
  cacheRead: Usd | null;
  cacheWrite: Usd | null;
}

/** One provider's offer of a model. */
export interface Endpoint {
  id: string;
  provider: string;
  /** Price in hundredths of the list price: a regional endpoint may cost 110. */
  pricePercent: number;
  /** How often it is chosen, against the model's other endpoints. */
  weight: number;
}

export interface CatalogueModel {
  /** Slug with variant, as requests name it. */
  id: string;
  permaslug: string;
  variant: "standard" | "free";
  createdDay: Day;
  reasons: boolean;
  prices: TokenPrices;
  /** Prices for prompts longer than this many tokens; the last that fits holds. */
  longPromptPrices: { above: number; prices: TokenPrices }[];
  endpoints: Endpoint[];
  facts: ModelFacts;
}

/** Who serves a maker's models: provider, price in per cent of the list price, weight. */
const PROVIDERS: Record<string, [string, number, number][]> = {
  anthropic: [
    ["Anthropic", 100, 7],
    ["Amazon Bedrock", 110, 2],
    ["Google", 100, 1],
  ],
  openai: [
    ["OpenAI", 100, 8],
    ["Azure", 100, 2],
  ],
  google: [
    ["Google", 100, 6],
    ["Google AI Studio", 100, 4],
  ],
  deepseek: [
    ["DeepSeek", 100, 5],
    ["DeepInfra", 100, 3],
    ["Novita", 110, 2],
  ],
  qwen: [
    ["Alibaba", 100, 3],
    ["Fireworks", 120, 1],
  ],
  "z-ai": [
    ["Z.AI", 100, 3],
    ["GMICloud", 100, 1],
  ],
};
const FREE_PROVIDERS: [string, number, number][] = [
  ["OpenInference", 100, 1],
  ["Chutes", 100, 1],
];

interface WrittenPrices {
  prompt?: string;
  completion?: string;
  input_cache_read?: string;
  input_cache_write?: string;
}

function readPrices(written: WrittenPrices, fallback: TokenPrices | null): TokenPrices {
  const price = (text: string | undefined, otherwise: Usd | null) => (text === undefined ? otherwise : parseUsd(text));
  return {
    prompt: price(written.prompt, fallback?.prompt ?? null) ?? ZERO_USD,
    completion: price(written.completion, fallback?.completion ?? null) ?? ZERO_USD,
    cacheRead: price(written.input_cache_read, fallback?.cacheRead ?? null),
    cacheWrite: price(written.input_cache_write, fallback?.cacheWrite ?? null),
  };
}

function readModel(entry: ModelFacts): CatalogueModel {
  const variant = entry.id.endsWith(":free") ? "free" : "standard";
  const maker = entry.id.slice(0, entry.id.indexOf("/"));
  const prices = readPrices(entry.pricing, null);
  const overrides = "overrides" in entry.pricing ? (entry.pricing.overrides ?? []) : [];
  const offers = variant === "free" ? FREE_PROVIDERS : (PROVIDERS[maker] ?? []);
  return {
    id: entry.id,
    permaslug: entry.canonical_slug,
    variant,
    createdDay: dayOf(new Date(entry.created * 1000)),
    reasons: entry.supported_parameters.includes("reasoning"),
    prices,
    longPromptPrices: overrides.map((override) => ({
      above: override.min_prompt_tokens,
      prices: readPrices(override, prices),
    })),
    endpoints: offers.map(([provider, pricePercent, weight]) => ({
      id: uuidOf("endpoint", entry.id, provider),
      provider,
      pricePercent,
      weight,
    })),
    facts: entry,
  };
}

/** The 20 models the demo account uses, as OpenRouter lists them. */
export const MODELS: readonly CatalogueModel[] = facts.data.map(readModel);

/** Throws for a model that is not in the facts file: a slip of the pen in a cast. */
export function modelOf(id: string): CatalogueModel {
  const model = MODELS.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model ${id} in demo/facts/models.json`);
  return model;
}

/** What teams ask for, and which model that meant over time: each takes the place of the one before once it is out. */
const LINES = {
  opus: ["anthropic/claude-opus-4.1", "anthropic/claude-opus-4.5", "anthropic/claude-opus-5"],
  sonnet: ["anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-5"],
  haiku: ["openai/gpt-5-mini", "anthropic/claude-haiku-4.5"],
  gpt: ["openai/gpt-5", "openai/gpt-5.4"],
  "gpt-mini": ["openai/gpt-5-mini", "openai/gpt-5.6-luna"],
  flash: ["google/gemini-2.5-flash", "google/gemini-3.6-flash"],
  gemini: ["google/gemini-2.5-pro"],
  deepseek: ["deepseek/deepseek-chat-v3.1", "deepseek/deepseek-v4-flash-0731"],
  coder: ["qwen/qwen3-coder", "z-ai/glm-5.2"],
  "free-small": ["openai/gpt-oss-20b:free"],
  "free-large": ["openai/gpt-oss-20b:free", "google/gemma-4-31b-it:free"],
} as const;
export type Line = keyof typeof LINES;
export const LINE_NAMES = Object.keys(LINES) as Line[];

const MODELS_OF_LINE = new Map(LINE_NAMES.map((line) => [line, LINES[line].map(modelOf)]));

/** The newest model of a line that was out on that day; its first where none was. */
export function modelOfLine(line: Line, day: Day): CatalogueModel {
  const models = MODELS_OF_LINE.get(line) ?? [];
  const model = models.findLast((candidate) => candidate.createdDay <= day) ?? models[0];
  if (!model) throw new Error(`line ${line} has no models`);
  return model;
}
