const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Waits after the first failed attempts; then one of every two hours. */
const WAITS_MS = [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];
const LAST_WAIT_MS = 2 * HOUR;
/** A destination may ask for more patience, up to a day. */
const LONGEST_ASKED_MS = 24 * HOUR;
/** For so long a destination may fail before it is paused and its address given up. */
const GIVE_UP_AFTER_MS = 5 * 24 * HOUR;
/** A message that was refused for its content will not pass at the fourth attempt. */
const REFUSED_TIMES = 3;

/** What came of an attempt. `gone`: the destination says that it will never take messages again. */
export interface AttemptOutcome {
  /** HTTP status or SMTP code, where one came. */
  code: number | null;
  /** What went wrong, as a sentence; null: it was accepted. */
  error: string | null;
  /** `destination`: it may work later. `message`: this message is refused. `setup`: Waybill itself lacks something. */
  fault: "destination" | "message" | "setup" | "gone" | null;
  /** What a Retry-After header asked for. */
  askedMs: number | null;
  /** Said of an accepted message all the same, such as an address that was refused. */
  note?: string;
}

/** When to try again after so many failed attempts, up to a tenth later so that destinations are not all met at once. */
export function nextAttemptAt(attempts: number, askedMs: number | null, now: Date, random: number): Date {
  const wait = WAITS_MS[attempts - 1] ?? LAST_WAIT_MS;
  const asked = Math.min(Math.max(askedMs ?? 0, 0), LONGEST_ASKED_MS);
  return new Date(now.getTime() + Math.max(Math.floor(wait * (1 + random / 10)), asked));
}

/** Whether a message is given up: a test at once, one that is refused after three attempts, any other after five days. */
export function isGivenUp(
  message: { kind: string; attempts: number; createdAt: Date; toChannel: boolean },
  outcome: AttemptOutcome,
  now: Date,
): boolean {
  if (outcome.error === null) return false;
  if (message.kind === "test") return true;
  if (outcome.fault === "message") return message.attempts >= REFUSED_TIMES;
  // A channel is paused instead, and keeps what waits for it.
  return !message.toChannel && now.getTime() - message.createdAt.getTime() >= GIVE_UP_AFTER_MS;
}

/** Why a channel is to be paused after a failed attempt, as a sentence; null: it is not. */
export function reasonToPause(failingSince: Date, outcome: AttemptOutcome, now: Date): string | null {
  if (outcome.fault === "gone") return `The destination says that it is gone. ${outcome.error ?? ""}`.trim();
  const isRefusing = outcome.fault === "destination" || outcome.fault === "message";
  if (isRefusing && now.getTime() - failingSince.getTime() >= GIVE_UP_AFTER_MS) {
    return `Nothing was accepted for five days. ${outcome.error ?? ""}`.trim();
  }
  return null;
}
