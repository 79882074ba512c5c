import type { Figures, TokenFigure } from "../figures";
import type { Usd } from "../usd";
import type { DifferenceReason } from "./line";

/** A micro-dollar: a log row's cost falls short of the charge by less, because the export cuts it at six decimals. */
const CUT_USD = 1_000_000n;

/** What the evidence booked on one cell adds up to. */
export interface BookedEvidence {
  figures: Figures;
  /** Requests whose cost is only known cut. */
  cutRows: number;
}

/** How a cell's figures are made up beyond its evidence. Cell = evidence + remainder + differences, figure by figure. */
export interface CellRest {
  /** None negative; unknown where the cell does not tell. */
  remainder: Figures;
  differences: { reason: DifferenceReason; figures: Figures }[];
}

type Part = "remainder" | DifferenceReason;

function partOfMoney(rest: bigint, requestsLeft: number, booked: BookedEvidence): Part {
  const size = rest < 0n ? -rest : rest;
  // Each request's own cost is kept to 10⁻¹² dollars, and the bill's sum arrives as a binary fraction of its own.
  if (requestsLeft <= 0 && size <= BigInt(Math.max(0, booked.figures.requests))) return "rounding";
  if (rest < 0n) return "evidence_exceeds_bill";
  if (requestsLeft <= 0 && rest <= CUT_USD * BigInt(booked.cutRows)) return "log_csv_cut";
  return "remainder";
}

const EMPTY = { costUsd: 0n as Usd, byokUsd: 0n as Usd, requests: 0 };

/** A row of zeros, unknown where the cell does not tell. */
function blankOf(cell: Figures): Figures {
  return {
    ...EMPTY,
    promptTokens: cell.promptTokens === null ? null : 0,
    cachedTokens: cell.cachedTokens === null ? null : 0,
    cacheWriteTokens: cell.cacheWriteTokens === null ? null : 0,
    completionTokens: cell.completionTokens === null ? null : 0,
    reasoningTokens: cell.reasoningTokens === null ? null : 0,
  };
}

/**
 * Sorts what a cell has beyond its evidence by sign and size, each figure on its own: one may fall short while another
 * exceeds. Evidence that does not know a token figure counts as none of it: the rest is then all the cell has.
 */
export function restOf(cell: Figures, booked: BookedEvidence): CellRest {
  const parts: Record<Part, Figures> = {
    remainder: blankOf(cell),
    evidence_exceeds_bill: blankOf(cell),
    log_csv_cut: blankOf(cell),
    rounding: blankOf(cell),
  };
  const requestsLeft = cell.requests - booked.figures.requests;
  parts[requestsLeft < 0 ? "evidence_exceeds_bill" : "remainder"].requests = requestsLeft;
  for (const money of ["costUsd", "byokUsd"] as const) {
    const rest = (cell[money] - booked.figures[money]) as Usd;
    parts[partOfMoney(rest, requestsLeft, booked)][money] = rest;
  }
  const tokens: readonly TokenFigure[] = [
    "promptTokens",
    "cachedTokens",
    "cacheWriteTokens",
    "completionTokens",
    "reasoningTokens",
  ];
  for (const figure of tokens) {
    const billed = cell[figure];
    if (billed === null) continue;
    const rest = billed - (booked.figures[figure] ?? 0);
    parts[rest < 0 ? "evidence_exceeds_bill" : "remainder"][figure] = rest;
  }
  const reasons: readonly DifferenceReason[] = ["evidence_exceeds_bill", "log_csv_cut", "rounding"];
  return { remainder: parts.remainder, differences: reasons.map((reason) => ({ reason, figures: parts[reason] })) };
}
