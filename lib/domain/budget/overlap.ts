import type { FilterDimension, Filters } from "../spend/question";

/** Whether some dollar could count for both: nothing that both name tells them apart. */
export function mayShareSpend(a: Filters, b: Filters): boolean {
  return Object.entries(a).every(([dimension, words]) => {
    const others = b[dimension as FilterDimension];
    return !others || others.length === 0 || words.length === 0 || words.some((word) => others.includes(word));
  });
}
