import { createHash } from "node:crypto";
import type { Day } from "../domain/day";
import type { LogRow, RowReject } from "../domain/log-row";
import { FieldProblem, InstantReader, readAmount, readFlag, readMilliseconds, readText, readTokens } from "./log-csv-fields";
import type { CsvHeader } from "./log-csv-header";
import type { CsvRow } from "./log-csv-rows";

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
function contentId(row: Omit<LogRow, "generationId">): string {
  const content = [row.createdAt, row.model, row.promptTokens, row.completionTokens, row.costUsd].join("\n");
  return `row-${createHash("sha256").update(content).digest("hex").slice(0, 32)}-1`;
}

/** Reads the rows of one log. `lastDay`: rows of later days are refused. */
export class LogRowReader {
  readonly #header: CsvHeader;
  readonly #instants: InstantReader;
  #fields: string[] = [];
  #problem: { column: string; reason: string; value: string } | null = null;

  constructor(header: CsvHeader, lastDay: Day) {
    this.#header = header;
    this.#instants = new InstantReader(lastDay);
  }

  /** null where the column is missing or empty, or its text refused, which is then noted unless something was before. */
  #read<Value>(column: string, read: (text: string) => Value | FieldProblem): Value | null {
    const position = this.#header.at(column);
    const text = position === undefined ? "" : (this.#fields[position] ?? "");
    if (text === "") return null;
    const value = read(text);
    if (!(value instanceof FieldProblem)) return value;
    this.#problem ??= { column: this.#header.names[position ?? 0] ?? column, reason: value.reason, value: text };
    return null;
  }

  #text(column: string, longest: number): string | null {
    return this.#read(column, (text) => readText(text, longest));
  }

  /** What must be there. */
  #needed(column: string, value: string | null): string {
    if (value === null) this.#problem ??= { column, reason: "is empty", value: "" };
    return value ?? "";
  }

  read(csv: CsvRow): LogRow | RowReject {
    const fields = wholeRow(csv, this.#header);
    if (!Array.isArray(fields)) return fields;
    this.#fields = fields;
    this.#problem = null;
    const row = {
      line: csv.line,
      createdAt: this.#needed(
        "created_at",
        this.#read("created_at", (text) => this.#instants.read(text)),
      ),
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
    const generationId = this.#text("generation_id", 200);
    if (this.#problem) {
      const { column, reason, value } = this.#problem;
      return reject(csv.line, column, reason, value);
    }
    return { ...row, generationId: generationId ?? contentId(row) };
  }
}
