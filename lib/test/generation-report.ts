/** What one source says of one request, told as little as possible. */
import type { GenerationReport } from "../domain/generation/generation";

const NOTHING: GenerationReport = {
  source: "log",
  generationId: "gen-1",
  createdAt: new Date("2026-11-03T10:00:00.500Z"),
  keyHash: null,
  keyName: null,
  model: "openai/gpt-5",
  variant: null,
  provider: null,
  externalUser: null,
  member: null,
  sessionId: null,
  app: null,
  feature: null,
  tags: null,
  costUsd: null,
  byokUsd: null,
  promptTokens: null,
  cachedTokens: null,
  cacheWriteTokens: null,
  completionTokens: null,
  reasoningTokens: null,
  streamed: null,
  cancelled: null,
  finishReason: null,
  generationTimeMs: null,
  firstTokenMs: null,
};
/** A log's report of a request on 2026-11-03 that tells nothing but what is given. */
export function makeReport(told: Partial<GenerationReport>): GenerationReport {
  return { ...NOTHING, ...told };
}
