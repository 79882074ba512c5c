import type { GenerationSource } from "@/lib/domain/generation";
import type { MergedField } from "@/lib/domain/generation-merge";
import type { ListedGeneration } from "@/lib/queries/generation-pages";
import type { Labels } from "@/lib/queries/labels";

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

/** Whom a request is charged to, as a name; where a rule splits it, all of them. */
export function chargedName({ charge }: ListedGeneration, labels: Labels): string {
  const names = charge.parts.map(
    ({ developerId: id }) => labels("developer", { kind: id === null ? "none" : "value", id }).label,
  );
  return [...new Set(names)].join(", ");
}

/** What a request was for, as the books have it. */
export function featureName({ charge }: ListedGeneration): string | null {
  const names = [...new Set(charge.parts.flatMap(({ feature }) => feature ?? []))];
  return names.length === 0 ? null : names.join(", ");
}

/** The key a request went through: its name today, else the name its source gave. */
export function keyLabel({ row }: ListedGeneration, labels: Labels): string | null {
  return row.key_id === null ? row.key_name : labels("key", { kind: "value", id: row.key_id }).label;
}

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
