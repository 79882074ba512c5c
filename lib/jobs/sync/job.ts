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
  /** Whether this run has listed every key. */
  keysAreAll: boolean;
  /** Figures that OpenRouter sent and that cannot be right; the run goes on and ends as failed, naming them. */
  refused: Refused[];
  /** What could not be read though the bill needs none of it; the run goes on and ends as failed, naming it. */
  unread: Unread[];
}

/** What OpenRouter did not tell, in words (`keys`, `1 member`), and why. */
export interface Unread {
  what: string;
  error: WaybillError;
}

/** Reads what the bill does without: if OpenRouter does not tell it (null), the bill is read nevertheless. */
export async function besideTheBooks<Told>(job: SyncJob, what: string, work: () => Promise<Told>): Promise<Told | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WaybillError) || job.signal.aborted) throw error;
    job.log.warn({ err: error, what }, "something beside the books could not be read");
    job.unread.push({ what, error });
    return null;
  }
}

export function reporter(runId: string, requests: () => number, now: () => Date): SyncJob["report"] {
  return (step, done, detail) =>
    reportProgress(runId, { step, progress: overall(step, done), requests: requests(), detail }, now());
}

const listed = (unread: readonly Unread[]) => [...new Set(unread.map(({ what }) => what))].join(", ");

/** The longest that OpenRouter asked to wait, by any of its answers. */
function waitAsked(unread: readonly Unread[]): { retryAfterSeconds?: number } {
  const seconds = unread.map(({ error }) => Number(error.detail?.retryAfterSeconds ?? 0));
  const longest = Math.max(0, ...seconds);
  return longest > 0 ? { retryAfterSeconds: longest } : {};
}

/**
 * Throws when figures were refused, or something beside the bill could not be read: everything else is stored, but the
 * run must not look complete.
 */
export function failOnGaps({ refused, unread }: { refused: readonly Refused[]; unread: readonly Unread[] }): void {
  const cells = new Map(refused.map((item) => [item.cell, item.problem]));
  const [figure] = cells;
  const [first] = unread;
  if (figure) {
    const [cell, problem] = figure;
    const others = cells.size > 1 ? ` ${cells.size - 1} more like it.` : "";
    const besides = first ? ` Nor could these be read, which stay as they were: ${listed(unread)}. ${first.error.message}` : "";
    const message = `OpenRouter sent figures that cannot be right. ${cell}: ${problem}.${others}${besides}`;
    throw new WaybillError("upstream_malformed", message, {
      todo: "Their days keep what they had; all else is in the books. Waybill asks for them again with the next sync.",
      detail: { cell, refused: cells.size, ...waitAsked(unread) },
    });
  }
  if (!first) return;
  const { code, message, todo, detail } = first.error;
  throw new WaybillError(
    code,
    `The bill is in the books. What could not be read stays as it was: ${listed(unread)}. ${message}`,
    { ...(todo ? { todo } : {}), detail: { ...detail, ...waitAsked(unread) }, cause: first.error },
  );
}
