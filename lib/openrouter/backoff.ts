const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Statuses worth a retry: overload, time-outs, servers in trouble. */
export function isWorthRetrying(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * How long to wait before the next attempt: exponential with full jitter, so that workers that failed together do not
 * return together, and never less than the server asked for. `attempt` counts from 1; `random` is in [0, 1).
 */
export function delayBefore(attempt: number, askedMs: number | null, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.max(askedMs ?? 0, 0) + Math.floor(random * ceiling);
}
