import Link from "next/link";
import { NO_VALUE } from "@/lib/domain/dimension";
import { environmentLabel, KEY_ENVIRONMENTS } from "@/lib/domain/key/environment";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { withQuery } from "../shell/pages";

/** Narrows a list to the keys of one environment; the one in force is marked. */
export function EnvironmentFilter({ path, view }: { path: string; view: View }) {
  const asked = view.filters.environment ?? [];
  const { environment: _, ...others } = view.filters;
  const choices = [
    { word: null, label: "All" },
    ...KEY_ENVIRONMENTS.map((word) => ({ word, label: environmentLabel(word) })),
    { word: NO_VALUE, label: "Not set" },
  ];
  return (
    <nav aria-label="Environment of keys">
      <ul className="flex flex-wrap rounded-md border border-line p-0.5">
        {choices.map(({ word, label }) => (
          <li key={label}>
            <Link
              href={withQuery(path, viewToQuery(view, { filters: word === null ? others : { ...others, environment: [word] } }))}
              prefetch={false}
              scroll={false}
              aria-current={(word === null ? asked.length === 0 : asked.length === 1 && asked[0] === word) ? "true" : undefined}
              className="block rounded px-2 py-1 text-xs font-medium text-muted hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
