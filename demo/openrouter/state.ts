import type { Account } from "../account/account";
import type { Faults } from "./faults";
import type { RateLimit } from "./rate-limit";

/** What the pretend OpenRouter knows while it runs. */
export interface Demo {
  account: Account;
  /** The account's clock. */
  now: () => Date;
  analyticsLimit: RateLimit;
  faults: Faults;
  /** The requests so far, oldest first, for tests that count calls. */
  requests: { method: string; path: string; status: number; at: number }[];
}
