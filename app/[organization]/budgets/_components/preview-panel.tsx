import { Badge } from "@/app/_components/badge";
import { Money, Unknown } from "@/app/_components/spend/figures";
import { type BudgetPeriod, reaches } from "@/lib/domain/budget/budget";
import { PERIOD_WORDS } from "@/lib/domain/budget/words";
import { formatUsd } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import { shareOf } from "@/lib/domain/spend/change";
import type { Usd } from "@/lib/domain/usd";
import type { BudgetPreview, PreviewPeriod } from "./use-budget-preview";

function Outcome({ period, amountUsd, runs }: { period: PreviewPeriod; amountUsd: Usd | null; runs: boolean }) {
  if (amountUsd === null || period.spentUsd === null) return null;
  if (reaches(period.spentUsd, amountUsd)) return <Badge tone="bad">{runs ? "Exceeded" : "Broken"}</Badge>;
  if (period.unknownDays > 0) return <Badge>Unknown</Badge>;
  return runs ? <Badge>Runs</Badge> : <Badge tone="good">Kept</Badge>;
}

function sentence(periods: readonly PreviewPeriod[], amountUsd: Usd | null, per: BudgetPeriod): string {
  const known = periods.filter(({ spentUsd }) => spentUsd !== null);
  const words = PERIOD_WORDS[per];
  if (known.length === 0) return `Nothing is known of ${words.last} of this spend.`;
  if (amountUsd === null) return `What ${words.last} cost. Write an amount to see which of them would have kept it.`;
  const isBroken = ({ spentUsd }: PreviewPeriod) => spentUsd !== null && reaches(spentUsd, amountUsd);
  const broken = known.filter(isBroken).length;
  const told = known.filter((period) => period.unknownDays === 0 || isBroken(period)).length;
  if (told === 0) return `Too little is known of ${words.last} to say whether it would have been kept.`;
  const all = `the last ${told === 1 ? per : `${told} ${words.many}`}`;
  return broken === 0 ? `It would have been kept in ${all}.` : `It would have been broken in ${broken} of ${all}.`;
}

/** What the budget would have meant: the running period and those before it, against the amount. */
export function PreviewPanel({ preview, amountUsd, per }: { preview: BudgetPreview; amountUsd: Usd | null; per: BudgetPeriod }) {
  if (preview.state === "asking") return <p className="text-sm text-muted">Reading what was spent…</p>;
  if (preview.state === "failed") return <p className="text-sm text-bad">{preview.message}</p>;
  const { running, past, expectedUsd } = preview;
  const rows = [running, ...past];
  const highest = rows.reduce(
    (most, { spentUsd }) => (spentUsd !== null && spentUsd > most ? spentUsd : most),
    amountUsd ?? 0n,
  ) as Usd;
  const width = (amount: Usd) => `${(Math.max(0, shareOf(amount, highest) ?? 0) * 100).toFixed(1)}%`;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink" role="status">
        {sentence(past, amountUsd, per)}
        {expectedUsd !== null &&
          ` ${running.spentUsd === null ? "The" : "This"} ${per} is expected to end at ${formatUsd(expectedUsd)}.`}
      </p>
      <table className="w-full text-left text-xs">
        <caption className="sr-only">Spend of past periods against the amount</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Period</th>
            <th scope="col">Bar</th>
            <th scope="col">Spent</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((period, index) => (
            <tr key={period.from}>
              <th scope="row" className="py-1 pr-3 font-normal whitespace-nowrap text-muted">
                {formatRange(period.from, period.to)}
              </th>
              <td className="w-full py-1" aria-hidden>
                <span className="relative block h-2.5 rounded-sm bg-sunken">
                  {period.spentUsd !== null && (
                    <span
                      className={`absolute inset-y-0 left-0 rounded-sm ${amountUsd !== null && reaches(period.spentUsd, amountUsd) ? "bg-bad" : "bg-brand"} ${index === 0 ? "opacity-60" : ""}`}
                      style={{ width: width(period.spentUsd) }}
                    />
                  )}
                  {amountUsd !== null && (
                    <span className="absolute -inset-y-1 border-l-2 border-ink" style={{ left: width(amountUsd) }} />
                  )}
                </span>
              </td>
              <td className="py-1 pl-3 text-right whitespace-nowrap text-ink tabular-nums">
                {period.spentUsd === null ? (
                  <Unknown reason="Nothing is known of any of its days." />
                ) : (
                  <>
                    {period.unknownDays > 0 && "≥ "}
                    <Money amount={period.spentUsd} />
                  </>
                )}
              </td>
              <td className="py-1 pl-3">
                <Outcome period={period} amountUsd={amountUsd} runs={index === 0} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
