import type { Queryable } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { type OtherCost, otherCostsOn } from "../other-costs";
import type { DayRange } from "../spend/spend-sql";

/**
 * Fees and subscriptions that belong into a file beside usage: of whole organizations only. Nothing for who sees a part of
 * it, and nothing where filters cut out a part: they are paid for no team, key or model.
 */
export async function costsBesideUsage(
  scope: AuthorizedScope,
  range: DayRange,
  filters: Filters,
  on: Queryable,
): Promise<OtherCost[]> {
  const whole = scope.visibility.kind === "all" && Object.values(filters).every((words) => words.length === 0);
  if (!whole || !scope.permissions.includes("other_costs.read")) return [];
  return (await otherCostsOn(scope, range, on)).costs;
}
