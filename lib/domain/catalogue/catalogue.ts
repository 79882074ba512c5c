import type { Pricing } from "./price";

/** A model of OpenRouter's public catalogue, with list prices of the moment. */
export interface ModelReport {
  /** Dated slug, as Analytics and the log name a model. */
  permaslug: string;
  slug: string;
  name: string;
  author: string;
  contextLength: number | null;
  maxCompletionTokens: number | null;
  /** As published: decimal strings, US dollars per token or unit; never what a past request was charged. */
  pricing: Pricing;
  inputModalities: string[];
  outputModalities: string[];
  supportedParameters: string[];
  /** As published, by who measured; null: none. */
  benchmarks: Record<string, unknown> | null;
  createdAt: Date | null;
  expirationDate: string | null;
}

/** One provider's offer of a model. */
export interface EndpointReport {
  /** OpenRouter's own name for it, such as `amazon-bedrock/eu`; the provider's where it gives none. */
  tag: string;
  provider: string;
  quantization: string | null;
  contextLength: number | null;
  maxCompletionTokens: number | null;
  pricing: Pricing;
  supportedParameters: string[];
  supportsImplicitCaching: boolean | null;
  /** Per cent of the last day. */
  uptimeLastDay: number | null;
}
