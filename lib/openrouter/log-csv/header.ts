import { WaybillError } from "../../domain/error";

/** Which of the exports a file is, and where its columns stand. */
export interface CsvHeader {
  kind: "log" | "aggregate";
  /** As the file spells them. */
  names: readonly string[];
  /** Position of a column by its name in lower case; undefined where the file lacks it. */
  at(name: string): number | undefined;
}

const LOG_NEEDS = ["created_at", "cost_total", "model_permaslug"] as const;
const LOG_TELLS = [...LOG_NEEDS, "generation_id", "tokens_prompt", "tokens_completion"] as const;
const AGGREGATE_NEEDS = ["date", "slug", "usage", "requests"] as const;
const OTHER_DELIMITERS: readonly (readonly [string, string])[] = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
];

const EXPORT_AGAIN = "Export it again from OpenRouter's activity page and upload the file as it is.";

function positions(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

function refuse(message: string, todo = EXPORT_AGAIN, detail?: Record<string, string>): never {
  throw new WaybillError("invalid_input", message, { todo, ...(detail ? { detail } : {}) });
}

function refuseOtherDelimiter(header: string): void {
  for (const [delimiter, word] of OTHER_DELIMITERS) {
    const names = new Set(header.toLowerCase().split(delimiter).map(plain));
    const known = [...LOG_TELLS, ...AGGREGATE_NEEDS].filter((name) => names.has(name));
    if (known.length >= 2) {
      refuse(`The columns of this file are separated by ${word}; OpenRouter's export separates them by commas.`);
    }
  }
}

/** Of two columns of one name nobody can say which one holds what was charged. */
function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => name !== "" && names.indexOf(name) !== index);
  if (twin !== undefined)
    refuse(`The column ${twin.slice(0, 40)} is in the header more than once.`, EXPORT_AGAIN, { column: twin });
}

function plain(name: string): string {
  return name
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim()
    .toLowerCase();
}

function shortened(names: readonly string[]): string {
  const text = names
    .slice(0, 6)
    .map((name) => name.trim().slice(0, 30))
    .join(", ");
  return names.length > 6 ? `${text}, …` : text;
}

/**
 * Recognizes an export by the names of its columns, whatever their order. Throws WaybillError `invalid_input` that says
 * what to do.
 */
export function readHeader(fields: readonly string[]): CsvHeader {
  const names = fields.map((field) => field.trim());
  const columns = names.map(plain);
  const known = positions(columns);
  const has = (name: string) => known.has(name);
  const missing = (needed: readonly string[]) => needed.filter((name) => !has(name));
  const at = (name: string) => known.get(name);
  const kind = missing(LOG_NEEDS).length === 0 ? "log" : missing(AGGREGATE_NEEDS).length === 0 ? "aggregate" : null;
  if (kind !== null) {
    refuseTwins(columns);
    return { kind, names, at };
  }
  refuseOtherDelimiter(fields.join(","));
  if (LOG_TELLS.filter(has).length >= 2) {
    const lacking = missing(LOG_NEEDS);
    const what = lacking.length === 1 ? "the column" : "the columns";
    return refuse(`This log lacks ${what} ${lacking.join(" and ")}: without it nothing can be booked.`, EXPORT_AGAIN, {
      column: lacking.join(","),
    });
  }
  if (has("spend")) {
    return refuse(
      "This is the summary of the activity page: it has no days, so its spend cannot be booked.",
      "Export the log of single generations, or the usage by day, from OpenRouter's activity page and upload that.",
    );
  }
  return refuse(`This is no log of OpenRouter: its first line reads ${JSON.stringify(shortened(names))}.`);
}
