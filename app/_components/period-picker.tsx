import type { Day } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";
import { COMPARISONS, type ComparisonKey, comparisonOf, namedPeriod, PERIODS } from "@/lib/domain/period";
import { FILTER_DIMENSIONS } from "@/lib/domain/spend/question";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { buttonClass } from "./button";
import { Menu } from "./menu";
import { MenuLink } from "./shell/menu-link";
import { withQuery } from "./shell/pages";

const COMPARISON_WORDS: Record<ComparisonKey, string> = {
  previous: "the period before",
  year: "a year earlier",
  none: "nothing",
};

/** What of a view a form must send along beside its own fields. */
function carried(view: View): [string, string][] {
  const query = new URLSearchParams(viewToQuery(view, { period: "month" }));
  const own = (view.own ?? []).map(([name]) => name);
  return [...query].filter(
    ([name]) => FILTER_DIMENSIONS.some((known) => known === name) || ["compare", "by", "sort", "rows", ...own].includes(name),
  );
}

/** Named periods as links, any other as a form; both only change the address. */
export function PeriodPicker({ path, view, today }: { path: string; view: View; today: Day }) {
  const { period } = view;
  return (
    <Menu name="Period" label={period.label}>
      {PERIODS.map(({ key, label: name }) => {
        const { from, to } = namedPeriod(key, today);
        return (
          <MenuLink
            key={key}
            href={withQuery(path, viewToQuery(view, { period: key }))}
            current={key === period.key}
            note={formatRange(from, to)}
          >
            {name}
          </MenuLink>
        );
      })}
      <form action={path} className="mt-1 flex flex-col gap-2 border-t border-line p-2.5">
        {carried(view).map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        {(["from", "to"] as const).map((end) => (
          <label key={end} className="flex items-center justify-between gap-3 text-sm text-muted">
            {end === "from" ? "From" : "To"}
            <input
              type="date"
              name={end}
              required
              defaultValue={period[end]}
              max={today}
              className="h-8 rounded-md border border-control-line bg-surface px-2 text-sm text-ink"
            />
          </label>
        ))}
        <button type="submit" className={buttonClass({ look: "primary" })}>
          Show these days
        </button>
      </form>
    </Menu>
  );
}

/** What the period is compared with. */
export function ComparisonPicker({ path, view }: { path: string; view: View }) {
  return (
    <Menu name="Comparison" label={view.comparison ? `vs ${view.comparison.label}` : "No comparison"}>
      {COMPARISONS.map((key) => (
        <MenuLink
          key={key}
          href={withQuery(path, viewToQuery(view, { compare: key }))}
          current={key === view.compare}
          note={comparisonOf(view.period, key)?.label}
        >
          {key === "none" ? "No comparison" : `With ${COMPARISON_WORDS[key]}`}
        </MenuLink>
      ))}
    </Menu>
  );
}
