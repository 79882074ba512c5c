import { addUsd, type Usd, ZERO_USD } from "../usd";
import type { Cause, CauseKind } from "./reconciliation";

/** One cause over several days. */
export interface CauseOfPeriod {
  kind: CauseKind;
  part: Cause["part"];
  usd: Usd;
  days: number;
}

function magnitude(amount: Usd): bigint {
  return amount < 0n ? -amount : amount;
}

/** The causes of several days together, the largest amount first, whichever its sign. */
export function causesOfPeriod(days: readonly { causes: readonly Cause[] }[]): CauseOfPeriod[] {
  const sums = new Map<CauseKind, CauseOfPeriod>();
  for (const { kind, part, usd } of days.flatMap(({ causes }) => causes)) {
    const known = sums.get(kind) ?? { kind, part, usd: ZERO_USD, days: 0 };
    sums.set(kind, { ...known, usd: addUsd(known.usd, usd ?? ZERO_USD), days: known.days + 1 });
  }
  return [...sums.values()].sort((a, b) => {
    const [first, second] = [magnitude(a.usd), magnitude(b.usd)];
    return first === second ? 0 : first < second ? 1 : -1;
  });
}
