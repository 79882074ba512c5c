import { capitalized, formatCount, formatPercent, formatUsd } from "../format";
import { formatDay, formatInstant, formatRange } from "../format-day";
import { daysOfWeek, formatWeek, weekWords } from "../iso-week";
import { ZERO_USD } from "../usd";
import { backgroundBlocks, decisionBlocks, rangeWords, waitingWords } from "./advice-blocks";
import { dollars, line, type ReportBlock, type ReportTile, short } from "./blocks";
import { spendBlocks } from "./spend-blocks";
import { changeOfWeek, isUnknown, reportTiles } from "./tiles";
import type { WeeklyReport } from "./weekly-report";

/** A report as people read it, on whatever it is shown. */
export interface ReportPage {
  title: string;
  /** Whose spend, and how final. */
  subtitle: string;
  /** The week in a few sentences, what matters most first. */
  summary: readonly string[];
  tiles: readonly ReportTile[];
  blocks: readonly ReportBlock[];
  /** How to read the figures. */
  notes: readonly string[];
}

function spentSentence(report: WeeklyReport): string {
  const { spend, to } = report;
  if (isUnknown(report)) return "The books have no day of this week: what it cost is unknown.";
  const until = to < daysOfWeek(report.week).to ? `Until ${formatDay(to, to)} the week cost` : "The week cost";
  const cost = `${until} ${dollars(spend.usd)}`;
  const change = changeOfWeek(report);
  const before = weekWords(report.before.week, report.week);
  switch (change.kind) {
    case "no_data":
      return `${cost}; ${before} is not in the books.`;
    case "same":
      return `${cost}, as much as ${before}.`;
    case "new":
      return `${cost}; in ${before} nothing was spent.`;
    case "gone":
      return `${cost.replace(/ \$0$/, " nothing")}, after ${formatUsd(-change.byUsd as typeof ZERO_USD)} in ${before}.`;
    case "change": {
      const size = formatUsd((change.byUsd < 0n ? -change.byUsd : change.byUsd) as typeof ZERO_USD);
      const percent = change.percent === null ? "" : ` (${formatPercent(Math.abs(change.percent))})`;
      return `${cost}, ${size}${percent} ${change.byUsd < ZERO_USD ? "less" : "more"} than ${before}.`;
    }
  }
}

function unknownSentence(report: WeeklyReport): string | null {
  const { spend, to } = report;
  const unknown = isUnknown(report) ? [] : spend.unknownDays.filter((day) => day <= to);
  // A week that is missing whole is told by what the week cost.
  const missingBefore = spend.beforeUsd === null ? 0 : spend.unknownDaysBefore;
  if (unknown.length === 0 && missingBefore === 0) return null;
  const days = unknown.map((day) => formatDay(day, to)).join(", ");
  const now = unknown.length === 0 ? null : `${days} ${unknown.length === 1 ? "is" : "are"} not in the books: unknown, not free`;
  const before =
    missingBefore === 0
      ? null
      : `of the week before ${missingBefore === 1 ? "one day is" : `${formatCount(missingBefore)} days are`} missing`;
  const text = [now, before].filter((part) => part !== null).join("; ");
  return `${capitalized(text)}.`;
}

function budgetSentence({ budgets }: WeeklyReport): string | null {
  if (!budgets.known) return null;
  const troubled = budgets.budgets.filter(({ inTrouble }) => inTrouble);
  const [first, ...others] = troubled;
  if (!first) return null;
  const more =
    others.length === 0 ? "" : others.length === 1 ? " One more is, too." : ` ${formatCount(others.length)} more are, too.`;
  return `The budget ${short(first.name)} is in trouble: ${first.state}.${more}`;
}

function adviceSentence(report: WeeklyReport): string[] {
  const { recommendations, spikes } = report;
  const found: string[] = [];
  if (spikes.known && spikes.spikes[0]) {
    const count = spikes.spikes.length === 1 ? "One spike" : `${formatCount(spikes.spikes.length)} spikes, the largest`;
    found.push(`${count}: ${line(spikes.spikes[0].title)}.`);
  }
  if (recommendations.known && recommendations.count > 0) {
    const waits = waitingWords(report, recommendations.count);
    found.push(`${waits}: ${rangeWords(recommendations.lowUsd, recommendations.highUsd)} a month.`);
  }
  return found;
}

/** The week in a few sentences. */
function summaryOf(report: WeeklyReport): string[] {
  const { changes, reconciliation } = report;
  const sentences = [
    spentSentence(report),
    unknownSentence(report),
    changes.known ? changes.sentence : null,
    budgetSentence(report),
    ...adviceSentence(report),
    reconciliation.known && !reconciliation.balances ? "The books do not balance: see the end." : null,
  ];
  return sentences.filter((sentence): sentence is string => sentence !== null);
}

const FINALITY_WORDS = {
  open: "Figures of the last day still grow.",
  provisional: "OpenRouter may still settle the last days: figures are as they were when this was made.",
  restated: "OpenRouter changed some figures after they were settled; these are the changed ones.",
  settled: "All figures are settled.",
  closed: "The month is closed: figures do not change any more.",
};

/** The whole report in words: what page, print, e-mail and text are made from. */
export function reportPage(report: WeeklyReport): ReportPage {
  const { spend, subject, organization, before } = report;
  const whose = subject.kind === "organization" ? organization : `${subject.name}, ${organization}`;
  return {
    title: formatWeek(report.week),
    subtitle: `${short(whose)} · made ${formatInstant(new Date(report.madeAt))}`,
    summary: summaryOf(report),
    tiles: reportTiles(report),
    blocks: [...decisionBlocks(report), ...spendBlocks(report), ...backgroundBlocks(report)],
    notes: [
      `Days are UTC, from Monday to Sunday; the week before is ${formatRange(before.from, before.to)}.`,
      "Dollars are what OpenRouter charged.",
      ...(spend.finality ? [FINALITY_WORDS[spend.finality]] : []),
    ],
  };
}
