import type { Usd } from "../usd";

/** Bits of Generation.sources. */
export const SOURCE_BITS = { log: 1, analytics: 2, broadcast: 4, client: 8 } as const;
export type GenerationSource = keyof typeof SOURCE_BITS;

/** What one source says of one request. Null: this source does not tell. */
export interface GenerationReport {
  source: GenerationSource;
  /** `gen-…`, or `row-…` where the source gives none. */
  generationId: string;
  createdAt: Date;
  /** SHA-256 hex, where the source knows the key for certain. */
  keyHash: string | null;
  keyName: string | null;
  /** Permaslug. */
  model: string;
  variant: string | null;
  provider: string | null;
  /** The request's `user` field. */
  externalUser: string | null;
  /** OpenRouter member's e-mail or name. */
  member: string | null;
  sessionId: string | null;
  app: string | null;
  feature: string | null;
  tags: Record<string, string> | null;
  costUsd: Usd | null;
  byokUsd: Usd | null;
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
  streamed: boolean | null;
  cancelled: boolean | null;
  finishReason: string | null;
  generationTimeMs: number | null;
  firstTokenMs: number | null;
}

/** The sources that spoke of a request, from Generation.sources. */
export function sourcesOf(bits: number): GenerationSource[] {
  return (Object.keys(SOURCE_BITS) as GenerationSource[]).filter((source) => (bits & SOURCE_BITS[source]) !== 0);
}
