import type { Dimension } from "../dimension";
import type { Visibility } from "../scope";
import { type ExportFact, type ExportHead, type ExportQuestion, wholeMonth } from "./export";

/** What a file's head needs to know besides its question. */
export interface ExportSetting {
  organization: string;
  visibility: Visibility;
  /** The question's filters in words. */
  filters: readonly { dimension: Dimension; label: string }[];
}

const SEEN: Record<Visibility["kind"], string> = {
  all: "everything",
  teams: "own teams only",
  developers: "own spend only",
};

/** What a file is of, a line a fact. Nothing of when it was made, so that the same books make the same file. */
export function exportFacts(question: ExportQuestion, head: ExportHead, setting: ExportSetting): ExportFact[] {
  const { kind, from, to, by } = question;
  const month = wholeMonth(question);
  return [
    ["Waybill", kind],
    ["Organization", setting.organization],
    ["Period", from, to, ...(month ? [month] : [])],
    ["Days", "UTC"],
    ["Currency", "USD"],
    [
      "Finality",
      head.finality ?? "unknown",
      ...(head.daysWithoutBooks > 0 ? [`${head.daysWithoutBooks} days without books`] : []),
    ],
    ...(by.length > 0 ? [["Grouped by", ...by] as const] : []),
    [
      "Filters",
      ...(setting.filters.length > 0 ? setting.filters.map(({ dimension, label }) => `${dimension}: ${label}`) : ["none"]),
    ],
    ["Shows", SEEN[setting.visibility.kind]],
  ];
}
