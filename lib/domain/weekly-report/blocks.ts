import { formatUsd } from "../format";
import { valuePath } from "../page-path";
import { shortName } from "../short-name";
import { formatSignedUsd } from "../spend/driver-words";
import { filterWord } from "../spend/question";
import { parseUsd } from "../usd";
import type { Dollars, ReportValue, Section, WeeklyReport } from "./weekly-report";

/** A cell of a table: text as people read it, and where it leads, after the organization's slug. */
export interface BlockCell {
  text: string;
  path?: string | null;
  /** A muted second line. */
  note?: string;
  /** 0 to 1: a bar behind or under the text. */
  bar?: number;
}

export interface BlockTable {
  caption: string;
  /** `wide`: said where there is room for it. */
  columns: readonly { label: string; right?: boolean; wide?: boolean }[];
  rows: readonly (readonly BlockCell[])[];
  /** The last row is a sum. */
  hasTotal?: boolean;
}

/**
 * A section of the report as page, print, e-mail and text all show it: sentences, then tables. All words and amounts are
 * made here, once, so that no two of them can differ.
 */
export interface ReportBlock {
  id: string;
  title: string;
  sentences: readonly string[];
  tables: readonly BlockTable[];
  /** Where there is more, after the organization's slug. */
  more: { label: string; path: string } | null;
  /** Something that somebody should do something about. */
  needsAttention: boolean;
}

export interface ReportTile {
  label: string;
  value: string;
  note: string;
  path: string | null;
  needsAttention: boolean;
}

/** Characters of a name that are shown; outside text may have ten thousand. */
const LONGEST_NAME = 90;
/** What is to do is told whole: Waybill's own sentence, with names in it. */
const LONGEST_LINE = 300;

/** A name in a line of a report. */
export function short(text: string): string {
  return shortName(text, LONGEST_NAME);
}

/** A title or sentence with outside names in it. */
export function line(text: string): string {
  return shortName(text, LONGEST_LINE);
}

export function dollars(amount: Dollars): string {
  return formatUsd(parseUsd(amount));
}

export function signed(amount: Dollars): string {
  return formatSignedUsd(parseUsd(amount));
}

/** The week as a view's query. */
export function weekQuery({ from, to }: Pick<WeeklyReport, "from" | "to">): string {
  return `from=${from}&to=${to}`;
}

/** A value as a cell that leads to its page in that week. */
export function valueCell(value: ReportValue, report: Pick<WeeklyReport, "from" | "to">): BlockCell {
  const path = valuePath(value.dimension, filterWord(value.dimension, value));
  return { text: short(value.label), path: path && `${path}?${weekQuery(report)}` };
}

function block(id: string, title: string, some: Partial<Omit<ReportBlock, "id" | "title">>): ReportBlock {
  return { id, title, sentences: [], tables: [], more: null, needsAttention: false, ...some };
}

/** The block of a section, which says why where it is missing. */
export function blockOf<Known>(
  id: string,
  title: string,
  section: Section<Known>,
  tell: (known: Known) => Partial<Omit<ReportBlock, "id" | "title">>,
): ReportBlock {
  return block(id, title, section.known ? tell(section) : { sentences: [section.why] });
}
