import { compareUsd, subtractUsd, sumUsd, type Usd, usdFromFinerUnits, usdToApproximateNumber, ZERO_USD } from "../usd";
import type { FilterDimension } from "./question";
import type { DimensionValue } from "./value";

/** What one row cost and how much it was used in one period. */
export interface DriverFigures {
  costUsd: Usd;
  requests: number;
  /** Prompt and completion tokens; null where unknown. */
  tokens: number | null;
}

/** One value of a dimension in both periods; null: it has no lines there. */
export interface DriverInput {
  value: DimensionValue;
  before: DriverFigures | null;
  after: DriverFigures | null;
}

/** How many days of each period the books have. */
export interface KnownDays {
  before: number;
  after: number;
}

/**
 * Why spend changed. The parts add up to the change, to the last digit.
 *
 * The period before is taken step by step to the one after, and every part is the difference of two steps, each rounded
 * once (c cost, q requests, Q requests of all rows that stayed, t tokens, d days in the books; 0 before, 1 after):
 * c₀ → c₀·d₁/d₀ (days) → c₀·Q₁/Q₀ (volume) → c₀·q₁/q₀ (mix) → c₀·t₁/t₀ (size) → c₁ (price).
 */
export interface Effects {
  /** One period has more days in the books than the other. */
  daysUsd: Usd;
  /** More or fewer requests altogether. */
  volumeUsd: Usd;
  /** Requests moved between rows, at what a request of each cost before. */
  mixUsd: Usd;
  /** Requests of the same row have more or fewer tokens. Zero where tokens are not told, and part of the price then. */
  sizeUsd: Usd;
  /**
   * As many tokens of the same row cost more or less: other prices or models, other shares of what is cached or
   * answered.
   */
  priceUsd: Usd;
  /** Rows without spend before. */
  newUsd: Usd;
  /** Rows without spend after. */
  goneUsd: Usd;
  /** Rows whose requests are not told, such as the Difference. */
  unmeasuredUsd: Usd;
}

export type DriverKind = "stayed" | "new" | "gone" | "unmeasured";

export interface DriverRow extends DriverInput {
  kind: DriverKind;
  changeUsd: Usd;
  effects: Effects;
}

/** One dimension's rows, the largest change (beyond that of days) first. Rows add up to the whole in every part. */
export interface DimensionDrivers {
  dimension: FilterDimension;
  rows: DriverRow[];
  effects: Effects;
}

export const NO_EFFECTS: Effects = {
  daysUsd: ZERO_USD,
  volumeUsd: ZERO_USD,
  mixUsd: ZERO_USD,
  sizeUsd: ZERO_USD,
  priceUsd: ZERO_USD,
  newUsd: ZERO_USD,
  goneUsd: ZERO_USD,
  unmeasuredUsd: ZERO_USD,
};
export const EFFECTS = Object.keys(NO_EFFECTS) as readonly (keyof Effects)[];

/** Adds effect by effect. */
export function sumEffects(all: readonly Effects[]): Effects {
  const sums = EFFECTS.map((effect) => [effect, sumUsd(all.map((effects) => effects[effect]))]);
  return Object.fromEntries(sums) as unknown as Effects;
}

function times(amount: Usd, numerator: number, denominator: number): Usd {
  return usdFromFinerUnits(amount * BigInt(numerator), BigInt(denominator));
}

function costOf(figures: DriverFigures | null): Usd {
  return figures?.costUsd ?? ZERO_USD;
}

function isEmpty(figures: DriverFigures | null): boolean {
  return figures === null || (figures.costUsd === ZERO_USD && figures.requests === 0);
}

function isMeasured(figures: DriverFigures | null): boolean {
  return figures !== null && figures.requests > 0 && figures.costUsd >= ZERO_USD;
}

function kindOf({ value, before, after }: DriverInput): DriverKind {
  if (value.kind === "difference") return "unmeasured";
  if (isEmpty(before)) return isMeasured(after) ? "new" : "unmeasured";
  if (isEmpty(after)) return isMeasured(before) ? "gone" : "unmeasured";
  return isMeasured(before) && isMeasured(after) ? "stayed" : "unmeasured";
}

/** Free before and after: there is nothing to explain, and no measure of how much the paid rows were used. */
function isFree({ before, after }: DriverInput): boolean {
  return costOf(before) === ZERO_USD && costOf(after) === ZERO_USD;
}

function effectsOf(
  { before, after }: DriverInput,
  kind: DriverKind,
  days: KnownDays,
  all: { before: number; after: number },
): Effects {
  const start = costOf(before);
  const end = costOf(after);
  const sameDays = times(start, days.after, days.before);
  const none = { ...NO_EFFECTS, daysUsd: subtractUsd(sameDays, start) };
  if (kind === "new") return { ...none, newUsd: subtractUsd(end, sameDays) };
  if (kind === "gone") return { ...none, goneUsd: subtractUsd(end, sameDays) };
  if (kind === "unmeasured" || !before || !after) return { ...none, unmeasuredUsd: subtractUsd(end, sameDays) };
  const sameMix = all.before > 0 ? times(start, all.after, all.before) : sameDays;
  const sameSize = times(start, after.requests, before.requests);
  const samePrice = before.tokens && after.tokens ? times(start, after.tokens, before.tokens) : sameSize;
  return {
    ...none,
    volumeUsd: subtractUsd(sameMix, sameDays),
    mixUsd: subtractUsd(sameSize, sameMix),
    sizeUsd: subtractUsd(samePrice, sameSize),
    priceUsd: subtractUsd(end, samePrice),
  };
}

