import type { Account } from "../account/account";
import type { Destination } from "./destination";
import type { Faults } from "./faults";
import type { RateLimit } from "./rate-limit";

/** What the pretend OpenRouter knows while it runs. */
export interface Demo {
  account: Account;
  /** The account's clock. */
  now: () => Date;
  analyticsLimit: RateLimit;
  faults: Faults;
  /** Where Broadcast delivers to, in the order they were made. */
  destinations: Destination[];
  /** Workspaces whose Broadcast is switched on: without that, destinations are sent nothing. */
  broadcastWorkspaces: Set<string>;
  /** The requests so far, oldest first, for tests that count calls. */
  requests: { method: string; path: string; status: number; at: number }[];
}
