import type { Logger } from "pino";
import { WaybillError } from "../../domain/error";
import type { FactsOwner } from "../../ledger/facts-lock";
import { reportProgress, type SyncRun, type SyncStep } from "../../ledger/sync/runs";
import type { OpenRouter } from "../../openrouter/client";
import type { Refused } from "../../openrouter/readers";

/** Share of a whole run that each step is likely to take, for the progress bar. */
const SHARES: readonly [SyncStep, number][] = [
  ["directory", 0.04],
  ["billed_cells", 0.36],
  ["activity", 0.36],
  ["generations", 0.5],
  ["rebuild", 0.1],
];

function overall(step: SyncStep, done: number): number {
  let before = 0;
  for (const [name, share] of SHARES) {
    if (name === step) return Math.min(1, before + share * Math.min(1, Math.max(0, done)));
    // An account has either billed cells or activity.
    if (name !== "billed_cells" || step !== "activity") before += name === "activity" ? 0 : share;
  }
  return before;
}

/** One run of a connection's sync, as its steps see it. */
export interface SyncJob {
  owner: FactsOwner;
  run: SyncRun;
  openRouter: OpenRouter;
  now: () => Date;
  signal: AbortSignal;
  log: Logger;
  /** Shows where the run is. `done` is 0 to 1 of the step. */
  report(step: SyncStep, done: number, detail: { message: string; day?: string; rows?: number }): Promise<void>;
  /** When the account's lifetime figures were read in this run; null before, and where they could not be. */
  creditsReadAt: Date | null;
  /** Figures that OpenRouter sent and that cannot be right; the run goes on and ends as failed, naming them. */
  refused: Refused[];
  /** The first of what could not be read though the books need none of it; the run goes on and ends as failed by it. */
  postponed: WaybillError | null;
}

/** Reads what the books do without: if OpenRouter does not tell it, the bill is read nevertheless. */
export async function besideTheBooks(job: SyncJob, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WaybillError) || job.signal.aborted) throw error;
    job.log.warn({ err: error }, "something beside the books could not be read");
    job.postponed ??= error;
  }
}

export function reporter(runId: string, requests: () => number, now: () => Date): SyncJob["report"] {
  return (step, done, detail) =>
    reportProgress(runId, { step, progress: overall(step, done), requests: requests(), detail }, now());
}

/** Throws when figures were refused: everything else is stored, but the run must not look complete. */
export function failOnRefused(refused: readonly Refused[]): void {
  const cells = new Map(refused.map((item) => [item.cell, item.problem]));
  const [first] = cells;
  if (!first) return;
  const [cell, problem] = first;
  const others = cells.size > 1 ? ` ${cells.size - 1} more like it.` : "";
  throw new WaybillError("upstream_malformed", `OpenRouter sent figures that cannot be right. ${cell}: ${problem}.${others}`, {
    todo: "Their days keep what they had; all else is in the books. Waybill asks for them again with the next sync.",
    detail: { cell, refused: cells.size },
  });
}
