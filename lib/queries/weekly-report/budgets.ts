import { standingPhrase } from "../../domain/budget/words";
import { formatRange } from "../../domain/format-day";
import { type Filters, readFilterWord } from "../../domain/spend/question";
import { usdToString } from "../../domain/usd";
import type { SubjectKey } from "../../domain/weekly-report/subject";
import type { ReportBudget, Section } from "../../domain/weekly-report/weekly-report";
import { type BudgetStatus, budgetStatuses } from "../budget/status";
import type { AskedWeek } from "./asked-week";

/** Budgets that a report lists: those in trouble come first. */
const LISTED = 6;

/** Whether a budget is of just what the report tells of. */
function isWhole(filters: Filters, { kind, ids }: SubjectKey): boolean {
  const used = Object.entries(filters).filter(([, words]) => words.length > 0);
  if (kind === "organization") return used.length === 0;
  const [first, ...others] = used;
  const dimension = kind === "teams" ? "team" : "developer";
  if (!first || others.length > 0 || first[0] !== dimension) return false;
  const named = first[1].map((word) => readFilterWord(dimension, word).id).sort();
  return named.length === ids.length && named.every((id, index) => id === ids[index]);
}

const PERIOD_ORDER = ["month", "week", "day"];

function rowOf(status: BudgetStatus, subject: SubjectKey): ReportBudget {
  const { budget, window, amountUsd, spentUsd, share, projection, state } = status;
  return {
    id: budget.id,
    name: budget.name,
    period: formatRange(window.from, window.to),
    amountUsd: usdToString(amountUsd),
    spentUsd: spentUsd === null ? null : usdToString(spentUsd),
    share,
    projectedUsd: projection === null ? null : usdToString(projection.expectedUsd),
    state: standingPhrase(status),
    inTrouble: state === "warning" || state === "exceeded",
    isWhole: budget.kind === "budget" && isWhole(budget.filters, subject),
  };
}

/** The budgets of what the report's readers see whole, as they stood when it was made; those in trouble first. */
export async function askBudgets({
  scope,
  subject,
  asOf,
}: AskedWeek): Promise<Section<{ budgets: ReportBudget[]; count: number }>> {
  const found = await budgetStatuses(scope, { now: asOf });
  if (found.length === 0) {
    const why =
      subject.kind === "organization"
        ? "No budget is set. Set one to be told before it is spent."
        : "No budget is set for this report's spend alone.";
    return { known: false, why };
  }
  const longestFirst = found.toSorted((a, b) => PERIOD_ORDER.indexOf(a.budget.per) - PERIOD_ORDER.indexOf(b.budget.per));
  const rows = longestFirst.map((status) => rowOf(status, subject));
  const rank = ({ inTrouble, isWhole: whole }: ReportBudget) => (inTrouble ? 0 : whole ? 1 : 2);
  rows.sort((a, b) => rank(a) - rank(b));
  return { known: true, budgets: rows.slice(0, LISTED), count: rows.length };
}
