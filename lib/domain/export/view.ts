import { addDays, type Day, startOfMonth } from "../day";
import { WaybillError } from "../error";
import { parseView, type SearchParameters, type View } from "../spend/view";
import { type ExportKind, type ExportQuestion, monthRange } from "./export";

/** What the page Exports shows, as its URL says it: the file is at another path with the same query. */
export interface ExportView {
  question: ExportQuestion;
  /** With the parameters of exports among its own, so that links of the view keep them. */
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
  const own: [string, string][] = [["kind", kind]];
  if (kind === "chargeback") own.push(["month", month]);
  if (corrections) own.push(["corrections", "yes"]);
  return { question: { kind, from, to, by, filters, corrections }, view: { ...view, own }, month, problems };
}

/** The months a chargeback can be of, the newest first: this one, which is not over, and those before it. */
export function monthChoices(today: Day, count = 24): string[] {
  const months: string[] = [];
  for (let first = startOfMonth(today); months.length < count; first = startOfMonth(addDays(first, -1))) {
    months.push(first.slice(0, 7));
  }
  return months;
}
