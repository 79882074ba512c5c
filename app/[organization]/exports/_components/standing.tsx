import { FinalityBadge } from "@/app/_components/spend/finality-badge";
import type { Finality } from "@/lib/domain/finality";
import { formatUsd, formatUsdExact } from "@/lib/domain/format";
import { type Usd, ZERO_USD } from "@/lib/domain/usd";

/** How final a file was when it was taken, and what OpenRouter restated of its days since, so that whoever booked it sees it. */
export function Standing({
  finality,
  restatedUsd,
  isCut,
}: {
  finality: Finality | null;
  restatedUsd: Usd | null;
  /** The file has a part of its days' spend: of a restated total nobody can say which part changed. */
  isCut: boolean;
}) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {finality ? <FinalityBadge finality={finality} /> : <span className="text-muted">no books</span>}
      {restatedUsd !== null && (
        <span
          title={`${formatUsdExact(restatedUsd)} over all spend of its days. Take the file anew, or book the change: FOCUS with corrections.`}
        >
          {isCut
            ? "its days were restated since"
            : `${restatedUsd > ZERO_USD ? "+" : ""}${formatUsd(restatedUsd)} restated since`}
        </span>
      )}
    </span>
  );
}
