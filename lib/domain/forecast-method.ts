/** What a day ahead is expected to cost: a level, and how each weekday stands to it. */
export interface Outlook {
  level: number;
  /** By weekday of the first day ahead, then on: factors with a mean of 1. */
  weekdayFactors: readonly number[];
}

/** The outlook as it was before `values[end]`, from what came before. */
export function outlookAt(values: readonly (number | null)[], _firstWeekday: number, end: number): Outlook {
  let sum = 0;
  let count = 0;
  for (let index = end - 1; index >= 0 && count < 7; index -= 1) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    sum += value;
    count += 1;
  }
  return { level: count === 0 ? 0 : sum / count, weekdayFactors: [1, 1, 1, 1, 1, 1, 1] };
}

/** Dollars of so many days in a row, beginning so many days after the last one known. */
export function totalOf(outlook: Outlook, skip: number, days: number): number {
  let total = 0;
  for (let ahead = skip; ahead < skip + days; ahead += 1) total += outlook.level * (outlook.weekdayFactors[ahead % 7] ?? 1);
  return total;
}
