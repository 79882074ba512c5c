import type { Day } from "../day";
import { addUsd, compareUsd, splitUsd, subtractUsd, type Usd, ZERO_USD } from "../usd";
import { type DayCost, type Forecaster, forecaster, sevenDayTotal } from "./forecast";
import type { PeriodEnd } from "./period";

/** One part of a whole whose period is forecast: a developer's days, a key's. */
export interface PartDays<Key> {
  key: Key;
  /** Complete days before today. */
  history: readonly DayCost[];
  /** What is known of the period's days until now. */
  spentUsd: Usd;
}

export interface PartEnd<Key> {
  key: Key;
  spentUsd: Usd;
  /** Of the whole period. */
  expectedUsd: Usd;
  sevenDayUsd: Usd;
}

function positive(amount: Usd): Usd {
  return compareUsd(amount, ZERO_USD) > 0 ? amount : ZERO_USD;
}

/** Splits what is still to come in proportion to what each part alone would come to; by what was spent where none would. */
function shared(wholeUsd: Usd, alone: readonly Usd[], spent: readonly Usd[]): Usd[] {
  const weights = [alone, spent].map((amounts) => amounts.map((amount) => positive(amount) as bigint));
  const weighed = weights.find((some) => some.some((weight) => weight > 0n)) ?? spent.map(() => 1n);
  return weighed.length === 0 ? [] : splitUsd(wholeUsd, weighed);
}

/**
 * Where the parts of a whole are heading: each by its own forecast, fitted to the whole's so that they add up to it to
 * the last digit. Only what is still to come is shared out, not what is spent. Parts must add up to the whole in what
 * is spent.
 */
export function partEnds<Key>(
  whole: { end: PeriodEnd; spentUsd: Usd },
  parts: readonly PartDays<Key>[],
  { today, to, from }: { today: Day; from: Day; to: Day },
  forecastFrom: (history: readonly DayCost[], from: Day) => Pick<Forecaster, "expectedUsd"> | null = forecaster,
): PartEnd<Key>[] {
  const begin = from > today ? from : today;
  const ends = parts.map(({ history }) => ({
    expectedUsd: forecastFrom(history, begin)?.expectedUsd(to) ?? ZERO_USD,
    sevenDayUsd: sevenDayTotal(history, { from: begin, to }) ?? ZERO_USD,
  }));
  const spent = parts.map(({ spentUsd }) => spentUsd);
  const toCome = (total: Usd) => subtractUsd(total, whole.spentUsd);
  const expected = shared(
    toCome(whole.end.expectedUsd),
    ends.map((end) => end.expectedUsd),
    spent,
  );
  const sevenDay = shared(
    toCome(whole.end.sevenDayUsd),
    ends.map((end) => end.sevenDayUsd),
    spent,
  );
  return parts.map(({ key, spentUsd }, index) => ({
    key,
    spentUsd,
    expectedUsd: addUsd(spentUsd, expected[index] ?? ZERO_USD),
    sevenDayUsd: addUsd(spentUsd, sevenDay[index] ?? ZERO_USD),
  }));
}
