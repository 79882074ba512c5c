import { type Budget, reaches } from "../budget/budget";
import type { BudgetStanding } from "../budget/status";
import type { Day } from "../day";
import { capitalized, formatShare, formatUsd, percentText } from "../format";
import { formatDay } from "../format-day";
import { compareUsd, type Usd, usdToString } from "../usd";
import type { AlertFact, AlertSignal } from "./alert";
import { comparedSince } from "./comparison";
import type { AlertSettings } from "./settings";

export interface AlertedBudget {
  budget: Pick<Budget, "id" | "name" | "kind" | "per" | "filters" | "ownerEmail">;
  standing: BudgetStanding;
  /** What a day may cost by it. */
  dayAmountUsd: Usd;
}

/** An alert ends when spend is so many points below where it began: figures of an open day may still move a little. */
const NEAR_POINTS = 5;
/** Days that are not in the books may have cost something. */
const atLeast = ({ unknownDays }: BudgetStanding) => (unknownDays > 0 ? "at least " : "");

function factsOf(standing: BudgetStanding, today: Day): AlertFact[] {
  const { spentUsd, amountUsd, share, leftUsd, projection, window } = standing;
  const spentWords = spentUsd === null ? "" : `${atLeast(standing)}${formatUsd(spentUsd)} (${formatShare(share)})`;
  const spent = spentUsd === null ? [] : [{ label: "Spent", value: spentWords }];
  const left = leftUsd === null || leftUsd < 0n ? [] : [{ label: "Left", value: formatUsd(leftUsd) }];
  const over = leftUsd !== null && leftUsd < 0n ? [{ label: "Over", value: formatUsd(-leftUsd as Usd) }] : [];
  // At the end of its last day there is nothing left to expect.
  const isAhead = projection !== null && projection.expectedUsd !== spentUsd;
  const expected = isAhead
    ? [{ label: `Expected by ${formatDay(window.to, today)}`, value: formatUsd(projection.expectedUsd) }]
    : [];
  return [...spent, { label: "Budget", value: formatUsd(amountUsd) }, ...left, ...over, ...expected];
}

function dataOf({ budget, standing, dayAmountUsd }: AlertedBudget): AlertSignal["data"] {
  const text = (amount: Usd | null | undefined) => (amount == null ? null : usdToString(amount));
  return {
    budget: budget.name,
    budgetId: budget.id,
    amountUsd: text(standing.amountUsd),
    spentUsd: text(standing.spentUsd),
    todayUsd: text(standing.todayUsd),
    dayAmountUsd: text(dayAmountUsd),
    expectedUsd: text(standing.projection?.expectedUsd),
    from: standing.window.from,
    to: standing.window.to,
  };
}

type Finding = Pick<AlertSignal, "rule" | "level" | "step" | "near" | "period" | "headline">;

const KINDS = { budget: "budget", hard_cap: "hard cap" } as const;

/** The highest of the thresholds that is reached. */
function thresholdFinding({ budget, standing }: AlertedBudget, thresholds: readonly number[], today: Day): Finding {
  const { spentUsd, amountUsd, window, reachedOn } = standing;
  const reached = thresholds.findLast((percent) => spentUsd !== null && reaches(spentUsd, amountUsd, BigInt(percent))) ?? 0;
  const lowest = BigInt(Math.max(1, (thresholds[0] ?? 1) - NEAR_POINTS));
  const name = `${KINDS[budget.kind]} ${budget.name}`;
  const on = reached >= 100 && reachedOn !== null ? ` on ${formatDay(reachedOn, today)}` : "";
  return {
    rule: "budget_threshold",
    level: spentUsd === null ? "no_data" : reached >= 100 ? "exceeded" : reached > 0 ? "warning" : "ok",
    step: reached,
    near: spentUsd !== null && reached === 0 && reaches(spentUsd, amountUsd, lowest),
    period: window.from,
    headline:
      spentUsd === null
        ? `Nothing is known yet of what the ${name} has spent`
        : reached > 0
          ? `${formatUsd(spentUsd)} of ${formatUsd(amountUsd)}: ${name} reached ${percentText(reached)}${on}`
          : `${capitalized(name)} has spent ${atLeast(standing)}${formatUsd(spentUsd)} of ${formatUsd(amountUsd)} since ${formatDay(window.from, today)}`,
  };
}

