import type { ReactNode } from "react";
import type { Figures } from "@/lib/domain/figures";
import { formatCount, formatShare, formatUsd, formatUsdExact } from "@/lib/domain/format";
import { type Change, perRequest } from "@/lib/domain/spend/change";
import { ChangeText, Money, Tokens, Unknown } from "./figures";

interface Tile {
  label: string;
  value: ReactNode;
  note?: ReactNode;
}

/** The period in a handful of figures: what was charged first. BYOK is beside the cost, never in it. */
export function TotalTiles({
  total,
  change,
  compared,
  share,
}: {
  total: Figures;
  change: Change;
  /** Which days the change tells of, in words. */
  compared: string;
  /** Of everything, for a detail page. */
  share?: string;
}) {
  const { promptTokens: prompt, completionTokens: completion, cachedTokens: cached } = total;
  const tokens = prompt === null && completion === null ? null : (prompt ?? 0) + (completion ?? 0);
  const tiles: Tile[] = [
    {
      label: "Charged by OpenRouter",
      value: <span title={formatUsdExact(total.costUsd)}>{formatUsd(total.costUsd)}</span>,
      note: share ? `${share} of all spend` : undefined,
    },
    {
      label: "Change",
      value: <ChangeText change={change} />,
      note: compared,
    },
    {
      label: "Requests",
      value: formatCount(total.requests),
      note: total.requests > 0 && (
        <>
          <Money amount={perRequest(total.costUsd, total.requests)} /> each
        </>
      ),
    },
    {
      label: "Tokens",
      value: <Tokens tokens={tokens} />,
      note:
        prompt !== null &&
        prompt > 0 &&
        (cached === null ? (
          <>
            Cached: <Unknown reason="No source tells the cached tokens." />
          </>
        ) : (
          `${formatShare(cached / prompt)} of the prompt cached`
        )),
    },
  ];
  if (total.byokUsd !== 0n) {
    tiles.push({
      label: "Charged by providers (BYOK)",
      value: <Money amount={total.byokUsd} />,
      note: "on your own keys, not in the cost",
    });
  }
  return (
    <dl
      className={`grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line ${tiles.length > 4 ? "lg:grid-cols-5 max-lg:[&>*:first-child]:col-span-2" : "lg:grid-cols-4"}`}
    >
      {tiles.map((tile) => (
        <div key={tile.label} className="min-w-0 bg-surface px-4 py-3">
          <dt className="text-xs text-muted">{tile.label}</dt>
          <dd className="text-lg leading-7 font-semibold text-ink tabular-nums">{tile.value}</dd>
          {tile.note && <dd className="text-xs text-muted tabular-nums">{tile.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
