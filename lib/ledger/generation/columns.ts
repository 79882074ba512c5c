import type { GenerationReport } from "../../domain/generation/generation";
import { usdToString } from "../../domain/usd";
import { type CopyValue, copyLine } from "./copy-rows";

type Told = Exclude<keyof GenerationReport, "source" | "generationId">;

/** The columns of staged_generations after line and generation_id, in order, and how a report's field is written there. */
const COLUMNS: readonly (readonly [column: string, field: Told, written: (report: GenerationReport) => CopyValue])[] = [
  ["created_at", "createdAt", (report) => report.createdAt.toISOString()],
  ["key_hash", "keyHash", (report) => report.keyHash],
  ["key_name", "keyName", (report) => report.keyName],
  ["model", "model", (report) => report.model],
  ["variant", "variant", (report) => report.variant],
  ["provider", "provider", (report) => report.provider],
  ["external_user", "externalUser", (report) => report.externalUser],
  ["member", "member", (report) => report.member],
  ["session_id", "sessionId", (report) => report.sessionId],
  ["app", "app", (report) => report.app],
  ["feature", "feature", (report) => report.feature],
  ["tags", "tags", (report) => report.tags && JSON.stringify(report.tags)],
  ["cost_usd", "costUsd", (report) => (report.costUsd === null ? null : usdToString(report.costUsd))],
  ["byok_usd", "byokUsd", (report) => (report.byokUsd === null ? null : usdToString(report.byokUsd))],
  ["prompt_tokens", "promptTokens", (report) => report.promptTokens],
  ["cached_tokens", "cachedTokens", (report) => report.cachedTokens],
  ["cache_write_tokens", "cacheWriteTokens", (report) => report.cacheWriteTokens],
  ["completion_tokens", "completionTokens", (report) => report.completionTokens],
  ["reasoning_tokens", "reasoningTokens", (report) => report.reasoningTokens],
  ["streamed", "streamed", (report) => report.streamed],
  ["cancelled", "cancelled", (report) => report.cancelled],
  ["finish_reason", "finishReason", (report) => report.finishReason],
  ["generation_time_ms", "generationTimeMs", (report) => report.generationTimeMs],
  ["first_token_ms", "firstTokenMs", (report) => report.firstTokenMs],
];

/** Field → column, for those columns that generations has under the same name. */
export const REPORTED_COLUMNS: ReadonlyMap<Told, string> = new Map(COLUMNS.map(([column, field]) => [field, column]));

/** The columns of a staged report, in the order in which stagedLine() writes them. */
export const STAGED_COLUMNS: readonly string[] = ["line", "generation_id", ...COLUMNS.map(([column]) => column)];

/** A report as a line of COPY into STAGED_COLUMNS. `line` tells where in its file it stands. */
export function stagedLine(line: number, report: GenerationReport): string {
  return copyLine([line, report.generationId, ...COLUMNS.map(([, , written]) => written(report))]);
}

/** A report as an object of the columns that it tells. */
export function stagedObject(line: number, report: GenerationReport): Record<string, unknown> {
  const row: Record<string, unknown> = { line, generation_id: report.generationId };
  for (const [column, field, written] of COLUMNS) {
    if (report[field] !== null) row[column] = field === "tags" ? report.tags : written(report);
  }
  return row;
}
