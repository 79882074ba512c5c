import Link from "next/link";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { Menu } from "../menu";
import { MenuLink } from "../shell/menu-link";
import { withQuery } from "../shell/pages";
import { DIMENSION_WORDS } from "./dimension-words";

const USUAL: readonly FilterDimension[] = ["developer", "key", "model", "feature"];
const OTHERS: readonly FilterDimension[] = [
  "tier",
  "provider",
  "app",
  "team",
  "cost_center",
  "environment",
  "workspace",
  "connection",
  "evidence",
];

/** By which dimension a chart is stacked: the usual ones at hand, the others in a menu. */
export function GroupBy({
  path,
  view,
  current,
  except = null,
}: {
  path: string;
  view: View;
  current: FilterDimension | null;
  /** A detail page's own dimension, of which there is one value only. */
  except?: FilterDimension | null;
}) {
  const href = (dimension: FilterDimension) => withQuery(path, viewToQuery(view, { by: [dimension] }));
  const others = OTHERS.filter((dimension) => dimension !== except);
  const other = others.find((dimension) => dimension === current);
  return (
    <nav aria-label="Stack the chart by" className="flex flex-wrap items-center gap-2">
      <ul className="flex rounded-md border border-line p-0.5">
        {USUAL.filter((dimension) => dimension !== except).map((dimension) => (
          <li key={dimension}>
            <Link
              href={href(dimension)}
              prefetch={false}
              scroll={false}
              aria-current={dimension === current ? "true" : undefined}
              className="block rounded px-2 py-1 text-xs font-medium text-muted hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink"
            >
              {DIMENSION_WORDS[dimension].title}
            </Link>
          </li>
        ))}
      </ul>
      <Menu name="Other dimensions" label={other ? DIMENSION_WORDS[other].title : "More"} align="right" size="small">
        {others.map((dimension) => (
          <MenuLink key={dimension} href={href(dimension)} current={dimension === current}>
            {DIMENSION_WORDS[dimension].title}
          </MenuLink>
        ))}
      </Menu>
    </nav>
  );
}
