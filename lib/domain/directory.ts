import type { Usd } from "./usd";

/** A workspace of the OpenRouter account. */
export interface WorkspaceReport {
  externalId: string;
  name: string;
  slug: string | null;
}

/** A person in the OpenRouter organization. */
export interface MemberReport {
  /** `user_…` */
  memberId: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  role: string | null;
}

/** An inference key as OpenRouter lists it. */
export interface KeyReport {
  /** SHA-256 hex of the key. */
  hash: string;
  name: string;
  /** Masked key. */
  label: string | null;
  /** OpenRouter's workspace id. */
  workspaceExternalId: string | null;
  creatorMemberId: string | null;
  externalUser: string | null;
  disabled: boolean;
  limitUsd: Usd | null;
  /** daily, weekly, monthly, or a word that OpenRouter adds later; null: the limit never resets. */
  limitReset: string | null;
  /** What is left of the limit in its present period; below zero where it was overrun. */
  limitRemainingUsd: Usd | null;
  /** Lifetime usage as OpenRouter states it. */
  usageUsd: Usd | null;
  createdAt: Date | null;
  expiresAt: Date | null;
}

/** Who and what an account consists of, as far as it could be read at one moment. */
export interface DirectoryReport {
  workspaces: WorkspaceReport[];
  /** Empty for a personal account, too. */
  members: MemberReport[];
  keys: KeyReport[];
  /** False where some of the list could not be read: a key missing from it is not taken for gone. */
  keysAreAll: boolean;
}
