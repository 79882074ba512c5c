import type { BilledCellReport } from "../../domain/billed-cell";
import { type Day, isDay } from "../../domain/day";
import type { RowReject } from "../../domain/import/log-row";
import { parseUsd, type Usd, UsdError, ZERO_USD } from "../../domain/usd";
import type { CsvHeader } from "./header";
import { reject, wholeRow } from "./row";
import type { CsvRow } from "./rows";

const COUNT = /^\d{1,15}$/;

/** What a row of the usage by day says; or why it was refused, and of which day it was, if that much could be read. */
export type AggregateRow = { cell: BilledCellReport } | { reject: RowReject; day: Day | null };

/** Reads one row of the export of usage by day, model and key. */
export function readAggregateRow(csv: CsvRow, header: CsvHeader, lastDay: Day): AggregateRow {
  const field = (column: string) => csv.fields?.[header.at(column) ?? -1]?.trim() ?? "";
  const text = field("date").slice(0, 10);
  const day = isDay(text) && text <= lastDay ? text : null;
  const refuse = (column: string, reason: string): AggregateRow => {
    const name = header.names[header.at(column) ?? 0] ?? column;
    return { reject: reject(csv.line, name, reason, field(column)), day };
  };
  const whole = wholeRow(csv, header);
  if (!Array.isArray(whole)) return { reject: whole, day };
  if (!day) return refuse("date", "is not a day such as 2026-02-27 that has come");
  const model = field("slug");
  if (model === "" || model.length > 300) return refuse("slug", "is not the name of a model");
  const unknown = ["usage", "byok usage"].find((column) => amount(field(column)) === null);
  if (unknown) return refuse(unknown, "is not an amount of dollars, none negative");
  const uncounted = ["requests", "prompt tokens", "completion tokens", "reasoning tokens"].find(
    (column) => field(column) !== "" && !COUNT.test(field(column)),
  );
  if (uncounted) return refuse(uncounted, "is not a count in plain digits");
  if (field("requests") === "") return refuse("requests", "is empty");
  const name = field("api key");
  if (name.length > 500) return refuse("api key", "is longer than 500 characters");
  if (csv.fields?.some((value) => value.includes("\0"))) return refuse("slug", "stands in a row that holds a NUL character");
  return {
    cell: {
      day,
      key: { hash: null, name: name === "" ? null : name },
      model,
      provider: null,
      costUsd: amount(field("usage")) ?? ZERO_USD,
      byokUsd: amount(field("byok usage")) ?? ZERO_USD,
      requests: Number(field("requests")),
      promptTokens: count(field("prompt tokens")),
      cachedTokens: null,
      cacheWriteTokens: null,
      completionTokens: count(field("completion tokens")),
      reasoningTokens: count(field("reasoning tokens")),
    },
  };
}

/** null for what is no amount; an empty field is none. */
function amount(text: string): Usd | null {
  if (text === "") return ZERO_USD;
  try {
    const value = parseUsd(text.replace(/^\$/, ""));
    return value < ZERO_USD ? null : value;
  } catch (error) {
    if (error instanceof UsdError) return null;
    throw error;
  }
}

function count(text: string): number | null {
  return text === "" ? null : Number(text);
}
