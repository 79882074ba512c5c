import { BalanceStrip } from "@/app/_components/spend/balance-strip";
import type { Finality } from "@/lib/domain/finality";
import type { Usd } from "@/lib/domain/usd";

interface ReconciliationStripProps {
  total: { billedUsd: Usd; explainedUsd: Usd; remainderUsd: Usd; differenceUsd: Usd; finality: Finality | null };
  /** Where the page's parts stand; null: nowhere on it. */
  days: string | null;
  causes: string | null;
}

/** How a bill is made up: what single requests explain, and what not. */
export function ReconciliationStrip({ total, days, causes }: ReconciliationStripProps) {
  return (
    <BalanceStrip
      balance={{
        billedUsd: total.billedUsd,
        explainedUsd: total.explainedUsd,
        unattributedUsd: total.remainderUsd,
        differenceUsd: total.differenceUsd,
      }}
      finality={total.finality}
      explained="by single requests"
      rest={{ label: "remainder", means: "Billed, and no single request is known for it." }}
      hrefs={{ explained: days, unattributed: causes, difference: causes }}
    />
  );
}
