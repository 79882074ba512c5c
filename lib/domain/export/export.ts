import type { Day } from "../day";
import { endOfMonth, isDay, startOfMonth } from "../day";
import type { Dimension } from "../dimension";
import { WaybillError } from "../error";
import type { Figures } from "../figures";
import type { Finality } from "../finality";
import { lengthOf } from "../period";
import type { Filters } from "../spend/question";

/** What can be taken out as a file. The order is the page's. */
export const EXPORT_KINDS = ["spend", "chargeback", "focus", "generations"] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export function isExportKind(text: string): text is ExportKind {
  return (EXPORT_KINDS as readonly string[]).includes(text);
}

/** What a file is asked for by; the same for page, API and command, so that one question is one file. */
export interface ExportQuestion {
  kind: ExportKind;
  /** Both ends included. */
  from: Day;
  to: Day;
  /** What spend is summed by; of the other kinds the form says it. */
  by: readonly Dimension[];
  filters: Filters;
  /** FOCUS: also what was restated, in these days, of days before them. */
  corrections: boolean;
}

/** One line of a file's head: what it is of. */
export type ExportFact = readonly [name: string, ...values: string[]];

/**
 * What goes with a file so that it can be checked without opening it: how many records (without head and foot), their
 * sums as exact decimals, and the hash of its bytes.
 */
export interface ExportControl {
  file: string;
  kind: ExportKind;
  organization: string;
  from: Day;
  to: Day;
  days: "UTC";
  currency: "USD";
  /** The least final of its days; null: none of them is in the books. */
  finality: Finality | null;
  /** Days of the period that are not in the books: unknown, not free. */
  daysWithoutBooks: number;
  by: readonly Dimension[];
  filters: Filters;
  rows: number;
  sums: Record<string, string>;
  bytes: number;
  sha256: string;
}

/** First and last day of a month written `2026-11`. Throws WaybillError `invalid_input` for anything else. */
export function monthRange(text: string): { from: Day; to: Day } {
  const first = `${text}-01`;
  if (!/^\d{4}-\d{2}$/.test(text) || !isDay(first)) {
    throw new WaybillError("invalid_input", `${JSON.stringify(text.slice(0, 40))} is no month.`, {
      todo: "Write it as YYYY-MM.",
    });
  }
  return { from: first, to: endOfMonth(first) };
}

/** `2026-11` where the days are a whole month; null otherwise. */
export function wholeMonth({ from, to }: { from: Day; to: Day }): string | null {
  return from === startOfMonth(from) && to === endOfMonth(from) ? from.slice(0, 7) : null;
}

/** `waybill-spend-by-day-model-2026-10.csv`: what it is of, without a word from outside. */
export function exportFileName({ kind, from, to, by }: Pick<ExportQuestion, "kind" | "from" | "to" | "by">): string {
  const what = kind === "spend" ? ["spend", ...(by.length > 0 ? ["by", ...by] : [])] : [kind === "focus" ? "focus-1.2" : kind];
  const when = wholeMonth({ from, to }) ?? `${from}-to-${to}`;
  return `waybill-${[...what, when].join("-")}.csv`;
}

/** The control file's name beside the file's. */
export function controlFileName(fileName: string): string {
  return fileName.replace(/\.csv$/, ".control.json");
}

/** What a file says before its first row. */
export interface ExportHead {
  /** Of everything that follows, read apart from it. */
  total: Figures;
  /** null: no day of the period is in the books. */
  finality: Finality | null;
  daysWithoutBooks: number;
}

/** A file as it is read: its head, then its rows, some thousand at a time. */
export type ExportPiece<Row, Head = ExportHead> = { head: Head; rows?: undefined } | { rows: readonly Row[]; head?: undefined };

/** How many days of a period are unknown; those still to come are not. */
export function daysWithoutBooks({ from, to }: { from: Day; to: Day }, known: number, today: Day): number {
  const past = to < today ? to : today;
  return Math.max(0, from > past ? 0 : lengthOf({ from, to: past }) - known);
}
