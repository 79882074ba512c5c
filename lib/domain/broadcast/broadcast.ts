import type { GenerationReport } from "../generation/generation";

/** One generation as a Broadcast delivery tells it. */
export interface BroadcastGeneration {
  /** Its `member` is null: Broadcast tells an id, which the directory knows. */
  report: GenerationReport;
  /** What OpenRouter knows its account by: the organization, then whoever owns it. */
  accounts: readonly string[];
  /** Member id of whoever made the key. */
  creatorId: string | null;
  endedAt: Date;
}

/** A generation that was not taken: its name as the delivery has it, and why. */
export interface RefusedGeneration {
  generation: string;
  reason: string;
}

/** What a delivery says, read: nothing of it is stored yet. */
export interface BroadcastDelivery {
  generations: readonly BroadcastGeneration[];
  refused: readonly RefusedGeneration[];
  /** Where the address of the destination names one. */
  connectionId: string | null;
  receivedAt: Date;
}

export interface KnownConnection {
  id: string;
  name: string;
  accountId: string | null;
}

/**
 * The connection a generation belongs to: that of its account, else the only one there is. Null: several could be meant,
 * or there is none.
 */
export function connectionOf(accounts: readonly string[], connections: readonly KnownConnection[]): KnownConnection | null {
  for (const account of accounts) {
    const known = connections.find(({ accountId }) => accountId === account);
    if (known) return known;
  }
  const [only, ...others] = connections;
  return only && others.length === 0 ? only : null;
}

/** How late a generation arrived after its end, in milliseconds; clocks that disagree make it no earlier than that. */
export function lagOf({ endedAt }: BroadcastGeneration, receivedAt: Date): number {
  return Math.max(0, receivedAt.getTime() - endedAt.getTime());
}
