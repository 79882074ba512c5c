import { isTier, TIERS } from "../catalogue/tier";
import type { Day } from "../day";
import { DIMENSIONS, type Dimension, dimensionName, NO_VALUE } from "../dimension";
import { WaybillError } from "../error";
import type { Figures } from "../figures";
import type { Finality } from "../finality";
import { isKeyEnvironment, KEY_ENVIRONMENTS } from "../key/environment";
import type { Balance } from "./balance";
import type { DimensionValue, ValueKey } from "./value";

export type { Balance } from "./balance";
export type { DimensionValue } from "./value";

export type FilterDimension = Exclude<Dimension, "day">;
export const FILTER_DIMENSIONS = DIMENSIONS.filter((dimension): dimension is FilterDimension => dimension !== "day");

/** What billed cells tell without any single request; what they tell of developers is only whose key it was. */
export const TOLD_BY_THE_BILL: ReadonlySet<FilterDimension> = new Set([
  ...(["key", "environment", "model", "tier", "workspace", "connection"] as const),
]);

/** Words of lib/domain/spend/question.ts's filterWord, per dimension; a dimension without words does not filter. */
export type Filters = Partial<Record<FilterDimension, readonly string[]>>;

export interface SpendQuestion {
  /** Both ends included. */
  from: Day;
  to: Day;
  /** None: one row for everything. */
  by: readonly Dimension[];
  filters: Filters;
  /** What the balance calls explained: spend that has a value of this dimension. Developer when left out. */
  explainedBy?: FilterDimension;
}

/** In filters: the lines by which evidence exceeds the bill, where they have no value of the dimension. */
export const DIFFERENCE = "difference";

export interface SpendRow extends Figures {
  values: Partial<Record<Dimension, DimensionValue>>;
  /** The least final of the days it sums; null where it sums none. */
  finality: Finality | null;
}

/** What the books have for the days of a question, whatever its filters. */
export interface BooksOfPeriod {
  /** Days read from OpenRouter or a log, with how final they are. A day that is missing here is unknown, not free. */
  days: { day: Day; finality: Finality }[];
  /** Days of which a log is the books: OpenRouter has not confirmed them. */
  logDays: Day[];
  /** Days of which no single request is known: the key alone tells whom they are charged to, and nothing what for. */
  keyOnlyDays: Day[];
}

export interface SpendAnswer {
  total: Figures & { finality: Finality | null };
  rows: SpendRow[];
  balance: Balance;
  books: BooksOfPeriod;
}

/** How a value is written in filters and paths, so that a feature that is called "none" is not taken for no feature. */
export function filterWord(dimension: Dimension, value: ValueKey): string {
  if (value.kind === "difference") return DIFFERENCE;
  if (value.kind === "none" || value.id === null) return NO_VALUE;
  return dimension !== "evidence" && /^=|^(none|difference)$/.test(value.id) ? `=${value.id}` : value.id;
}

/** The other way round. Every line has its evidence, so that its words are values all. */
export function readFilterWord(dimension: Dimension, word: string): ValueKey {
  if (dimension === "evidence") return { kind: "value", id: word };
  if (word === DIFFERENCE) return { kind: "difference", id: null };
  if (word === NO_VALUE) return { kind: "none", id: null };
  return { kind: "value", id: word.startsWith("=") ? word.slice(1) : word };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BY_ID: readonly FilterDimension[] = ["developer", "team", "cost_center", "key", "workspace", "connection"];
const EVIDENCE = ["generation", "log", "remainder", "difference"];
const LONGEST_WORD = 1000;

/** What is wrong with a filter word, as a sentence; null when it can be asked. */
export function problemOfWord(dimension: FilterDimension, word: string): string | null {
  const shown = JSON.stringify(word.slice(0, 60));
  if (word.length > LONGEST_WORD || word.includes("\0")) return `${shown} is no ${dimension}.`;
  if (dimension === "evidence") {
    return EVIDENCE.includes(word) ? null : `${shown} is no kind of evidence: use ${EVIDENCE.join(", ")}.`;
  }
  const value = readFilterWord(dimension, word);
  if (dimension === "environment" && value.id !== null && !isKeyEnvironment(value.id)) {
    return `${shown} is no environment of keys: use ${KEY_ENVIRONMENTS.join(", ")} or ${NO_VALUE}.`;
  }
  if (dimension === "tier" && value.id !== null && !isTier(value.id)) {
    return `${shown} is no tier of models: use ${TIERS.join(", ")} or ${NO_VALUE}.`;
  }
  if (BY_ID.includes(dimension) && value.id !== null && !UUID.test(value.id)) {
    const word = dimensionName(dimension);
    return `${shown} is no ${word} id: follow a link from the ${word} list, or use "${NO_VALUE}".`;
  }
  return null;
}

/** Throws WaybillError `invalid_input` for the first filter word that cannot be asked. */
export function refuseBadFilters(filters: Filters): void {
  for (const dimension of FILTER_DIMENSIONS) {
    for (const word of filters[dimension] ?? []) {
      const problem = problemOfWord(dimension, word);
      if (problem === null) continue;
      const todo = `Correct the filter ${dimension}, or leave it out.`;
      throw new WaybillError("invalid_input", problem, { todo, detail: { field: dimension } });
    }
  }
}
