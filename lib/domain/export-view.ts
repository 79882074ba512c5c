import { addDays, type Day, startOfMonth } from "./day";
import { WaybillError } from "./error";
import type { ExportKind, ExportQuestion } from "./export";
import { monthRange } from "./export";
import { parseView, type SearchParameters, type View, viewToQuery } from "./view";

/** What the page Exports shows, as its URL says it: the same address with another path gives the file. */
export interface ExportView {
  question: ExportQuestion;
  view: View;
  /** `2026-11`; what a chargeback is of. */
  month: string;
  problems: readonly string[];
}

function firstOf(parameters: SearchParameters, name: string): string | undefined {
  if (parameters instanceof URLSearchParams) return parameters.get(name) ?? undefined;
  const value = parameters[name];
  return typeof value === "string" ? value : value?.[0];
}

/** Reads a URL. Never throws: what cannot be understood falls back to something sensible and is named in `problems`. */
export function parseExportView(kind: ExportKind, parameters: SearchParameters, today: Day): ExportView {
  const view = parseView(parameters, today);
  const problems = [...view.problems];
  const lastMonth = addDays(startOfMonth(today), -1).slice(0, 7);
  let month = firstOf(parameters, "month") ?? lastMonth;
  try {
    monthRange(month);
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    problems.push(`${error.message} ${error.todo} Showing ${lastMonth}.`);
    month = lastMonth;
  }
  const { from, to } = kind === "chargeback" ? monthRange(month) : view.period;
  const by = kind === "spend" ? (view.by.length > 0 ? view.by : (["day"] as const)) : [];
  const filters = kind === "chargeback" ? {} : view.filters;
  const corrections = kind === "focus" && firstOf(parameters, "corrections") === "yes";
  return { question: { kind, from, to, by, filters, corrections }, view, month, problems };
}

/** The query of a link to the same export; of another kind it keeps what that one understands. */
export function exportQuery({ question, view, month }: ExportView): string {
  const { kind, by, corrections } = question;
  if (kind === "chargeback") return `month=${month}`;
  const own = corrections ? ([["corrections", "yes"]] as const) : [];
  return viewToQuery(view, { by, compare: "previous", own, all: false });
}
