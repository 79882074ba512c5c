import { subtractUsd, sumUsd, type Usd } from "../usd";

/** Where something is heading, in this month and the next. */
export interface Heading {
  /** Of this month until now. */
  spentUsd: Usd;
  /** Of this month and of the next, whole. */
  monthEndUsd: Usd;
  monthEndSevenDayUsd: Usd;
  nextMonthUsd: Usd;
}

/**
 * What a whole is more, or less, than its parts together; null where they are the same. A method that looks at many days at
 * once says of a whole something else than of its parts one by one, and each is what people are told elsewhere of that very
 * thing: none is bent to fit.
 */
export function beyondParts(whole: Heading, parts: readonly Heading[]): Heading | null {
  const rest = (name: keyof Heading) => subtractUsd(whole[name], sumUsd(parts.map((part) => part[name])));
  const beyond: Heading = {
    spentUsd: rest("spentUsd"),
    monthEndUsd: rest("monthEndUsd"),
    monthEndSevenDayUsd: rest("monthEndSevenDayUsd"),
    nextMonthUsd: rest("nextMonthUsd"),
  };
  return Object.values(beyond).some((amount) => amount !== 0n) ? beyond : null;
}
