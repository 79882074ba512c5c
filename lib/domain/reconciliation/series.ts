import type { Day } from "../day";
import { eachDay } from "../day";
import type { Finality } from "../finality";
import { leastFinal } from "../finality";
import type { Band, SpendSeries } from "../spend/series";
import { addUsd, sumUsd, type Usd, ZERO_USD } from "../usd";

interface Part {
  day: Day;
  finality: Finality;
  billedUsd: Usd;
  explainedUsd: Usd;
  remainderUsd: Usd;
  differenceUsd: Usd;
}

const BANDS: readonly { kind: Band["kind"]; id: string | null; label: string; of: keyof Part & `${string}Usd` }[] = [
  { kind: "value", id: "explained", label: "Explained by single requests", of: "explainedUsd" },
  { kind: "none", id: null, label: "Remainder", of: "remainderUsd" },
  { kind: "difference", id: null, label: "Difference", of: "differenceUsd" },
];

/** The days of a period as a chart, all connections together: explained, remainder, difference. Days without books are gaps. */
export function reconciliationSeries(days: readonly Part[], period: { from: Day; to: Day }): SpendSeries {
  const byDay = Map.groupBy(days, ({ day }) => day);
  const axis = eachDay(period.from, period.to);
  const sumOn = (day: Day, of: keyof Part & `${string}Usd`): Usd | null => {
    const found = byDay.get(day);
    return found ? sumUsd(found.map((part) => part[of])) : null;
  };
  const bands = BANDS.map(({ kind, id, label, of }): Band => {
    const amounts = axis.map((day) => sumOn(day, of));
    return {
      kind,
      id,
      label,
      amounts,
      totalUsd: amounts.reduce<Usd>((sum, amount) => addUsd(sum, amount ?? ZERO_USD), ZERO_USD),
    };
  });
  return {
    dimension: "evidence",
    days: axis.map((day) => ({
      day,
      totalUsd: sumOn(day, "billedUsd"),
      finality: leastFinal((byDay.get(day) ?? []).map(({ finality }) => finality)),
      comparisonDay: null,
      comparisonUsd: null,
    })),
    bands: bands.filter(
      ({ kind, amounts }) => kind !== "difference" || amounts.some((amount) => amount !== null && amount !== 0n),
    ),
    otherCount: 0,
  };
}