/** What changed beyond one period having more days than the other. */
export function comparableChange(effects: Effects): Usd {
  return subtractUsd(sumUsd(EFFECTS.map((effect) => effects[effect])), effects.daysUsd);
}

function magnitude(amount: Usd): Usd {
  return (amount < 0n ? -amount : amount) as Usd;
}

/**
 * Splits the change of every row, and so of all together. Both periods must have at least a day in the books: nothing can
 * be said of a change from or to unknown (throws RangeError).
 */
export function splitChange(dimension: FilterDimension, inputs: readonly DriverInput[], days: KnownDays): DimensionDrivers {
  if (days.before <= 0 || days.after <= 0) throw new RangeError("a period without a day in the books cannot be compared");
  const kinds = inputs.map(kindOf);
  const stayed = inputs.filter((input, index) => kinds[index] === "stayed" && !isFree(input));
  const all = {
    before: stayed.reduce((sum, { before }) => sum + (before?.requests ?? 0), 0),
    after: stayed.reduce((sum, { after }) => sum + (after?.requests ?? 0), 0),
  };
  const rows = inputs.map((input, index): DriverRow => {
    const kind = kinds[index] ?? "unmeasured";
    const changeUsd = subtractUsd(costOf(input.after), costOf(input.before));
    return { ...input, kind, changeUsd, effects: effectsOf(input, kind, days, all) };
  });
  const size = (row: DriverRow) => magnitude(comparableChange(row.effects));
  rows.sort((a, b) => compareUsd(size(b), size(a)) || (a.value.label < b.value.label ? -1 : 1));
  return { dimension, rows, effects: sumEffects(rows.map(({ effects }) => effects)) };
}

/** After as a multiple of before, for as many days. */
export interface DriverRatios {
  requests: number;
  /** Infinity for what was free before. */
  costPerRequest: number;
  /** Null where tokens are not told. */
  tokensPerRequest: number | null;
}

/** Null where one of the periods has nothing to divide by. */
export function ratiosOf({ before, after }: Pick<DriverRow, "before" | "after">, days: KnownDays): DriverRatios | null {
  if (!before || !after || before.requests <= 0 || after.requests <= 0) return null;
  const each = (amount: number | null, { requests }: DriverFigures) => (amount ? amount / requests : null);
  const cost = ({ costUsd }: DriverFigures) => usdToApproximateNumber(costUsd);
  const [costBefore, costAfter] = [each(cost(before), before), each(cost(after), after)];
  const [tokensBefore, tokensAfter] = [each(before.tokens, before), each(after.tokens, after)];
  return {
    requests: (after.requests * days.before) / (before.requests * days.after),
    costPerRequest: costBefore === null ? Number.POSITIVE_INFINITY : (costAfter ?? 0) / costBefore,
    tokensPerRequest: tokensBefore === null || tokensAfter === null ? null : tokensAfter / tokensBefore,
  };
}

/** What made most of a row's change. `volume`: more or fewer requests of its own. `price`: what each of them cost. */
export type DriverCause = "new" | "gone" | "volume" | "price" | "unmeasured";

/** Of the two factors of a row's cost the one that moved farther; no order of steps favours either. */
export function causeOfRow(row: DriverRow, days: KnownDays): DriverCause {
  if (row.kind !== "stayed") return row.kind;
  const ratios = ratiosOf(row, days);
  if (!ratios) return "unmeasured";
  const towards = comparableChange(row.effects) < ZERO_USD ? -1 : 1;
  return Math.log(ratios.requests) * towards >= Math.log(ratios.costPerRequest) * towards ? "volume" : "price";
}

export interface TopDriver {
  dimension: FilterDimension;
  row: DriverRow;
  cause: DriverCause;
  /** The row's change, beyond that of days. */
  byUsd: Usd;
}

/** In a tie the one that says most about what to do. */
const DIMENSION_ORDER: readonly FilterDimension[] = ["key", "developer", "feature", "model"];

/**
 * The row whose own change comes closest to the whole change: the one thing that, had it stayed as it was, would have
 * left spend as it was. Rows with a name only; null where none moved the way the whole did.
 */
export function topDriver(dimensions: readonly DimensionDrivers[], days: KnownDays): TopDriver | null {
  const candidates = dimensions.flatMap(({ dimension, rows, effects }) => {
    const whole = comparableChange(effects);
    return rows.flatMap((row) => {
      const byUsd = comparableChange(row.effects);
      const along = byUsd !== ZERO_USD && byUsd < ZERO_USD === whole < ZERO_USD && whole !== ZERO_USD;
      if (row.value.kind !== "value" || !along) return [];
      return [{ driver: { dimension, row, cause: causeOfRow(row, days), byUsd }, left: magnitude(subtractUsd(whole, byUsd)) }];
    });
  });
  const rank = ({ dimension }: TopDriver) => (DIMENSION_ORDER.indexOf(dimension) + 99) % 99;
  candidates.sort((a, b) => compareUsd(a.left, b.left) || rank(a.driver) - rank(b.driver));
  return candidates[0]?.driver ?? null;
}
