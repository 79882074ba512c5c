import { type CsvCell, csvRecord } from "@/lib/domain/csv";
import { sourcesOf } from "@/lib/domain/generation/generation";
import { writePosition } from "@/lib/domain/generation/list";
import { type Usd, usdToString } from "@/lib/domain/usd";
import type { GenerationPage, ListedGeneration } from "@/lib/queries/generation/pages";
import type { Labels } from "@/lib/queries/spend/labels";
import type { GenerationListAnswer } from "../contract";

type Listed = GenerationPage & { labels: Labels };
type Told = GenerationListAnswer["generations"][number];

const usd = (amount: Usd | null) => (amount === null ? null : usdToString(amount));

function tell({ row, charge }: ListedGeneration, labels: Labels): Told {
  const developers = charge.parts.map(({ developerId: id }) => ({
    id,
    label: labels("developer", { kind: id === null ? "none" : "value", id }).label,
  }));
  const key =
    row.key_id === null
      ? row.key_name === null
        ? null
        : { id: null, label: row.key_name }
      : { id: row.key_id, label: labels("key", { kind: "value", id: row.key_id }).label };
  return {
    id: row.generation_id,
    createdAt: row.created_at.toISOString(),
    connection: { id: row.connection_id, label: labels("connection", { kind: "value", id: row.connection_id }).label },
    developers: [...new Map(developers.map((developer) => [developer.id, developer])).values()],
    key,
    model: row.model,
    provider: row.provider,
    features: [...new Set(charge.parts.flatMap(({ feature }) => feature ?? []))],
    app: row.app,
    user: row.external_user,
    session: row.session_id,
    costUsd: usd(row.cost_usd),
    byokUsd: usd(row.byok_usd),
    promptTokens: row.prompt_tokens,
    cachedTokens: row.cached_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    completionTokens: row.completion_tokens,
    reasoningTokens: row.reasoning_tokens,
    finishReason: row.finish_reason,
    cancelled: row.cancelled,
    sources: sourcesOf(row.sources),
  };
}

/** A page of requests in JSON: money as exact decimal strings, what no source tells as null. */
export function generationsJson({ listed, after, labels }: Listed): GenerationListAnswer {
  return { generations: listed.map((one) => tell(one, labels)), next: after && writePosition(after) };
}

const text = (value: string | null): CsvCell => (value === null ? null : { text: value });
const number = (value: number | string | null): CsvCell => (value === null ? null : { number: String(value) });

const COLUMNS: readonly (readonly [string, (told: Told) => CsvCell])[] = [
  ["generationId", ({ id }) => text(id)],
  ["createdAt", ({ createdAt }) => text(createdAt)],
  ["connection", ({ connection }) => text(connection.label)],
  ["developers", ({ developers }) => text(developers.map(({ label }) => label).join(", "))],
  ["developerIds", ({ developers }) => text(developers.flatMap(({ id }) => id ?? []).join(" "))],
  ["key", ({ key }) => text(key?.label ?? null)],
  ["keyId", ({ key }) => text(key?.id ?? null)],
  ["model", ({ model }) => text(model)],
  ["provider", ({ provider }) => text(provider)],
  ["features", ({ features }) => text(features.join(", "))],
  ["app", ({ app }) => text(app)],
  ["user", ({ user }) => text(user)],
  ["session", ({ session }) => text(session)],
  ["costUsd", ({ costUsd }) => number(costUsd)],
  ["byokUsd", ({ byokUsd }) => number(byokUsd)],
  ["promptTokens", ({ promptTokens }) => number(promptTokens)],
  ["cachedTokens", ({ cachedTokens }) => number(cachedTokens)],
  ["cacheWriteTokens", ({ cacheWriteTokens }) => number(cacheWriteTokens)],
  ["completionTokens", ({ completionTokens }) => number(completionTokens)],
  ["reasoningTokens", ({ reasoningTokens }) => number(reasoningTokens)],
  ["finishReason", ({ finishReason }) => text(finishReason)],
  ["cancelled", ({ cancelled }) => text(cancelled === null ? null : String(cancelled))],
  ["sources", ({ sources }) => text(sources.join(" "))],
];

/** The same as RFC 4180 CSV, one request a record. */
export function generationsCsv({ listed, labels }: Listed): string {
  const records = listed.map((one) => {
    const told = tell(one, labels);
    return csvRecord(COLUMNS.map(([, cell]) => cell(told)));
  });
  return csvRecord(COLUMNS.map(([name]) => ({ text: name }))) + records.join("");
}
