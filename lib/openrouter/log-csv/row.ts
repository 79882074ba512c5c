import { createHash } from "node:crypto";
import type { Day } from "../../domain/day";
import type { LogRow, RowReject } from "../../domain/import/log-row";
import { FieldProblem, InstantReader, readAmount, readFlag, readMilliseconds, readTokens, textProblem } from "./fields";
import type { CsvHeader } from "./header";
import type { CsvRow } from "./rows";

const SHOWN = 80;

export function reject(line: number, column: string | null, reason: string, value: string | null): RowReject {
  const shown = value?.replaceAll("\0", "\u2400") ?? null;
  return { line, column, reason, value: shown !== null && shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown };
}

/** A row that has as many fields as the header has columns; else the reason why not. */
export function wholeRow(row: CsvRow, header: CsvHeader): string[] | RowReject {
  const { fields, line } = row;
  if (!fields) return reject(line, null, row.problem?.reason ?? "cannot be read", row.problem?.text.trimEnd() ?? null);
  const [found, wanted] = [fields.length, header.names.length];
  if (found === wanted) return fields;
  const what = found < wanted ? "the row ends early" : "the row has a comma too many";
  return reject(line, null, `${what}: ${found} of ${wanted} columns`, fields.join(","));
}

/** Stands in for an id: rows of the same content get the same one, however the file spells, orders or extends its columns. */
function contentId(row: LogRow): string {
  const content = [row.createdAt, row.model, row.promptTokens, row.completionTokens, row.costUsd].join("\n");
  return `row-${createHash("sha256").update(content).digest("hex").slice(0, 32)}-1`;
}

/** The columns a log's row is read from, by their names in the newest header. */
const COLUMNS = [
  ...(["generation_id", "created_at", "cost_total", "byok_usage_inference", "tokens_prompt", "tokens_completion"] as const),
  ...([
    "tokens_reasoning",
    "tokens_cached",
    "model_permaslug",
    "provider_name",
    "variant",
    "cancelled",
    "streamed",
    "user",
  ] as const),
  ...(["finish_reason_raw", "finish_reason_normalized", "generation_time_ms", "time_to_first_token_ms"] as const),
  ...(["app_name", "api_key_name"] as const),
] as const;
type Column = (typeof COLUMNS)[number];

/** Reads the rows of one log; there may be millions, so a column's place is looked up once. */
export class LogRowReader {
  readonly #header: CsvHeader;
  readonly #places: Record<Column, number>;
  readonly #instants: InstantReader;
  readonly #readInstant = (text: string) => this.#instants.read(text);
  #fields: string[] = [];
  #problem: RowReject | null = null;
  #line = 0;

  /** `lastDay`: rows of later days are refused. */
  constructor(header: CsvHeader, lastDay: Day) {
    this.#header = header;
    this.#places = Object.fromEntries(COLUMNS.map((column) => [column, header.at(column) ?? -1])) as Record<Column, number>;
    this.#instants = new InstantReader(lastDay);
  }

  /** The first problem of a row is the one that is told. */
  #refuse(column: Column, reason: string, value: string): null {
    this.#problem ??= reject(this.#line, this.#header.names[this.#places[column]] ?? column, reason, value);
    return null;
  }

  /** null where the column is missing or empty, or its text refused. */
  #read<Value>(column: Column, read: (text: string) => Value | FieldProblem): Value | null {
    const text = this.#fields[this.#places[column]];
    if (text === undefined || text === "") return null;
    const value = read(text);
    return value instanceof FieldProblem ? this.#refuse(column, value.reason, text) : value;
  }

  #text(column: Column, longest: number): string | null {
    const text = this.#fields[this.#places[column]];
    if (text === undefined || text === "") return null;
    const problem = textProblem(text, longest);
    return problem ? this.#refuse(column, problem.reason, text) : text;
  }

  /** What must be there. */
  #needed(column: Column, value: string | null): string {
    return value ?? this.#refuse(column, "is empty", "") ?? "";
  }

  read(csv: CsvRow): LogRow | RowReject {
    const fields = wholeRow(csv, this.#header);
    if (!Array.isArray(fields)) return fields;
    this.#fields = fields;
    this.#line = csv.line;
    this.#problem = null;
    const generationId = this.#text("generation_id", 200);
    const row: LogRow = {
      line: csv.line,
      generationId: generationId ?? "",
      createdAt: this.#needed("created_at", this.#read("created_at", this.#readInstant)),
      keyName: this.#text("api_key_name", 500),
      model: this.#needed("model_permaslug", this.#text("model_permaslug", 300)),
      variant: this.#text("variant", 100),
      provider: this.#text("provider_name", 200),
      member: this.#text("user", 400),
      app: this.#text("app_name", 500),
      costUsd: this.#needed("cost_total", this.#read("cost_total", readAmount)),
      byokUsd: this.#read("byok_usage_inference", readAmount),
      promptTokens: this.#read("tokens_prompt", readTokens),
      cachedTokens: this.#read("tokens_cached", readTokens),
      completionTokens: this.#read("tokens_completion", readTokens),
      reasoningTokens: this.#read("tokens_reasoning", readTokens),
      streamed: this.#read("streamed", readFlag),
      cancelled: this.#read("cancelled", readFlag),
      finishReason: this.#text("finish_reason_normalized", 200) ?? this.#text("finish_reason_raw", 200),
      generationTimeMs: this.#read("generation_time_ms", readMilliseconds),
      firstTokenMs: this.#read("time_to_first_token_ms", readMilliseconds),
    };
    if (this.#problem) return this.#problem;
    if (generationId === null) row.generationId = contentId(row);
    return row;
  }
}
