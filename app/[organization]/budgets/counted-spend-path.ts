import { withQuery } from "@/app/_components/shell/pages";
import type { Budget, Window } from "@/lib/domain/budget/budget";
import { type Day, earlierDay } from "@/lib/domain/day";
import { parseView, viewToQuery } from "@/lib/domain/spend/view";

/** The spend that a budget counts in a window, as the overview shows it: the same filters, the same days. */
export function countedSpendPath(organization: string, { filters }: Pick<Budget, "filters">, window: Window, today: Day): string {
  const view = parseView({ compare: "none" }, today);
  const period = { from: window.from, to: earlierDay(window.to, today) };
  return withQuery(`/${organization}/overview`, viewToQuery(view, { period, filters }));
}
