import type { Queryable } from "../../db/sql";
import type { Day } from "../../domain/day";
import { untilToday } from "../../domain/other-costs";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { type OtherCost, otherCostsOn } from "../other-costs";
import type { DayRange } from "../spend/spend-sql";

/**
 * Fees and subscriptions that belong into a file beside usage: of whole organizations only. Nothing for who sees a part of
 * it, and nothing where filters cut out a part: they are paid for no team, key or model. None that is still to be charged.
 */
export async function costsBesideUsage(
  scope: AuthorizedScope,
  range: DayRange,
  filters: Filters,
  today: Day,
  on: Queryable,
): Promise<OtherCost[]> {
  const whole = scope.visibility.kind === "all" && Object.values(filters).every((words) => words.length === 0);
  if (!whole || !scope.permissions.includes("other_costs.read")) return [];
  return (await otherCostsOn(scope, untilToday(range, today), on)).costs;
}