/** Whether it is expected to be used up before its period ends. Once it is, that is told by the threshold. */
function projectedFinding({ budget, standing }: AlertedBudget, today: Day): Finding {
  const { projection, spentUsd, amountUsd, window } = standing;
  const isReached = spentUsd !== null && reaches(spentUsd, amountUsd);
  const isExpected = projection !== null && !isReached && reaches(projection.expectedUsd, amountUsd);
  const name = `${KINDS[budget.kind]} ${budget.name}`;
  const day = projection?.runsOutOn ? ` on ${formatDay(projection.runsOutOn, today)}` : "";
  return {
    rule: "budget_projected",
    level: spentUsd === null || (projection === null && !isReached) ? "no_data" : isExpected ? "warning" : "ok",
    step: isExpected ? 100 : 0,
    near: isReached || (projection !== null && reaches(projection.expectedUsd, amountUsd, 100n - BigInt(NEAR_POINTS))),
    period: window.from,
    headline:
      projection === null
        ? `Where ${name} is heading is not known`
        : isExpected
          ? `${formatUsd(projection.expectedUsd)} expected of ${formatUsd(amountUsd)}: ${name} is on its way to be used up${day}`
          : `${formatUsd(projection.expectedUsd)} expected of ${formatUsd(amountUsd)}: ${name} is expected to hold`,
  };
}

/** Whether today alone costs more than a day may. */
function paceFinding({ budget, standing, dayAmountUsd }: AlertedBudget, percent: number, today: Day): Finding {
  const { todayUsd } = standing;
  const isAbove = todayUsd !== null && compareUsd((todayUsd * 100n) as Usd, (dayAmountUsd * BigInt(percent)) as Usd) > 0;
  const name = `${KINDS[budget.kind]} ${budget.name}`;
  const spent = `${formatUsd(todayUsd ?? (0n as Usd))} today, with ${formatUsd(dayAmountUsd)} for a day`;
  return {
    rule: "budget_pace",
    level: todayUsd === null ? "no_data" : isAbove ? "warning" : "ok",
    step: isAbove ? percent : 0,
    near: todayUsd !== null && reaches(todayUsd, dayAmountUsd, BigInt(Math.max(1, percent - NEAR_POINTS))),
    period: today,
    headline: isAbove
      ? `${spent}: ${name} goes at more than ${percentText(percent)} of its pace`
      : `${spent}: ${name} is within its pace`,
  };
}

/** What the rules find of a budget. Of a budget per day its thresholds tell the pace. */
export function budgetSignals(found: AlertedBudget, settings: AlertSettings["budgets"], today: Day): AlertSignal[] {
  const { budget, standing } = found;
  const { thresholds, projected, pacePercent } = settings;
  const findings = [
    ...(thresholds.length > 0 ? [thresholdFinding(found, thresholds, today)] : []),
    ...(projected ? [projectedFinding(found, today)] : []),
    ...(pacePercent !== null && budget.per !== "day" ? [paceFinding(found, pacePercent, today)] : []),
  ];
  return findings.map((finding) => ({
    ...finding,
    subject: budget.id,
    name: `Budget ${budget.name}`,
    group: `budget ${budget.id}`,
    facts: factsOf(standing, today),
    scope: budget.filters,
    link: { label: "Open the budget", path: `budgets/${budget.id}` },
    compare: comparedSince(finding.rule === "budget_pace" ? today : standing.window.from, today),
    data: dataOf(found),
    owners: budget.ownerEmail === null ? [] : [budget.ownerEmail],
  }));
}
