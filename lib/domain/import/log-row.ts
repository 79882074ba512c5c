/**
 * One generation as a log tells it. Time, money and counts are exact text as the database takes it: a log has millions of
 * rows.
 */
export interface LogRow {
  /** Where it stands in its file, the header being line 1. */
  line: number;
  /** `gen-…`; `row-<hash of content>-1` where the log gives none. */
  generationId: string;
  /** `2026-02-27 03:43:49.788+00` */
  createdAt: string;
  keyName: string | null;
  model: string;
  variant: string | null;
  provider: string | null;
  member: string | null;
  app: string | null;
  costUsd: string;
  byokUsd: string | null;
  promptTokens: string | null;
  cachedTokens: string | null;
  completionTokens: string | null;
  reasoningTokens: string | null;
  streamed: boolean | null;
  cancelled: boolean | null;
  finishReason: string | null;
  generationTimeMs: string | null;
  firstTokenMs: string | null;
}

/** A row of a file that was refused: where, and why. */
export interface RowReject {
  line: number;
  /** As the header spells it; null where the whole row is meant. */
  column: string | null;
  reason: string;
  /** The offending text, shortened. */
  value: string | null;
}

/** More refused rows than anybody reads; further ones are only counted. */
export const MOST_STORED_REJECTS = 100_000;
