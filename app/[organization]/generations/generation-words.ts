import type { GenerationSource } from "@/lib/domain/generation/generation";
import type { MergedField } from "@/lib/domain/generation/merge";
import type { ListedGeneration } from "@/lib/queries/generation/pages";

export const SOURCE_WORDS: Record<GenerationSource, string> = {
  analytics: "OpenRouter (asked)",
  broadcast: "OpenRouter (delivered)",
  log: "Uploaded log",
  client: "Your application",
};

export const FIELD_WORDS: Record<MergedField, string> = {
  connection: "Connection",
  createdAt: "Time",
  keyHash: "Key",
  keyName: "Key’s name then",
  model: "Model",
  variant: "Variant",
  provider: "Provider",
  externalUser: "User",
  member: "OpenRouter member",
  sessionId: "Session",
  app: "App",
  feature: "Feature",
  tags: "Tags",
  costUsd: "Cost",
  byokUsd: "Paid to the provider with your own key",
  promptTokens: "Prompt tokens",
  cachedTokens: "of them read from the cache",
  cacheWriteTokens: "of them written to the cache",
  completionTokens: "Completion tokens",
  reasoningTokens: "of them reasoning",
  streamed: "Streamed",
  cancelled: "Cancelled",
  finishReason: "Ended because",
  generationTimeMs: "Took",
  firstTokenMs: "First token after",
};

/** `20 Nov, 10:52:07`. */
export function formatMoment(at: Date): string {
  const text = at.toISOString();
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][at.getUTCMonth()];
  return `${at.getUTCDate()} ${month}, ${text.slice(11, 19)}`;
}

/** A request's own page. */
export function generationPath(organization: string, id: string): string {
  return `/${organization}/generations/${encodeURIComponent(id)}`;
}

export function tokensOf({ row }: ListedGeneration): number | null {
  const { prompt_tokens: prompt, completion_tokens: completion } = row;
  return prompt === null && completion === null ? null : (prompt ?? 0) + (completion ?? 0);
}
