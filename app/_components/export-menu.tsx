import { Download } from "lucide-react";
import Link from "next/link";
import type { Dimension } from "@/lib/domain/dimension";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { Menu } from "./menu";
import { DIMENSION_WORDS } from "./spend/dimension-words";

/** The page's figures as CSV: the same question, filters and period. */
export function ExportMenu({
  organization,
  view,
  dimension,
  word,
}: {
  organization: string;
  view: View;
  dimension: FilterDimension /** Of a detail page: its value. */;
  word?: string;
}) {
  const filters = word === undefined ? view.filters : { ...view.filters, [dimension]: [word] };
  const choices: [string, Dimension[]][] = [
    [`By ${DIMENSION_WORDS[dimension].one}`, [dimension]],
    [`By day and ${DIMENSION_WORDS[dimension].one}`, ["day", dimension]],
    ["By day", ["day"]],
  ];
  return (
    <Menu
      name="Export"
      align="right"
      label={
        <>
          <Download aria-hidden size={14} />
          CSV
        </>
      }
    >
      {choices.map(([label, by]) => (
        <a
          key={label}
          download
          href={`/api/organizations/${organization}/exports/spend?${viewToQuery(view, { by, filters })}`}
          className="block rounded px-2.5 py-1.5 text-sm whitespace-nowrap text-ink hover:bg-sunken"
        >
          {label}
        </a>
      ))}
      <Link
        prefetch={false}
        href={`/${organization}/exports?${viewToQuery(view, { by: ["day", dimension], filters })}`}
        className="block rounded px-2.5 py-1.5 text-sm whitespace-nowrap text-muted hover:bg-sunken hover:text-ink"
      >
        Choose what is in it …
      </Link>
    </Menu>
  );
}
