import { createHash } from "node:crypto";
import type { Queryable } from "../../db/sql";
import { addDays, type Day } from "../../domain/day";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import { beyondParts, type Heading } from "../../domain/forecast/parts";
import type { AuthorizedScope } from "../../domain/scope";
import { type FilterDimension, type Filters, filterWord } from "../../domain/spend/question";
import type { DimensionValue, ValueKey } from "../../domain/spend/value";
import { type Books, booksOf } from "../reconciliation/books";
import { workOut } from "../remembered";
import { spendRows } from "../spend/spend";
import { headingOf, knownDaysOf, type Whole } from "./whole";

/** What parts a forecast is told by. */
export const FORECAST_DIMENSIONS = ["developer", "team", "key", "model", "feature"] as const satisfies readonly FilterDimension[];
export type ForecastDimension = (typeof FORECAST_DIMENSIONS)[number];

const NOBODY: ValueKey = { kind: "difference", id: null };

/** `value` of kind `difference`: what the whole is more or less than its parts together. */
export interface ForecastPart extends Heading {
  value: DimensionValue;
}

type KeyedPart = Heading & { key: ValueKey };

/** What the spend of the known days stands under in the dimension. Lines by which evidence and bill differ are no part by themselves. */
async function partKeys(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  books: Books,
  range: { from: Day; to: Day },
  on: Queryable,
): Promise<ValueKey[]> {
  const rows = await spendRows(scope, { ...range, by: [dimension], filters }, books, on);
  return rows.flatMap(({ keys }) => keys[dimension] ?? []).filter(({ kind }) => kind !== "difference");
}

/** Says what parts go by besides the books; null for a model's tier, which is no part of these. */
function partsQuestion(scope: AuthorizedScope, filters: Filters, dimension: ForecastDimension, whole: Whole): string | null {
  if (filters.tier?.length) return null;
  const all = [scope.organizationId, scope.visibility, filters, dimension, whole];
  const text = JSON.stringify(all, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  return createHash("sha256").update(text).digest("base64");
}

/**
 * Where every value of the dimension is heading: what its own forecast says, on its own page and in a budget on it. Last, as a
 * part of kind `difference`, what the whole is more or less than these together, so that all add up to it.
 */
export async function forecastParts(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  whole: Whole,
  now: Date,
  on: Queryable,
): Promise<readonly KeyedPart[]> {
  const { known, month, nextMonth } = whole;
  if (!month.end || !nextMonth.end) return [];
  const range = { from: addDays(known.today, -HISTORY_DAYS), to: known.today };
  const books = await booksOf(scope, [range], filters, known.today, on);
  return workOut(books, partsQuestion(scope, filters, dimension, whole), async () => {
    const keys = await partKeys(scope, filters, dimension, books, range, on);
    const asked = keys.map((key) => ({ ...filters, [dimension]: [filterWord(dimension, key)] }));
    const days = await knownDaysOf(scope, asked, now, on);
    const parts = days.map((own, index) => ({ key: keys[index] ?? NOBODY, ...headingOf(own) }));
    const beyond = beyondParts(headingOf(known), parts);
    return beyond ? [...parts, { key: NOBODY, ...beyond }] : parts;
  });
}
