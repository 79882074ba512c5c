import { addDays, type Day, eachDay } from "../day";
import type { Finality } from "../finality";
import { addUsd, compareUsd, parseUsd, subtractUsd, sumUsd, type Usd, ZERO_USD } from "../usd";

/** The account's lifetime use at a moment. */
export interface CreditReading {
  at: Date;
  /** UTC day of `at`. */
  day: Day;
  usedUsd: Usd;
  /** What the bill had of that day in the same sync; null where it was not told. */
  dayBilledUsd: Usd | null;
}

export interface CreditSpan {
  from: Date;
  to: Date;
  /** The day in whose course it begins. */
  day: Day;
  /** By how much the account's use grew. */
  changeUsd: Usd;
  /** What the books have for the time between: exactly known only to the days' ends. Null: a day is not in the books. */
  books: { leastUsd: Usd; mostUsd: Usd } | null;
  /** By how much the change is more (or less) than the books can have; zero: they agree. Null without books. */
  differenceUsd: Usd | null;
  /** `open`: they differ, and OpenRouter may still settle a day of it. */
  state: "agrees" | "open" | "differs" | "unknown";
}

export interface BookOfDay {
  billedUsd: Usd;
  finality: Finality;
}

/** Lifetime figures are sums of many binary fractions: they may be off by less than this. */
const ROUNDING = parseUsd("0.000001");

function lesser(a: Usd, b: Usd): Usd {
  return compareUsd(a, b) < 0 ? a : b;
}

/** How much of its day may have been spent when a reading was made: the bill lags behind the credits by minutes. */
function spentOfDay(reading: CreditReading, next: CreditReading | undefined, book: BookOfDay): { least: Usd; most: Usd } {
  const told = next?.day === reading.day ? next.dayBilledUsd : null;
  const most = lesser(told ?? book.billedUsd, book.billedUsd);
  return { least: lesser(reading.dayBilledUsd ?? ZERO_USD, most), most };
}

function compare(changeUsd: Usd, { leastUsd, mostUsd }: { leastUsd: Usd; mostUsd: Usd }): Usd {
  if (changeUsd > addUsd(mostUsd, ROUNDING)) return subtractUsd(changeUsd, mostUsd);
  if (changeUsd < subtractUsd(leastUsd, ROUNDING)) return subtractUsd(changeUsd, leastUsd);
  return ZERO_USD;
}

const UNSETTLED: readonly Finality[] = ["open", "provisional"];

/**
 * Holds the growth of the account's lifetime use against the books, from the first reading of one day to the first of
 * the next day that has one. Readings stand in the order of time; `bookOf` null: the day is not in the books, or they
 * are not OpenRouter's own.
 */
export function creditSpans(readings: readonly CreditReading[], bookOf: (day: Day) => BookOfDay | null): CreditSpan[] {
  const firsts = readings.flatMap((reading, index) => (readings[index - 1]?.day === reading.day ? [] : [{ reading, index }]));
  return firsts.slice(1).map(({ reading: to, index: toIndex }, place): CreditSpan => {
    const { reading: from, index: fromIndex } = firsts[place] as (typeof firsts)[number];
    const changeUsd = subtractUsd(to.usedUsd, from.usedUsd);
    const span = { from: from.at, to: to.at, day: from.day, changeUsd };
    const books = eachDay(from.day, to.day).map(bookOf);
    const [first, last] = [books[0], books.at(-1)];
    const whole = eachDay(from.day, addDays(to.day, -1)).map(bookOf);
    if (!first || !last || books.includes(null)) return { ...span, books: null, differenceUsd: null, state: "unknown" };
    const sum = sumUsd(whole.map((book) => book?.billedUsd ?? ZERO_USD));
    const before = spentOfDay(from, readings[fromIndex + 1], first);
    const after = spentOfDay(to, readings[toIndex + 1], last);
    const between = {
      leastUsd: addUsd(subtractUsd(sum, before.most), after.least),
      mostUsd: addUsd(subtractUsd(sum, before.least), after.most),
    };
    const differenceUsd = compare(changeUsd, between);
    const unsettled = books.some((book) => book !== null && UNSETTLED.includes(book.finality));
    const state = differenceUsd === ZERO_USD ? "agrees" : unsettled ? "open" : "differs";
    return { ...span, books: between, differenceUsd, state };
  });
}
