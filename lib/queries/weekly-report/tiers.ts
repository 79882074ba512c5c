import { TIERS } from "../../domain/catalogue/tier";
import { shareOf } from "../../domain/spend/change";
import { sumUsd, usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportTier, Section } from "../../domain/weekly-report/weekly-report";
import { spend } from "../spend/spend";
import type { AskedWeek } from "./asked-week";

/** The dearest first; what has no tier last. */
const ORDER: readonly (string | null)[] = [...TIERS.toReversed(), null];

/** How the week's spend is spread over tiers of models, against the week before. */
export async function askTiers({ scope, period, before, today }: AskedWeek): Promise<Section<{ tiers: ReportTier[] }>> {
  const ask = (days: typeof period) => spend(scope, { ...days, by: ["tier"], filters: {} }, today);
  const [now, earlier] = [await ask(period), await ask(before)];
  if (now.rows.length === 0) return { known: false, why: "Nothing was spent this week." };
  const rows = [...now.rows, ...earlier.rows].flatMap(({ values }) => values.tier ?? []);
  const tiers = ORDER.flatMap((id): ReportTier[] => {
    const value = rows.find((row) => row.id === id);
    if (!value) return [];
    const of = (answer: typeof now) =>
      sumUsd(answer.rows.filter(({ values }) => values.tier?.id === id).map(({ costUsd }) => costUsd));
    const [usd, beforeUsd] = [of(now), of(earlier)];
    if (usd === ZERO_USD && beforeUsd === ZERO_USD) return [];
    return [
      {
        tier: id ?? "none",
        label: value.label,
        usd: usdToString(usd),
        share: shareOf(usd, now.total.costUsd),
        beforeShare: shareOf(beforeUsd, earlier.total.costUsd),
      },
    ];
  });
  return { known: true, tiers };
}
