/** What is known of how far an import is. */
export interface ImportState {
  status: "uploading" | "staged" | "merging" | "rebuilding" | "cancelling" | "succeeded" | "failed" | "cancelled";
  bytes: number;
  /** null where the sender did not say. */
  expectedBytes: number | null;
  rows: number;
  rejected: number;
  inserted: number;
  merged: number;
  createdAt: Date;
  /** Bytes and rows stand for this moment while the file is received. */
  heartbeatAt: Date | null;
  /** When merging or rebuilding was begun or gone on with, and how many rows were merged before. */
  stepSince: Date | null;
  stepFrom: number;
  /** Days that were to be rebuilt, and those that still are. */
  days: number | null;
  daysLeft: number;
}

/** How far the step at hand is. */
export interface ImportProgress {
  /** Share that is done, 0 to 1; null while it cannot be known. */
  share: number | null;
  /** Rows a second since the step began; null before any was done, and where the step does not count rows. */
  rowsPerSecond: number | null;
  /** Seconds until the step ends if it goes on as it did; null while that cannot be told. */
  secondsLeft: number | null;
}

const UNKNOWN: ImportProgress = { share: null, rowsPerSecond: null, secondsLeft: null };
/** A rate over less than this says nothing. */
const SHORTEST_SECONDS = 0.5;

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

function timeLeft(done: number, left: number, seconds: number): number | null {
  return done > 0 && seconds >= SHORTEST_SECONDS ? Math.ceil((left * seconds) / done) : null;
}

function receiving(state: ImportState): ImportProgress {
  const { bytes, expectedBytes, rows, createdAt, heartbeatAt } = state;
  const seconds = secondsBetween(createdAt, heartbeatAt ?? createdAt);
  const rowsPerSecond = rows > 0 && seconds >= SHORTEST_SECONDS ? Math.round(rows / seconds) : null;
  // A length that is less than what has come was no length.
  if (!expectedBytes || expectedBytes < bytes) return { ...UNKNOWN, rowsPerSecond };
  return { share: bytes / expectedBytes, rowsPerSecond, secondsLeft: timeLeft(bytes, expectedBytes - bytes, seconds) };
}

function merging(state: ImportState, now: Date): ImportProgress {
  const accepted = state.rows - state.rejected;
  const done = state.inserted + state.merged;
  if (accepted <= 0 || state.stepSince === null) return UNKNOWN;
  const seconds = secondsBetween(state.stepSince, now);
  const doneNow = done - state.stepFrom;
  const rowsPerSecond = doneNow > 0 && seconds >= SHORTEST_SECONDS ? Math.round(doneNow / seconds) : null;
  return { share: Math.min(1, done / accepted), rowsPerSecond, secondsLeft: timeLeft(doneNow, accepted - done, seconds) };
}

function rebuilding({ days, daysLeft, stepSince }: ImportState, now: Date): ImportProgress {
  if (!days || stepSince === null) return UNKNOWN;
  const done = Math.max(0, days - daysLeft);
  return { share: done / days, rowsPerSecond: null, secondsLeft: timeLeft(done, daysLeft, secondsBetween(stepSince, now)) };
}

/**
 * How far an import's step at hand is, how fast it goes and how long it will take if it goes on so; null where nothing
 * goes on.
 */
export function importProgress(state: ImportState, now: Date): ImportProgress | null {
  if (state.status === "uploading") return receiving(state);
  if (state.status === "merging") return merging(state, now);
  if (state.status === "rebuilding") return rebuilding(state, now);
  return state.status === "staged" || state.status === "cancelling" ? UNKNOWN : null;
}

/** Whether an import can still be cancelled, with nothing of it left. */
export function isCancellable({ status, kind }: { status: ImportState["status"]; kind: "log" | "aggregate" | null }): boolean {
  return status === "uploading" || status === "merging" || (status === "staged" && kind !== "aggregate");
}

/** A time to wait in words that promise no more than is known. */
export function waitInWords(seconds: number): string {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
  if (seconds < 5_400) return `about ${Math.ceil(seconds / 60)} minutes left`;
  return `about ${Math.ceil(seconds / 3600)} hours left`;
}
