import type { Day } from "../day";
import { dimensionName } from "../dimension";
import { capitalized, formatShare, formatUsd } from "../format";
import { formatDay } from "../format-day";
import type { FilterDimension } from "../spend/question";
import { subtractUsd, type Usd } from "../usd";
import type { Budget, BudgetPeriod } from "./budget";
import type { BudgetStanding, BudgetState } from "./status";

export const STATE_WORDS: Record<BudgetState, string> = {
  ok: "On track",
  warning: "At risk",
  exceeded: "Exceeded",
  no_data: "No data",
};

export const PERIOD_WORDS: Record<BudgetPeriod, { each: string; this: string; many: string; last: string }> = {
  day: { each: "a day", this: "today", many: "days", last: "the last days" },
  week: { each: "a week", this: "this week", many: "weeks", last: "the last weeks" },
  month: { each: "a month", this: "this month", many: "months", last: "the last months" },
};

/** `All spend`, or `Developer Ada or Bo, model GPT-5`: dimensions narrow, words of one add up. */
export function scopeWords(labels: readonly { dimension: FilterDimension; label: string }[]): string {
  if (labels.length === 0) return "All spend";
  const parts = [...Map.groupBy(labels, ({ dimension }) => dimension)].map(([dimension, words]) => {
    const shown = words.slice(0, 3).map(({ label }) => label);
    const more = words.length > 3 ? ` and ${words.length - 3} more` : "";
    return `${dimensionName(dimension)} ${shown.join(more ? ", " : " or ")}${more}`;
  });
  return capitalized(parts.join(", "));
}

type Told = BudgetStanding & { budget: Pick<Budget, "per"> };

/** What is spent of what: `$412.00 of $500.00 this month (82 %), with 70 % of the time gone.` */
export function spentWords({ spentUsd, amountUsd, share, elapsed, unknownDays, budget }: Told): string {
  const period = PERIOD_WORDS[budget.per].this;
  if (spentUsd === null) return `Nothing is known of ${period} yet: the budget is ${formatUsd(amountUsd)}.`;
  const least = unknownDays > 0 ? "At least " : "";
  const missing =
    unknownDays > 0 ? ` Nothing is known of ${unknownDays === 1 ? "1 day" : `${unknownDays} days`}, which is not free.` : "";
  const time = budget.per === "day" ? "" : `, with ${formatShare(elapsed)} of the time gone`;
  return `${least}${formatUsd(spentUsd)} of ${formatUsd(amountUsd)} ${period} (${formatShare(share)})${time}.${missing}`;
}

/** Where it heads: reached, runs out, or what it ends at and what is left per day. */
export function outlookWords(told: Told, today: Day): string | null {
  const { state, spentUsd, amountUsd, projection, reachedOn, window, leftPerDayUsd } = told;
  if (spentUsd === null) return null;
  const end = formatDay(window.to, today);
  if (state === "exceeded") {
    const when = reachedOn && reachedOn !== today ? `Reached on ${formatDay(reachedOn, today)}` : "Reached today";
    const over = subtractUsd(spentUsd, amountUsd);
    const by = over > 0n ? `, ${formatUsd(over)} over` : ", exactly";
    const heads = projection && window.to > today ? `. Expected to end at ${formatUsd(projection.expectedUsd)}` : "";
    return `${when}${by}${heads}.`;
  }
  const left = leftPerDayUsd !== null && window.to > today ? ` ${formatUsd(leftPerDayUsd)} a day is left until ${end}.` : "";
  if (!projection) return left.trim() || null;
  const expected = formatUsd(projection.expectedUsd);
  if (projection.runsOutOn === null) return `Expected to end at ${expected}.${left}`;
  const when = projection.runsOutOn === today ? "today" : `on ${formatDay(projection.runsOutOn, today)}`;
  return `Runs out ${when}: expected to end at ${expected}.${left}`;
}

/** How it stands, as the end of a sentence. */
export function standingPhrase({ state, reachedOn, projection, leftUsd, share, window }: BudgetStanding): string {
  switch (state) {
    case "no_data":
      return "nothing is known of it";
    case "exceeded": {
      const by = leftUsd === null || leftUsd === 0n ? "used up" : `over by ${formatUsd(-leftUsd as Usd)}`;
      return reachedOn ? `${by} since ${formatDay(reachedOn, window.to)}` : by;
    }
    case "warning":
      return projection?.runsOutOn
        ? `heading to run out on ${formatDay(projection.runsOutOn, window.to)}`
        : `${formatShare(share)} is spent`;
    case "ok":
      return "on track";
  }
}
