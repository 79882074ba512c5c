const WINDOW_MS = 60_000;

export interface Allowance {
  allowed: boolean;
  remaining: number;
  /** Until one more request would be allowed. */
  waitMs: number;
}

/** At most so many requests in any minute that ends now. */
export class RateLimit {
  readonly perMinute: number;
  readonly #clock: () => number;
  #taken: number[] = [];

  constructor(perMinute: number, clock: () => number = () => performance.now()) {
    this.perMinute = perMinute;
    this.#clock = clock;
  }

  /** Takes a request out of the allowance; a refused one costs nothing. */
  take(): Allowance {
    const now = this.#clock();
    this.#taken = this.#taken.filter((at) => at > now - WINDOW_MS);
    const allowed = this.#taken.length < this.perMinute;
    if (allowed) this.#taken.push(now);
    const oldest = this.#taken[0] ?? now;
    return { allowed, remaining: this.perMinute - this.#taken.length, waitMs: allowed ? 0 : oldest + WINDOW_MS - now };
  }
}
