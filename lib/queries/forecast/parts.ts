import { createHash } from "node:crypto";
import type { Queryable } from "../../db/sql";
import { addDays, startOfMonth } from "../../domain/day";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import { type PartDays, partEnds } from "../../domain/forecast/parts";
import type { AuthorizedScope } from "../../domain/scope";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import type { DimensionValue, ValueKey } from "../../domain/spend/value";
import { sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { type Books, booksOf } from "../reconciliation/books";
import { workOut } from "../remembered";
import { spendRows } from "../spend/spend";
import { rememberedForecaster } from "./remembered-forecasts";
import type { Known, Whole } from "./whole";

/** What parts a forecast is told by. */
export const FORECAST_DIMENSIONS = ["developer", "team", "key", "model", "feature"] as const satisfies readonly FilterDimension[];
export type ForecastDimension = (typeof FORECAST_DIMENSIONS)[number];

export interface ForecastPart {
  value: DimensionValue;
  /** Of this month until now. */
  spentUsd: Usd;
  /** Of this month and of the next, whole. */
  monthEndUsd: Usd;
  monthEndSevenDayUsd: Usd;
  nextMonthUsd: Usd;
}

type KeyedPart = PartDays<ValueKey>;

/** Days of every value of the dimension, unknown where the whole is unknown and nothing where it has no line. */
async function partDays(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  { today, history }: Known,
  books: Books,
  on: Queryable,
): Promise<KeyedPart[]> {
  const range = { from: addDays(today, -HISTORY_DAYS), to: today };
  const rows = await spendRows(scope, { ...range, by: ["day", dimension], filters }, books, on);
  const byValue = Map.groupBy(rows, ({ keys }) => JSON.stringify(keys[dimension]));
  const monthFrom = startOfMonth(today);
  return [...byValue.values()].flatMap((own) => {
    const key = own[0]?.keys[dimension];
    if (!key) return [];
    const costs = new Map(own.map(({ keys, costUsd }) => [keys.day?.id ?? "", costUsd]));
    const known = history.map(({ day, costUsd }) => ({ day, costUsd: costUsd === null ? null : (costs.get(day) ?? ZERO_USD) }));
    const month = known.filter(({ day }) => day >= monthFrom).map(({ costUsd }) => costUsd ?? ZERO_USD);
    return [{ key, history: known, spentUsd: sumUsd([...month, costs.get(today) ?? ZERO_USD]) }];
  });
}

/** What arrived today beyond the bill is in the whole and in no line: it stands as a part of its own, without a name. */
function withRest(parts: readonly KeyedPart[], spentUsd: Usd): KeyedPart[] {
  const rest = (spentUsd - sumUsd(parts.map((part) => part.spentUsd))) as Usd;
  if (rest === 0n) return [...parts];
  const own = parts.find(({ key }) => key.kind === "difference");
  if (own) return parts.map((part) => (part === own ? { ...part, spentUsd: (part.spentUsd + rest) as Usd } : part));
  return [...parts, { key: { kind: "difference", id: null }, history: [], spentUsd: rest }];
}

type KeyedEnds = Omit<ForecastPart, "value"> & { key: ValueKey };

/** Says what parts go by besides the books; null for a model's tier, which is no part of these. */
function partsQuestion(scope: AuthorizedScope, filters: Filters, dimension: ForecastDimension, whole: Whole): string | null {
  if (filters.tier?.length) return null;
  const all = [scope.organizationId, scope.visibility, filters, dimension, whole];
  const text = JSON.stringify(all, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  return createHash("sha256").update(text).digest("base64");
}

/** Where every value of the dimension is heading, in this month and the next; the parts add up to the wholes. */
export async function forecastParts(
  scope: AuthorizedScope,
  filters: Filters,
  dimension: ForecastDimension,
  whole: Whole,
  on: Queryable,
): Promise<readonly KeyedEnds[]> {
  const { known, month, nextMonth } = whole;
  const [monthEnd, nextMonthEnd] = [month.end, nextMonth.end];
  if (!monthEnd || !nextMonthEnd) return [];
  const { today } = known;
  const books = await booksOf(scope, [{ from: addDays(today, -HISTORY_DAYS), to: today }], filters, today, on);
  return workOut(books, partsQuestion(scope, filters, dimension, whole), async () => {
    const parts = withRest(await partDays(scope, filters, dimension, known, books, on), month.spentUsd);
    const now = partEnds({ end: monthEnd, spentUsd: month.spentUsd }, parts, { today, ...month }, rememberedForecaster);
    const unspent = parts.map((part) => ({ ...part, spentUsd: ZERO_USD }));
    const ahead = { end: nextMonthEnd, spentUsd: ZERO_USD };
    const next = partEnds(ahead, unspent, { today, ...nextMonth }, rememberedForecaster);
    return now.map(({ key, spentUsd, expectedUsd, sevenDayUsd }, index) => ({
      key,
      spentUsd,
      monthEndUsd: expectedUsd,
      monthEndSevenDayUsd: sevenDayUsd,
      nextMonthUsd: next[index]?.expectedUsd ?? ZERO_USD,
    }));
  });
}
