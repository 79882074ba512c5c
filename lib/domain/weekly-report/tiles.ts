import { capitalized, formatChange, formatCount, formatShare } from "../format";
import { weekWords } from "../iso-week";
import { type Change, changeOf, shareOf } from "../spend/change";
import { parseUsd } from "../usd";
import { rangeWords } from "./advice-blocks";
import { dollars, type ReportTile, short, weekQuery } from "./blocks";
import type { ReportBudget, WeeklyReport } from "./weekly-report";

/** How the week's spend moved against the week before. */
export function changeOfWeek({ spend }: WeeklyReport): Change {
  return changeOf(parseUsd(spend.usd), spend.beforeUsd === null ? null : parseUsd(spend.beforeUsd));
}

/** The books have no day of the week: what it cost is unknown, not nothing. */
export function isUnknown({ days }: WeeklyReport): boolean {
  return days.every(({ usd }) => usd === null);
}

function spendTile(report: WeeklyReport): ReportTile {
  const change = changeOfWeek(report);
  const before = weekWords(report.before.week, report.week);
  return {
    label: "Spent",
    value: isUnknown(report) ? "Unknown" : dollars(report.spend.usd),
    note: isUnknown(report)
      ? "The books have no day of this week."
      : change.kind === "no_data"
        ? `${capitalized(before)} is not in the books.`
        : `${formatChange(change)} against ${before}`,
    path: `overview?${weekQuery(report)}`,
    needsAttention: false,
  };
}

/** The budget of all that the report tells of, the longest period first; else the one nearest to its end. */
function leadingBudget(budgets: readonly ReportBudget[]): ReportBudget | null {
  const nearest = budgets.toSorted((a, b) => (b.share ?? -1) - (a.share ?? -1));
  return nearest.find(({ isWhole }) => isWhole) ?? nearest[0] ?? null;
}

function budgetTile({ budgets }: WeeklyReport): ReportTile {
  const tile = { label: "Budget", path: "budgets", needsAttention: false };
  if (!budgets.known) return { ...tile, value: "–", note: budgets.why };
  const lead = leadingBudget(budgets.budgets);
  if (!lead) return { ...tile, value: "None", note: "Set one to be told before it is spent." };
  const others = budgets.budgets.filter((one) => one !== lead && one.inTrouble).length;
  const more =
    others === 0 ? "" : `; ${formatCount(others)} ${lead.inTrouble ? "more" : others === 1 ? "other" : "others"} in trouble`;
  return {
    ...tile,
    value: lead.share === null ? "Unknown" : formatShare(lead.share),
    note: `of ${dollars(lead.amountUsd)}, ${short(lead.name)}: ${lead.state}${more}`,
    path: `budgets/${lead.id}`,
    needsAttention: lead.inTrouble || others > 0,
  };
}

function forecastTile({ forecast }: WeeklyReport): ReportTile {
  const tile = { label: "Forecast", path: "forecast", needsAttention: false };
  if (!forecast.known) return { ...tile, value: "–", note: forecast.why };
  return {
    ...tile,
    value: dollars(forecast.expectedUsd),
    note: `for ${forecast.month}; four times in five ${rangeWords(forecast.lowUsd, forecast.highUsd)}`,
  };
}

function unattributedTile(report: WeeklyReport): ReportTile {
  const { spend, subject } = report;
  const tile = { label: "Unattributed", path: `unattributed?${weekQuery(report)}`, needsAttention: false };
  if (subject.kind !== "organization") {
    return { ...tile, value: "–", note: "Spend that nobody is charged for is in the organization's report.", path: null };
  }
  if (isUnknown(report)) return { ...tile, value: "Unknown", note: "The books have no day of this week." };
  const share = shareOf(parseUsd(spend.unattributedUsd), parseUsd(spend.usd));
  const before = spend.unattributedBeforeUsd === null ? "" : `, ${dollars(spend.unattributedBeforeUsd)} the week before`;
  return {
    ...tile,
    value: dollars(spend.unattributedUsd),
    note: share === null ? `nothing was spent${before}` : `${formatShare(share)} of the week${before}`,
  };
}

function savedTile({ saved }: WeeklyReport): ReportTile {
  const tile = { label: "Verified savings", path: "recommendations", needsAttention: false };
  if (!saved.known) return { ...tile, value: "–", note: saved.why };
  if (saved.count === 0) return { ...tile, value: "$0", note: "No accepted recommendation shows in this week’s traffic." };
  const from = saved.count === 1 ? "one change" : `${formatCount(saved.count)} changes`;
  return { ...tile, value: dollars(saved.usd), note: `in the week, from ${from} that its traffic shows` };
}

/** The five numbers on top. */
export function reportTiles(report: WeeklyReport): ReportTile[] {
  return [spendTile(report), budgetTile(report), forecastTile(report), unattributedTile(report), savedTile(report)];
}
