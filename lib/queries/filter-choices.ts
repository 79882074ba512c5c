import type { Day } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import { type FilterDimension, filterWord } from "../domain/spend-question";
import { booksOf } from "./books";
import { labelsOf } from "./labels";
import { snapshot } from "./snapshot";
import type { DayRange } from "./spend-sql";
import { spendValues } from "./spend-values";

/** What spend of a period can be narrowed to: the values with the largest cost. */
export interface FilterChoices {
  dimension: FilterDimension;
  choices: { word: string; label: string }[];
}

const MOST_CHOICES = 60;

/** The largest values of some dimensions that the asker has spend of in the period. */
export async function filterChoices(
  scope: AuthorizedScope,
  period: DayRange,
  dimensions: readonly FilterDimension[],
  today: Day,
): Promise<FilterChoices[]> {
  return snapshot(async (client) => {
    const books = await booksOf(scope, [period], {}, today, client);
    const found: FilterChoices[] = [];
    for (const dimension of dimensions) {
      const values = await spendValues(scope, dimension, { period, comparison: null, filters: {} }, books, client);
      const largest = values
        .filter(({ kind }) => kind !== "difference")
        .sort((a, b) => (a.costUsd === b.costUsd ? 0 : a.costUsd > b.costUsd ? -1 : 1))
        .slice(0, MOST_CHOICES);
      const labels = await labelsOf(
        scope,
        largest.map(({ id }) => ({ dimension, id })),
        client,
      );
      const choices = largest.map((value) => ({ word: filterWord(dimension, value), label: labels(dimension, value).label }));
      found.push({ dimension, choices });
    }
    return found;
  });
}
