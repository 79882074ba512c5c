import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { type FilterDimension, filterWord } from "../../domain/spend/question";
import { compareUsd } from "../../domain/usd";
import { booksOf } from "../reconciliation/books";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "./labels";
import type { DayRange } from "./spend-sql";
import { type KeyedFigures, spendValues } from "./values";

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
  return sharedSnapshot(async (on) => {
    const books = await booksOf(scope, [period], {}, today, on);
    const found = await Promise.all(
      dimensions.map(async (dimension) => {
        const values = await spendValues(scope, dimension, { period, compared: null, filters: {} }, books, on);
        return { dimension, values: largest(values) };
      }),
    );
    const ids = found.flatMap(({ dimension, values }) => values.map(({ id }) => ({ dimension, id })));
    const labels = await labelsOf(scope, ids, on);
    return found.map(({ dimension, values }) => ({
      dimension,
      choices: values.map((value) => ({ word: filterWord(dimension, value), label: labels(dimension, value).label })),
    }));
  });
}

function largest(values: readonly KeyedFigures[]): KeyedFigures[] {
  const named = values.filter(({ kind }) => kind !== "difference");
  return named.sort((a, b) => compareUsd(b.costUsd, a.costUsd)).slice(0, MOST_CHOICES);
}
