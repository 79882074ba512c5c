import type { LoggedCharge } from "../../domain/catalogue/reprice-log";
import { type Day, parseDay } from "../../domain/day";
import type { LogRow } from "../../domain/import/log-row";
import { parseUsd, type Usd, UsdError, ZERO_USD } from "../../domain/usd";
import type { CsvHeader } from "./header";
import { LogRowReader, wholeRow } from "./row";
import type { CsvRow } from "./rows";

const LAST_DAY: Day = parseDay("9999-12-31");
/** Clouds and makers that serve some regions apart, at 1.1 times the price. */
const REGIONAL = /bedrock|google|vertex|azure|openai|anthropic/i;

/** One row of a log with what its price hangs on. */
export interface ReadCharge {
  model: string;
  variant: string | null;
  provider: string | null;
  charge: LoggedCharge;
}

const countOf = (text: string | null) => (text === null ? null : Number(text));

/** Reads what rows of a log were charged, the parts of the price among them; null for a row that cannot be read. */
export class LogChargeReader {
  readonly #header: CsvHeader;
  readonly #rows: LogRowReader;

  constructor(header: CsvHeader) {
    this.#header = header;
    this.#rows = new LogRowReader(header, LAST_DAY);
  }

  /** Null where the log has no such column; an empty cell is nothing. */
  #part(fields: readonly string[], column: string): Usd | null {
    const place = this.#header.at(column);
    if (place === undefined) return null;
    const text = fields[place]?.trim() ?? "";
    return text === "" ? ZERO_USD : parseUsd(text);
  }

  /** Rows of older logs lack what was read from the cache; an empty cell of one that has the column is none. */
  #cached(row: LogRow): number | null {
    return this.#header.at("tokens_cached") === undefined ? null : Number(row.cachedTokens ?? 0);
  }

  read(csv: CsvRow): ReadCharge | null {
    const row = this.#rows.read(csv);
    const fields = wholeRow(csv, this.#header);
    if (!("generationId" in row) || !Array.isArray(fields)) return null;
    try {
      const charge: LoggedCharge = {
        at: new Date(row.createdAt.replace(" ", "T").replace("+00", "Z")),
        costUsd: parseUsd(row.costUsd),
        byokUsd: row.byokUsd === null ? ZERO_USD : parseUsd(row.byokUsd),
        promptTokens: countOf(row.promptTokens),
        completionTokens: countOf(row.completionTokens),
        cachedTokens: this.#cached(row),
        reasoningTokens: countOf(row.reasoningTokens),
        cacheUsd: this.#part(fields, "cost_cache"),
        searchUsd: this.#part(fields, "cost_web_search"),
        fileUsd: this.#part(fields, "cost_file_processing") ?? ZERO_USD,
        isCutShort: row.cancelled === true || row.finishReason === "error",
        mayBeRegional: row.provider === null || REGIONAL.test(row.provider),
      };
      const variant = row.generationId.startsWith("gen-batch-") ? "batch" : row.variant;
      return { model: row.model, variant, provider: row.provider, charge };
    } catch (error) {
      if (error instanceof UsdError) return null;
      throw error;
    }
  }
}
