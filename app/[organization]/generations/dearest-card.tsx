import Link from "next/link";
import { Card } from "@/app/_components/card";
import { Money } from "@/app/_components/spend/figures";
import { usdToApproximateNumber } from "@/lib/domain/usd";
import { chargedName } from "@/lib/queries/generation/names";
import type { ListedGeneration } from "@/lib/queries/generation/pages";
import type { Labels } from "@/lib/queries/spend/labels";
import { formatMoment, generationPath } from "./generation-words";

/** The most expensive requests as a ranking: one bar each, each leading to what it was. */
export function DearestCard({
  organization,
  dearest,
  isAnyListed,
  labels,
}: {
  organization: string;
  dearest: readonly ListedGeneration[];
  /** The list below has some. */
  isAnyListed: boolean;
  labels: Labels;
}) {
  const [first] = dearest;
  const most = first?.row.cost_usd ? usdToApproximateNumber(first.row.cost_usd) : 0;
  return (
    <Card title="The most expensive" note="US dollars a request, of all that match">
      {dearest.length === 0 ? (
        <p className="text-sm text-muted">
          {isAnyListed
            ? "None that matches is among the most expensive of these days. The list below has them by time."
            : "No single request of these days matches."}
        </p>
      ) : (
        <ol aria-label="The most expensive requests" className="flex flex-col gap-1">
          {dearest.map((one) => {
            const { row } = one;
            const width = row.cost_usd && most > 0 ? (usdToApproximateNumber(row.cost_usd) / most) * 100 : 0;
            return (
              <li
                key={row.generation_id}
                className="grid grid-cols-[5rem_minmax(0,1fr)] items-center gap-x-3 rounded-md px-1 py-0.5 text-sm hover:bg-sunken/60"
              >
                <span className="text-right text-ink tabular-nums">
                  <Money amount={row.cost_usd} />
                </span>
                <span className="relative flex min-w-0 items-center">
                  <span
                    aria-hidden
                    className="absolute inset-y-0 left-0 rounded-sm bg-brand-tint"
                    style={{ width: `${width.toFixed(1)}%` }}
                  />
                  <span className="relative flex min-w-0 flex-wrap gap-x-3 px-2 py-1">
                    <Link
                      href={generationPath(organization, row.generation_id)}
                      prefetch={false}
                      data-row-link
                      className="truncate text-ink hover:underline"
                    >
                      {labels("model", { kind: "value", id: row.model }).label}
                    </Link>
                    <span className="truncate text-muted">
                      {chargedName(one, labels)} · {formatMoment(row.created_at)}
                    </span>
                  </span>
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </Card>
  );
}
