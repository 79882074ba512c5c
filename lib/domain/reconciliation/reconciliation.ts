import type { BilledSource } from "../billed-cell";
import type { Day } from "../day";
import type { Finality } from "../finality";
import { addUsd, subtractUsd, type Usd, ZERO_USD } from "../usd";

/** What Broadcast let through to Waybill on a day. `began`: it was not there from the day's beginning to its end. */
export type Deliveries = "none" | "began" | "sampled" | "filtered" | "all";

/** One connection's day: what was billed, what is known, and what the tables themselves add up to. */
export interface DayToReconcile {
  day: Day;
  finality: Finality;
  books: BilledSource | "log";
  billedUsd: Usd;
  /** Charged by providers to the customer's own keys; not part of billedUsd. */
  byokUsd: Usd;
  billedRequests: number;
  /** billed = explained + remainder + difference. */
  explainedUsd: Usd;
  remainderUsd: Usd;
  differenceUsd: Usd;
  /** What of the difference is a known habit of the log export, or of last digits. */
  cutUsd: Usd;
  roundingUsd: Usd;
  unmatchedGenerations: number;
  unmatchedUsd: Usd;
  /** Facts changed and the day is about to be added up again: sums of its tables say nothing. */
  rebuilding: boolean;
  /** Σ spend lines, Σ of the totals that pages read. */
  linesUsd: Usd;
  totalsUsd: Usd;
  /** Σ billed cells, and that sum as it was when they were read; null where a log is the books. */
  cellsUsd: Usd | null;
  readUsd: Usd | null;
  /** What `/activity` says of the same day, read after it was settled; null where it does not, or is itself the books. */
  activityUsd: Usd | null;
  deliveries: Deliveries;
  /** By how much OpenRouter changed the day after it was settled; null: it did not. */
  restatedByUsd: Usd | null;
}

/** What does not balance. `expectedUsd` is OpenRouter's figure, or the one nearer to it. */
export interface BooksWarning {
  kind: WarningKind;
  expectedUsd: Usd;
  foundUsd: Usd;
}
export const WARNING_KINDS = ["lines", "totals", "book", "cells", "activity", "credits"] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];

export const CAUSES = [
  "today_open",
  "late_settlement",
  "sampling",
  "filters",
  "broadcast_began",
  "deliveries_lost",
  "not_told",
  "log_cut",
  "rounding",
  "evidence_exceeds_bill",
  "unmatched",
  "byok",
] as const;
export type CauseKind = (typeof CAUSES)[number];

/**
 * Why something is not explained. Those of `remainder` add up to the remainder, those of `difference` to the difference.
 * `beside`: an amount that is in neither.
 */
export interface Cause {
  kind: CauseKind;
  part: "remainder" | "difference" | "beside";
  /** null: it has no amount of its own. */
  usd: Usd | null;
}

export type DayState = "balanced" | "rebuilding" | "off";

export interface Reconciled {
  state: DayState;
  warnings: BooksWarning[];
  causes: Cause[];
}

function magnitude(amount: Usd): bigint {
  return amount < 0n ? -amount : amount;
}

/** Sums of the same binary fractions in another order: not more than the last stored digit of each request. */
function isRounding(amount: Usd, requests: number): boolean {
  return magnitude(amount) <= BigInt(Math.max(0, requests));
}

function isOver(finality: Finality): boolean {
  return finality === "settled" || finality === "restated" || finality === "closed";
}

function warningsOf(day: DayToReconcile): BooksWarning[] {
  const expected = day.readUsd ?? day.billedUsd;
  const checks: [WarningKind, Usd, Usd | null][] = [
    ["cells", expected, day.cellsUsd],
    ["lines", expected, day.linesUsd],
    ["totals", day.linesUsd, day.totalsUsd],
    ["book", expected, day.billedUsd],
  ];
  const off = day.rebuilding ? [] : checks.filter(([, wanted, found]) => found !== null && found !== wanted);
  const { activityUsd } = day;
  if (activityUsd !== null && isOver(day.finality) && !isRounding(subtractUsd(activityUsd, expected), day.billedRequests)) {
    off.push(["activity", activityUsd, expected]);
  }
  return off.map(([kind, expectedUsd, foundUsd]) => ({ kind, expectedUsd, foundUsd: foundUsd ?? ZERO_USD }));
}

/** Everything missing on a day has one reason: the one that explains most of it. */
function causeOfRemainder({ finality, deliveries }: DayToReconcile): CauseKind {
  if (finality === "open") return "today_open";
  switch (deliveries) {
    case "sampled":
      return "sampling";
    case "filtered":
      return "filters";
    case "began":
      return "broadcast_began";
    case "all":
      return "deliveries_lost";
    case "none":
      return "not_told";
  }
}

function causesOf(day: DayToReconcile): Cause[] {
  const exceedsUsd = subtractUsd(day.differenceUsd, addUsd(day.cutUsd, day.roundingUsd));
  const unsettledUsd = day.activityUsd === null || isOver(day.finality) ? null : subtractUsd(day.activityUsd, day.billedUsd);
  const causes: Cause[] = [
    { kind: causeOfRemainder(day), part: "remainder", usd: day.remainderUsd },
    { kind: "evidence_exceeds_bill", part: "difference", usd: exceedsUsd },
    { kind: "log_cut", part: "difference", usd: day.cutUsd },
    { kind: "rounding", part: "difference", usd: day.roundingUsd },
    { kind: "unmatched", part: "beside", usd: day.unmatchedUsd },
    { kind: "byok", part: "beside", usd: day.byokUsd },
    { kind: "late_settlement", part: "beside", usd: day.restatedByUsd ?? unsettledUsd ?? ZERO_USD },
  ];
  const named = causes.filter(({ usd }) => usd !== ZERO_USD);
  if (day.unmatchedGenerations > 0 && day.unmatchedUsd === ZERO_USD) named.push({ kind: "unmatched", part: "beside", usd: null });
  return named;
}

/** Whether a day balances, and why what is not explained is not. */
export function reconcileDay(day: DayToReconcile): Reconciled {
  const warnings = warningsOf(day);
  const state = warnings.length > 0 ? "off" : day.rebuilding ? "rebuilding" : "balanced";
  return { state, warnings, causes: causesOf(day) };
}

/** A setting of a destination that delivers here, in force from a time to a time. */
export interface DeliverySpan {
  listening: boolean;
  samplingRate: number;
  filtered: boolean;
  from: Date;
  /** null: still. */
  to: Date | null;
}

/** What the destinations let through on the day that begins at `start`: the worst of what was in force. */
export function deliveriesOn(spans: readonly DeliverySpan[], start: Date): Deliveries {
  const end = new Date(start.getTime() + 86_400_000);
  const during = spans.filter(({ listening, from, to }) => listening && from < end && (to === null || to > start));
  if (during.length === 0) return "none";
  if (during.some(({ samplingRate }) => samplingRate < 1)) return "sampled";
  if (during.some(({ filtered }) => filtered)) return "filtered";
  return during.some(({ from, to }) => from <= start && (to === null || to >= end)) ? "all" : "began";
}
